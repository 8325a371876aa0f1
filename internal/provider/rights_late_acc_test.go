package provider

import (
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// A rights document that RingCX shows late is made once by one apply, which a plan that follows at once agrees with,
// and a destroy right after it takes it away.
func TestAccRightsLate(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{ListLag: time.Second, Rights: simulator.Rights{LateReads: true}})
	w := newWorkspace(t, 0, rig.login(modeEngage, adminUser))
	w.config(rightsModule)
	w.apply()
	w.wantEmptyPlan()
	w.destroy()
	if n := rig.Count(simulator.RouteRightsCreate); n != 1 {
		t.Errorf("%d creates, want 1", n)
	}
	rig.wantHarmless(t, 0)
}
