package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// All is well in each mode: nothing fails, nothing is otherwise than documented, and nothing changes.
func TestAllWell(t *testing.T) {
	t.Parallel()
	for _, mode := range ringcxtest.Modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			o := scene{tenant: simulator.Config{Tokens: 2}, args: []string{"-json"}}.run(t, mode)
			if bad := append(o.with(doctor.Fail), o.with(doctor.Warn)...); o.status != statusOK || len(bad) > 0 {
				t.Errorf("status %d, %q\n%s", o.status, bad, o.stdout)
			}
			if seen := o.entry(t, "settings.auth_mode").Seen; seen != "set by RINGCX_AUTH_MODE: "+mode {
				t.Errorf("the mode: %s", seen)
			}
			if seen := o.entry(t, "reach.proxy").Seen; seen != "requests go through no proxy" { // to loopback none ever do
				t.Errorf("the proxy: %s", seen)
			}
			o.asDocumented(t, mode)
			for _, r := range o.sim.Requests() {
				if r.Method != http.MethodGet && !strings.Contains(string(r.Route), "/auth/") &&
					r.Route != simulator.RouteOAuth {
					t.Errorf("%s %s", r.Method, r.Route)
				}
			}
			text := scene{}.run(t, mode)
			if text.status != statusOK || !strings.Contains(text.stdout, "  ok    tokens.list") ||
				!strings.Contains(text.stdout, " 0 fail.\n") || strings.Contains(text.stdout, "\x1b") {
				t.Errorf("status %d\n%s", text.status, text.stdout)
			}
		})
	}
}

// A token is made, every question about it answered, and it is revoked.
func TestCreateToken(t *testing.T) {
	t.Parallel()
	for _, mode := range ringcxtest.Modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			o := scene{tenant: simulator.Config{Tokens: 2}, args: []string{"-json", "-create-token", "-yes"}}.run(t, mode)
			if o.status != statusOK || !strings.HasSuffix(o.stderr, "everything was taken back.\n") {
				t.Errorf("status %d\n%s%s", o.status, o.stdout, o.stderr)
			}
			for _, id := range []string{"create.reply", "create.spelling", "create.lag", "create.itself", "create.revoke",
				"create.revoked", "create.revoke-again"} {
				if e := o.entry(t, id); e.Status != doctor.OK || e.Assumption != doctor.AsDocumented {
					t.Errorf("%+v", e)
				}
			}
			if n := o.sim.Count(simulator.RouteTokenCreate); n != 1 {
				t.Errorf("%d creates", n)
			}
			if n := o.sim.Count(simulator.RouteTokenDelete); n != 2 { // one that revokes, and one that shows what another does
				t.Errorf("%d revocations", n)
			}
			want := 2
			if mode == ringcxtest.APIToken {
				want++
			}
			if left := o.sim.Tokens(simulator.DefaultUserName); len(left) != want {
				t.Errorf("%d tokens are left", len(left))
			}
		})
	}
}

// Colour and progress are for terminals, and NO_COLOR turns colour off.
func TestColour(t *testing.T) {
	t.Parallel()
	const escape = "\x1b"
	for name, c := range map[string]struct {
		scene
		colour, progress bool
	}{
		"terminal":          {scene{terminal: true}, true, true},
		"NO_COLOR":          {scene{terminal: true, env: map[string]string{"NO_COLOR": "1"}}, false, true},
		"dumb":              {scene{terminal: true, env: map[string]string{"TERM": "dumb"}}, false, true},
		"a report":          {scene{terminal: true, args: []string{"-json"}}, false, true},
		"no terminal":       {scene{}, false, false},
		"asked and created": {scene{terminal: true, input: "yes\n", args: []string{"-create-token"}}, true, true},
	} {
		o := c.run(t, ringcxtest.Engage)
		if got := strings.Contains(o.stdout, escape); got != c.colour {
			t.Errorf("%s: colour %v\n%s", name, got, o.stdout)
		}
		if got := strings.Contains(o.stderr, "… tokens.list"); got != c.progress {
			t.Errorf("%s: progress %v: %q", name, got, o.stderr)
		}
	}
}

