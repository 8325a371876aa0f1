package serve

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What nobody records is destroyed again if its resource allows that, whatever it has to say beside it. What cannot be
// destroyed is named.
func TestUndo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		undoable   bool
		happened   func(s *Server)
		keepsThem  int // so many times destroying fails
		wantUndone bool
		wantNamed  bool
	}{
		"Terraform waits":                       {undoable: true},
		"Terraform waits after a stop":          {undoable: true, happened: stopped},
		"Terraform has left":                    {undoable: true, happened: (*Server).Leave, wantUndone: true},
		"Terraform has left after a stop":       {undoable: true, happened: stoppedAndLeft, wantUndone: true},
		"Terraform has died":                    {undoable: true, happened: died, wantUndone: true},
		"Terraform has left, may not be undone": {happened: (*Server).Leave, wantNamed: true},
		"Terraform has left, undone at last":    {undoable: true, happened: (*Server).Leave, keepsThem: 5, wantUndone: true},
		"Terraform has left, cannot be undone":  {undoable: true, happened: (*Server).Leave, keepsThem: 6, wantNamed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &stub{keepsThem: c.keepsThem}
				s := stubServer(t, p, c.undoable)
				if c.happened != nil {
					c.happened(s)
				}
				resp := create(t, s)
				if undone := isNull(resp.NewState); undone != c.wantUndone {
					t.Errorf("undone: %v, want %v", undone, c.wantUndone)
				}
				if undone := p.alive == 0; undone != c.wantUndone {
					t.Errorf("%d are alive", p.alive)
				}
				want := "Something else"
				if c.wantUndone {
					want = "The provider was ended while it created this"
				}
				if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != want {
					t.Errorf("got %v, want %q", resp.Diagnostics, want)
				}
				wantNamed(t, s, c.wantNamed)
			})
		})
	}
}

// Of what Terraform took, what it took a moment before it died is undone.
func TestUndoLast(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		undoable bool
		before   time.Duration
		alive    int
	}{
		"just now":                    {undoable: true, alive: 0},
		"a second ago":                {undoable: true, before: time.Second, alive: 0},
		"three seconds ago":           {undoable: true, before: 3 * time.Second, alive: 2},
		"just now, may not be undone": {alive: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &stub{}
				s := stubServer(t, p, c.undoable)
				create(t, s)
				create(t, s)
				time.Sleep(c.before)
				s.Leave()
				s.undoLast(time.Now())
				if p.alive != c.alive {
					t.Errorf("%d are alive, want %d", p.alive, c.alive)
				}
				wantNamed(t, s, false)
			})
		})
	}
}

// However long an undo takes, the process ends in time, and leaves what it could not do.
func TestLimitEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &stub{hangs: make(chan struct{})}
		s := stubServer(t, p, true)
		var ended time.Duration
		left := time.Now().Add(time.Hour) // the run
		go s.limitEnd(func() {
			ended = time.Since(left)
			wantNamed(t, s, true)
			close(p.hangs)
		})
		time.Sleep(time.Hour)
		s.Leave()
		create(t, s)
		if most := 2*stubTimeout + 30*time.Second; ended == 0 || ended > most {
			t.Errorf("ended after %s, want at most %s", ended, most)
		}
	})
}

const stubTimeout = 10 * time.Second

func stubServer(t *testing.T, p *stub, undoable bool) *Server {
	t.Helper()
	return NewServer(Provider{
		New:            func() provider.Provider { return p },
		RequestTimeout: func(provider.Provider) time.Duration { return stubTimeout },
		Undoable: func(ctx context.Context) (context.Context, func() (string, bool)) {
			return ctx, func() (string, bool) { return "the thing", undoable }
		},
		Unrecorded: filepath.Join(t.TempDir(), "unrecorded"),
	}, false)
}

func wantNamed(t *testing.T, s *Server, want bool) {
	t.Helper()
	content, _ := os.ReadFile(s.undoing.file)
	if named := strings.Contains(string(content), "the thing"); named != want {
		t.Errorf("named: %v, want %v\n%s", named, want, content)
	}
}

func died(s *Server) {
	s.stopped.Store(true)
	s.undoLast(time.Now())
}

func stopped(s *Server) { s.stopped.Store(true) }

func stoppedAndLeft(s *Server) {
	stopped(s)
	s.Leave()
}

// create has the server create a thing.
func create(t *testing.T, s *Server) *tfprotov6.ApplyResourceChangeResponse {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	dynamic := func(value any) *tfprotov6.DynamicValue {
		v, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, value))
		if err != nil {
			t.Fatal(err)
		}
		return &v
	}
	planned := dynamic(map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, "x")})
	resp, err := s.ApplyResourceChange(t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "stub_thing", PriorState: dynamic(nil), PlannedState: planned, Config: planned,
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// The framework answers some errors without a state.
func TestIsNull(t *testing.T) {
	t.Parallel()
	if !isNull(nil) {
		t.Error("what is not there is not null")
	}
}
