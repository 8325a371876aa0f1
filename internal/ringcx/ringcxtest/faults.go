package ringcxtest

import (
	"net/http"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// SpringBoot401 is the body with which Spring Boot, and not RingCX's own code, refuses a request.
const SpringBoot401 = `{"timestamp":1,"status":401,"error":"Unauthorized","message":"No message available","path":"/x"}`

// Faults returns all faults of the simulator, once and permanently. If a fault leaves it open, RingCX acts before
// its answer, after it, and not at all.
func Faults() []simulator.Fault {
	var faults []simulator.Fault
	for _, act := range []simulator.Fault{{}, {Act: true}, {Late: 50 * time.Millisecond}} {
		add := func(f simulator.Fault) {
			f.Act, f.Late = act.Act, act.Late
			faults = append(faults, f)
		}
		for _, status := range []int{400, 403, 404, 405, 408, 409, 500, 501, 502, 503, 504} {
			add(simulator.Fault{Kind: simulator.FaultStatus, Status: status})
		}
		for _, body := range []string{
			`null`, `{}`, `{"error":"no"}`, `[null]`, `[1]`, `["a b"]`, `""`, `true`, `aws80:c2353445-bc74`,
		} {
			add(simulator.Fault{Kind: simulator.FaultGarbage, Body: body})
		}
		add(simulator.Fault{Kind: simulator.FaultCut})
		add(simulator.Fault{Kind: simulator.FaultHTML})
		add(simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusUnauthorized})
		add(simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusForbidden})
		add(simulator.Fault{Kind: simulator.FaultHTML, Status: http.StatusBadGateway})
		add(simulator.Fault{Kind: simulator.FaultEmpty})
		add(simulator.Fault{Kind: simulator.FaultEmpty, Status: http.StatusNoContent})
		add(simulator.Fault{Kind: simulator.FaultRedirect})
		add(simulator.Fault{Kind: simulator.FaultHang})
		if act.Act {
			add(simulator.Fault{Kind: simulator.FaultSlow, Delay: ringcx.DefaultRequestTimeout * 5 / 4})
		}
	}
	faults = append(faults,
		simulator.Fault{Kind: simulator.FaultSlow, Delay: ringcx.DefaultRequestTimeout * 5 / 4},
		simulator.Fault{Kind: simulator.FaultDropBefore},
		simulator.Fault{Kind: simulator.FaultDropBefore, Late: time.Second},
		simulator.Fault{Kind: simulator.FaultDropAfter},
		simulator.Fault{Kind: simulator.FaultDropHeader},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusUnauthorized},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusUnauthorized, Body: SpringBoot401},
		simulator.Fault{
			Kind: simulator.FaultStatus, Status: http.StatusUnauthorized, Body: "Jwt is missing", ContentType: "text/plain",
		},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests},
		simulator.Fault{
			Kind: simulator.FaultStatus, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"86400"}},
		},
	)
	var all []simulator.Fault
	for _, f := range faults {
		once := f
		once.Times = 1
		all = append(all, once, f)
	}
	return all
}
