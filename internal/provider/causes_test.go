package provider

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// However many tokens fail at once for one cause, one error tells it, and the others have one line each.
func TestOneCauseIsToldOnce(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	block := rig.login(modeEngage, simulator.DefaultUserName)
	const tokens = 8
	var made []instance
	s := rig.rpc(t, block)
	for range tokens {
		made = append(made, s.apply(s.absent(), map[string]any{}))
	}
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: 403})

	s = rig.rpc(t, block)
	for run := range 2 { // each configuration tells it anew
		details := make([]string, tokens)
		var all sync.WaitGroup
		for n, was := range made {
			all.Go(func() {
				diags := s.read(was).Diagnostics
				wantOneError(t, diags, "Cannot read the API token", "Could not list the user's API tokens: RingCX answered 403 "+
					"Forbidden.")
				details[n] = diags[0].Detail
			})
		}
		all.Wait()
		whole := slices.DeleteFunc(slices.Clone(details), func(d string) bool { return !strings.Contains(d, "\n") })
		if len(whole) != 1 || !strings.Contains(whole[0], "Ask an administrator for the right") ||
			strings.Contains(whole[0], seeFirstError) {
			t.Errorf("run %d: the cause is told %d times:\n%s", run, len(whole), strings.Join(details, "\n---\n"))
		}
		for _, d := range details {
			if !strings.Contains(d, "\n") && !strings.HasSuffix(d, seeFirstError) {
				t.Errorf("run %d: an error that does not point at the first: %s", run, d)
			}
		}
		wantNoProblem(t, s.configure(asBlock(block), false).Diagnostics)
	}
}

// What a person reads: each error names its resource, and one of them has it all.
func TestAccOneCauseIsToldOnce(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	login := rig.login(modeEngage, simulator.DefaultUserName)
	w := newWorkspace(t, 5, login)
	w.config(`
		# Not by for_each: Terraform 1.14 may not ask for every instance of a resource once one has failed.
		resource "ringcx_api_token" "ivr" {}
		resource "ringcx_api_token" "crm" {}
		resource "ringcx_api_token" "dialer" {}
		data "ringcx_accounts" "all" {}
	`)
	w.apply()
	login[attrPassword] = "not the password"
	w.login(login)
	refused := w.wantRefusal([]string{
		"ringcx_api_token.ivr", "ringcx_api_token.crm", "ringcx_api_token.dialer", "data.ringcx_accounts.all",
		"Check username, password",
	}, "plan", "-json")
	told := 0
	for _, d := range refused.of("error") {
		if !strings.Contains(d.Detail, "Could not log in to RingCX (auth_mode engage): RingCX answered 401 Unauthorized.") {
			t.Errorf("an error without its cause: %s", d)
		}
		if strings.Contains(d.Detail, "\n") {
			told++
		}
	}
	if errors := len(refused.of("error")); errors != 4 || told != 1 {
		t.Errorf("%d errors, of which %d have it all:\n%s", errors, told, refused.text())
	}
}

// Another cause is told in full, also where it begins in the same way.
func TestAnotherCauseIsToldToo(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	made := s.apply(s.absent(), map[string]any{})
	for n, words := range []string{"this is why", "that is why", "this is why"} {
		remove := rig.Inject(simulator.Fault{
			Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: 403,
			Body: fmt.Sprintf(`{"generalMessage":%q}`, words),
		})
		diags := s.applied(made, nil, s.plan(made, nil)).Diagnostics
		wantOneError(t, diags, "Cannot revoke the API token", "403 Forbidden")
		if whole := strings.Contains(diags[0].Detail, words) &&
			!strings.Contains(diags[0].Detail, seeFirstError); whole != (n < 2) {
			t.Errorf("error %d, %s: %s", n, words, diags[0].Detail)
		}
		remove()
	}
}

