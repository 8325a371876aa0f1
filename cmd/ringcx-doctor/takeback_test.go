package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

var createArgs = []string{"-json", "-create-token", "-yes"}

// had are the tokens that the user has before.
const had = 2

// leftIDs are the ids of the tokens that the user has more than before.
func (o outcome) leftIDs(mode string) (ids []string) {
	before := had
	if mode == ringcxtest.APIToken {
		before++
	}
	for _, token := range o.sim.Tokens(simulator.DefaultUserName)[before:] {
		sum := sha256.Sum256([]byte(token))
		ids = append(ids, hex.EncodeToString(sum[:]))
	}
	return ids
}

// Whatever becomes of the create, nothing is left, or what is left is named. What comes later than the doctor looks
// cannot be: then it says that something may come.
func TestTakenBackUnderFaults(t *testing.T) {
	t.Parallel()
	for i, f := range ringcxtest.Faults() {
		f.Route = simulator.RouteTokenCreate
		mode := ringcxtest.Modes[i%len(ringcxtest.Modes)]
		t.Run(fmt.Sprintf("%d %s %d %s", i, f.Kind, f.Status, mode), func(t *testing.T) {
			t.Parallel()
			o := scene{tenant: simulator.Config{Tokens: had}, before: fault(f), args: createArgs}.run(t, mode)
			back := o.entry(t, doctor.TakenBack)
			left := o.leftIDs(mode)
			if len(left) > 0 && back.Status == doctor.OK {
				t.Errorf("%+v leaves %q, and the doctor says: %s", f, left, back.Seen)
			}
			for _, id := range left {
				if !strings.Contains(o.stderr, id) && !strings.Contains(o.stdout, "without an answer") {
					t.Errorf("%+v leaves %s, which is not named:\n%s", f, id, o.stderr)
				}
			}
			if f.Late == 0 && f.Kind != simulator.FaultSlow && len(left) > 0 {
				t.Errorf("%+v leaves %q", f, left)
			}
			if n := len(o.sim.Tokens(simulator.DefaultUserName)); n < had {
				t.Errorf("%+v took %d tokens that were there before", f, had-n)
			}
		})
	}
}

// A connection that breaks says nothing about RingCX: no check of it is otherwise than documented.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	for _, route := range []simulator.Route{
		simulator.RouteTokenCreate, simulator.RouteTokenDelete, simulator.RouteUsers, simulator.RouteAccounts,
		simulator.RouteWhoAmI, simulator.RouteRefresh,
	} {
		o := scene{args: createArgs, before: fault(simulator.Fault{Route: route, Kind: simulator.FaultDropAfter})}.
			run(t, ringcxtest.Engage)
		o.asDocumented(t, string(route))
		if route == simulator.RouteTokenCreate && o.entry(t, "create.spelling").Seen != "there was no reply" {
			t.Errorf("%+v", o.entry(t, "create.spelling"))
		}
	}
}

// What cannot be taken back is named by its id, with the command that revokes it, and never by its value.
func TestNotTakenBack(t *testing.T) {
	t.Parallel()
	for _, mode := range ringcxtest.Modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			sc := scene{tenant: simulator.Config{Tokens: had}, args: createArgs, before: fault(simulator.Fault{
				Route: simulator.RouteTokenDelete, Kind: simulator.FaultStatus, Status: http.StatusInternalServerError})}
			o := sc.run(t, mode)
			left := o.leftIDs(mode)
			if len(left) != 1 || o.status != statusFail || o.entry(t, doctor.TakenBack).Status != doctor.Fail ||
				!strings.Contains(o.stderr, "terraform import ringcx_api_token.leftover '"+left[0]) {
				t.Errorf("status %d, left %q\n%s", o.status, left, o.stderr)
			}
			sc.args = createArgs[1:]
			o = sc.run(t, mode)
			if left := o.leftIDs(mode); !strings.Contains(o.stdout, left[0]+",store_token=false") ||
				!strings.Contains(o.stdout, "The token is alive. The error is on the server's side.") {
				t.Errorf("left %q\n%s", left, o.stdout)
			}
		})
	}
}

