package serve

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What nobody records is destroyed again if its resource allows that, whatever it has to say beside it.
func TestUndo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		undoable   bool
		happened   func(s *Server)
		ended      bool // Terraform, as the system says
		keepsThem  bool // destroying fails
		wantUndone bool
	}{
		"Terraform waits":                        {undoable: true},
		"Terraform waits after a stop":           {undoable: true, happened: stopped},
		"Terraform has left":                     {undoable: true, happened: (*Server).Leave, wantUndone: true},
		"Terraform has left after a stop":        {undoable: true, happened: stoppedAndLeft, wantUndone: true},
		"Terraform has ended":                    {undoable: true, ended: true, wantUndone: true},
		"Terraform has left, may not be undone":  {happened: (*Server).Leave},
		"Terraform has ended, may not be undone": {ended: true},
		"Terraform has left, cannot be undone":   {undoable: true, happened: (*Server).Leave, keepsThem: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &stub{keepsThem: c.keepsThem}
			s := NewServer(Provider{
				New: func() provider.Provider { return p },
				Undoable: func(ctx context.Context) (context.Context, func() bool) {
					return ctx, func() bool { return c.undoable }
				},
			}, false, Parent{Ended: func() bool { return c.ended }})
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
		})
	}
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