// An error does not promise advice that the first one with its cause does not have.
func TestNoAdviceIsPromised(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	block := rig.login(modeLegacy, simulator.DefaultUserName)
	s := rig.rpc(t, block)
	made, other := s.apply(s.absent(), map[string]any{}), s.apply(s.absent(), map[string]any{})
	const advised, unadvised = 403, 400
	for status, want := range map[int]string{advised: seeFirstError, unadvised: seeFirstDetails} {
		s := rig.rpc(t, block)
		remove := rig.Inject(simulator.Fault{
			Route: simulator.RouteTokenList, Kind: simulator.FaultStatus, Status: status, Body: `{"generalMessage":"why"}`,
		})
		first := s.read(made).Diagnostics
		wantOneError(t, first, "Cannot read the API token", "RingCX said: why")
		second := s.read(other).Diagnostics
		wantOneError(t, second, "Cannot read the API token", want)
		if !strings.HasSuffix(second[0].Detail, " "+want) {
			t.Errorf("%d: %s", status, second[0].Detail)
		}
		remove()
	}
}

// A create that is refused is one cause too. What differs from one to the next stays.
func TestOneCauseOfCreates(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeLegacy, simulator.DefaultUserName))
	rig.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultStatus, Status: 403})
	plan := s.plan(s.absent(), map[string]any{})
	first := s.applied(s.absent(), map[string]any{}, plan).Diagnostics
	wantOneError(t, first, "Cannot create the API token", "Ask an administrator", "To check later")
	second := s.applied(s.absent(), map[string]any{}, plan).Diagnostics
	wantOneError(t, second, "Cannot create the API token", "403 Forbidden", "does not show a new token yet", seeFirstError)
	if strings.Contains(second[0].Detail, "\n") {
		t.Errorf("more than a line: %s", second[0].Detail)
	}
}

// Ids that somebody needs to adopt or to revoke a token stand in every error, and so do the counts.
func TestWhatIsAnErrorsOwnStays(t *testing.T) {
	t.Parallel()
	b := base{data: &providerData{}}
	for n := range 3 {
		id, unclaimed := idOf(fmt.Sprint("candidate ", n)), idOf(fmt.Sprint("unclaimed ", n))
		var diags diag.Diagnostics
		b.addCreateError(&diags, nil, &ringcx.UndecidedError{
			Cause:      &ringcx.Error{Op: "create an API token", Status: 502, Hint: "the hint", Attempts: n + 2},
			Candidates: []string{id}, Aftermath: ringcx.Aftermath{Unclaimed: []string{unclaimed}, Unaccounted: n + 1},
		})
		text := diags[0].Detail()
		for _, own := range []string{"502 Bad Gateway", id, unclaimed, " " + count(n+1, "request") + " of this run"} {
			if !strings.Contains(text, own) {
				t.Errorf("error %d does not have %q:\n%s", n, own, text)
			}
		}
		if told := strings.Contains(text, "the hint"); told != (n == 0) {
			t.Errorf("error %d tells the cause: %t\n%s", n, told, text)
		}
	}
	for _, id := range []string{idOf("one"), idOf("two")} {
		var diags diag.Diagnostics
		state := apiTokenModel{}
		state.setToken(ringcx.Token{Secret: "t"})
		private := apiTokenPrivate{Login: ringcx.Identity{UserName: id}}
		b.addReadError(&diags, state, private, ringcx.ErrOtherLogin)
		b.addReadError(&diags, state, private, &ringcx.UnprovenError{Reason: "nobody knows"})
		for n, text := range []string{diags[0].Detail(), diags[1].Detail()} {
			if !strings.Contains(text, state.ID.ValueString()) || n == 0 && !strings.Contains(text, id) {
				t.Errorf("the error does not name the token: %s", text)
			}
			if strings.Contains(text, "\n") != (id == idOf("one")) {
				t.Errorf("told once, or not at all: %s", text)
			}
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range []string{"0 users", "1 user", "2 users"} {
		if got := count(n, "user"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