// A run that is stopped, before or after any of its requests, leaves as many tokens as there were, and says so. That it
// was stopped says nothing about RingCX. Where requests fail, those from the create on matter.
func TestStopped(t *testing.T) {
	t.Parallel()
	for i, f := range []simulator.Fault{
		{},
		{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 1},
		{Route: simulator.RouteTokenCreate, Kind: simulator.FaultHang, Act: true, Times: 1},
		{Route: simulator.RouteTokenDelete, Kind: simulator.FaultDropAfter, Times: 1},
		{Route: simulator.RouteTokenDelete, Kind: simulator.FaultDropBefore, Times: 1},
	} {
		mode := ringcxtest.Modes[i%len(ringcxtest.Modes)]
		for _, after := range []bool{false, true} {
			if after && f.Kind == simulator.FaultHang {
				continue // its request ends when nobody waits for it any more
			}
			t.Run(fmt.Sprintf("%s %s %v", f.Kind, mode, after), func(t *testing.T) {
				t.Parallel()
				for at, more := int32(1), true; more; at++ {
					more = stopAt(t, f, mode, at, after)
				}
			})
		}
	}
}

// stopAt stops a run at a request, and reports whether the run came so far.
func stopAt(t *testing.T, f simulator.Fault, mode string, at int32, after bool) bool {
	t.Helper()
	var stop context.CancelFunc
	var requests atomic.Int32
	sc := scene{tenant: simulator.Config{Tokens: had}, args: createArgs}
	if f.Kind != "" {
		sc.before = fault(f)
	}
	sc.ctx = func(ctx context.Context, _ *simulator.Server) context.Context {
		ctx, stop = context.WithCancel(ctx)
		return ctx
	}
	sc.way = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if creates := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/v1/admin/token"); f.Kind == "" ||
				creates || requests.Load() > 0 {
				if now := requests.Add(1) == at; now && !after {
					stop()
				} else if now {
					defer stop()
				}
			}
			next.ServeHTTP(w, r)
		})
	}
	o := sc.run(t, mode)
	stop()
	if left := o.leftIDs(mode); len(left) > 0 || len(o.sim.Tokens(simulator.DefaultUserName)) < had {
		t.Errorf("stopped at request %d: left %q\n%s%s", at, left, o.stdout, o.stderr)
	}
	o.asDocumented(t, fmt.Sprintf("stopped at request %d", at))
	stopped := requests.Load() >= at
	lines := strings.Split(strings.TrimSpace(o.stderr), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, "everything was taken back") &&
		!strings.Contains(last, "No token was made") {
		t.Errorf("stopped at request %d: the last line is %q", at, last)
	}
	if stopped && o.status != statusFail {
		t.Errorf("stopped at request %d: status %d", at, o.status)
	}
	return stopped
}

// A token that somebody else makes meanwhile is not touched, and where nobody can tell whose it is, it is named.
func TestForeignTokens(t *testing.T) {
	t.Parallel()
	var foreign string
	mint := func(s *simulator.Server) {
		s.Before(simulator.RouteTokenCreate, 1, func() { foreign = s.Mint(simulator.DefaultUserName) })
	}
	o := scene{tenant: simulator.Config{Tokens: had}, args: createArgs, before: mint}.run(t, ringcxtest.Engage)
	if o.status != statusOK || !slices.Contains(o.sim.Tokens(simulator.DefaultUserName), foreign) {
		t.Errorf("status %d: the other program's token was revoked\n%s", o.status, o.stderr)
	}
	o = scene{tenant: simulator.Config{Tokens: had}, args: createArgs, before: func(s *simulator.Server) {
		mint(s)
		s.Inject(simulator.Fault{Route: simulator.RouteTokenCreate, Kind: simulator.FaultDropAfter, Times: 1})
	}}.run(t, ringcxtest.Engage)
	left := o.leftIDs(ringcxtest.Engage)
	if o.status != statusFail || len(left) != 2 || !strings.Contains(o.stderr, left[0]) ||
		!strings.Contains(o.stderr, left[1]) {
		t.Errorf("status %d, left %q\n%s", o.status, left, o.stderr)
	}
}