// What one thing causes is said once: of what it leaves out there is no line, and no advice stands twice.
func TestPageIsShort(t *testing.T) {
	t.Parallel()
	noRights := simulator.Config{Users: []simulator.User{simulator.DefaultUsers()[1], simulator.DefaultUsers()[0]}}
	for name, c := range map[string]struct {
		scene
		once string
	}{
		"no setting": {scene{env: map[string]string{"RINGCX_AUTH_MODE": ""}}, "Missing auth_mode"},
		"no login":   {scene{env: map[string]string{"RINGCX_PASSWORD": "another-password"}}, "Could not log in"},
		"no rights":  {scene{tenant: noRights}, "needs READ on the account"},
	} {
		page, _, _ := strings.Cut(c.run(t, ringcxtest.Engage).stdout, "\nFailed: ") // the end names what failed again
		if strings.Count(page, c.once) != 1 || strings.Contains(page, "a setting is wrong") ||
			strings.Contains(page, "it needs login") || strings.Contains(page, "it needs tokens") {
			t.Errorf("%s:\n%s", name, page)
		}
	}
}

// The end of a log says what failed, and how many of the checks that this run was to make it left out.
func TestEndOfPage(t *testing.T) {
	t.Parallel()
	noPlatform := scene{env: map[string]string{"RINGCX_PLATFORM_ID": ""}}
	noPlatform.args = []string{"-json"}
	leftOut := 0
	for _, e := range noPlatform.run(t, ringcxtest.Engage).report.Checks {
		if e.Seen == "a setting is wrong" {
			leftOut++
			for _, other := range []string{"create.", "login.legacy", "login.ringcentral", "login.exchange"} {
				if strings.HasPrefix(e.ID, other) {
					t.Errorf("%s was not to be made", e.ID)
				}
			}
		}
	}
	noPlatform.args = nil
	end := fmt.Sprintf(" 1 fail. Checks not made, because they need what failed: %d.\n"+
		"Failed: settings.platform_id: Missing platform_id (RINGCX_PLATFORM_ID).\n", leftOut)
	if page := noPlatform.run(t, ringcxtest.Engage).stdout; !strings.HasSuffix(page, end) {
		t.Errorf("the page does not end in\n%s:\n%s", end, page)
	}
	odd := scene{tenant: simulator.Config{Token: simulator.TokenQuoted}, args: []string{"-create-token", "-yes"}}
	if page := odd.run(t, ringcxtest.Engage).stdout; !strings.Contains(page, "`ringcx-doctor -json -create-token`") {
		t.Errorf("no such report asked for:\n%s", page)
	}
}

// A stop answers the question.
func TestStopAtTheQuestion(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	nobody, writer := io.Pipe()
	defer writer.Close()
	var stderr strings.Builder
	w := world{stdin: nobody, stdout: io.Discard, stderr: &stderr, asks: true, getenv: func(string) string { return "" }}
	if status := run(ctx, []string{"-create-token"}, w); status != statusOK ||
		!strings.Contains(stderr.String(), "nothing was made") {
		t.Errorf("status %d: %s", status, &stderr)
	}
}

// The question comes first, and only "yes" answers it.
func TestQuestion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args   []string
		input  string
		status int
		made   int
		said   string
	}{
		{args: []string{"-create-token"}, status: statusUsage, said: "there is no terminal"},
		{args: []string{"-create-token"}, input: "no\n", status: statusOK, said: "nothing was checked"},
		{args: []string{"-create-token"}, input: "y\n", status: statusOK, said: "nothing was checked"},
		{args: []string{"-create-token"}, input: "yes\n", status: statusOK, made: 1, said: "Only \"yes\""},
		{args: []string{"-create-token", "-yes"}, status: statusOK, made: 1},
		{args: []string{"-yes"}, status: statusUsage, said: "-create-token"},
		{args: []string{"-nonsense"}, status: statusUsage, said: "not defined: -nonsense (see ringcx-doctor -help)"},
		{args: []string{"something"}, status: statusUsage, said: "unexpected argument"},
		{args: []string{"-help"}, status: statusOK},
	} {
		o := scene{args: c.args, input: c.input}.run(t, ringcxtest.Engage)
		if o.status != c.status || o.sim.Count(simulator.RouteTokenCreate) != c.made || !strings.Contains(o.stderr, c.said) {
			t.Errorf("%q: status %d, %s", c.args, o.status, o.stderr)
		}
		if c.made == 0 && len(o.sim.Requests()) > 0 {
			t.Errorf("%q: %d requests", c.args, len(o.sim.Requests()))
		}
		if slices.Contains(c.args, "-help") && !strings.Contains(o.stdout, "Examples:") {
			t.Errorf("help:\n%s", o.stdout)
		}
	}
}
