package rights_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func objectType(t *testing.T, name string) rights.ObjectType {
	t.Helper()
	of, ok := rights.ObjectTypeNamed(name)
	if !ok {
		t.Fatalf("no type %s", name)
	}
	return of
}

// text is objects in a form to compare.
func text(objects []rights.Object) string {
	var lines []string
	for _, o := range objects {
		active := "-"
		if o.Active != nil {
			active = fmt.Sprint(*o.Active)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %q %s %s", o.ID, o.Name, active, o.ParentName)))
	}
	return strings.Join(lines, "; ")
}

// The same objects are found whatever form the lists have, and every list is asked for once, by however many at a time.
func TestObjects(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"GATE_GROUP": `52653 "Inbound" -; 52658 "Partners" -`,
		"GATE": `61201 "Support" true Inbound; 61202 "Orders" true Inbound; 61203 "Support" true Partners; ` +
			`61204 " Night line " false Partners`,
		"AGENT_GROUP":         `1950 "Support Agents" -; 1951 "Supervisors" -`,
		"OUTBOUND_DIAL_GROUP": `115793 "Outbound Renewals" true`,
		"OUTBOUND_CAMPAIGN":   `136785 "Renewal Outreach" true Outbound Renewals; 136786 "Win-back" false Outbound Renewals`,
		"CLOUD_PROFILE_GROUP": `301 "Routing" -`, "CLOUD_PROFILE": `3011 "Main line" true Routing`,
		"TRAC_GROUP": `401 "Marketing" -`, "TRAC_NUMBER": `4011 "Spring leaflet" - Marketing`,
	}
	if n := len(rights.ObjectTypes()); n != len(want) {
		t.Errorf("%d types, want %d", n, len(want))
	}
	for name, reading := range ringcxtest.ListsOfObjects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := ringcxtest.New(t, reading.Config)
			l := rights.NewLookups(rig.Client(t, ringcxtest.Engage))
			var asking sync.WaitGroup
			for range 60 {
				for kind, objects := range want {
					asking.Go(func() {
						got, err := l.Objects(t.Context(), salesAccount, objectType(t, kind))
						if err != nil || text(got) != objects {
							t.Errorf("%s: %s, %v, want %s", kind, text(got), err, objects)
						}
					})
				}
			}
			asking.Wait()
			for what, c := range map[string][2]int{
				"queues":    {rig.Count(simulator.RouteGateGroups, simulator.RouteGates), reading.Gates},
				"campaigns": {rig.Count(simulator.RouteDialTree, simulator.RouteCampaigns), reading.Campaigns},
				"accounts":  {rig.Count(simulator.RouteAccounts), 0},
			} {
				if c[0] != c[1] {
					t.Errorf("%s cost %d lists, want %d", what, c[0], c[1])
				}
			}
			for _, leak := range rig.Leaks(nil) {
				t.Error(leak)
			}
		})
	}
}

// An empty list of children is believed.
func TestObjectsNone(t *testing.T) {
	t.Parallel()
	rig := ringcxtest.New(t, simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenEmpty}})
	l := rights.NewLookups(rig.Client(t, ringcxtest.Engage))
	for _, kind := range []string{"GATE", "OUTBOUND_CAMPAIGN"} {
		if got, err := l.Objects(t.Context(), salesAccount, objectType(t, kind)); err != nil || len(got) > 0 {
			t.Errorf("%s: %v, %v", kind, got, err)
		}
	}
	if n := rig.Count(simulator.RouteGates, simulator.RouteCampaigns); n > 0 {
		t.Errorf("%d lists of groups, want none", n)
	}
}

// What is wrong with an account is said: that it is a main account, and which ones RingCX shows.
func TestObjectsWrongAccount(t *testing.T) {
	t.Parallel()
	const main = "99990000 (Example Main) is a main account. What rights documents name is in its sub-accounts: " +
		"99990001 (Sales), 99990003 (Old campaigns), 99990006 (Support)."
	for reply, wants := range map[simulator.UnknownAccountReply][2]string{
		simulator.UnknownAccountNotFound:  {main, "RingCX does not show the account 7"},
		simulator.UnknownAccountForbidden: {main, "It shows: 88880001 (Partner), 99990001 (Sales)"},
		simulator.UnknownAccountEmpty:     {main, ""},
	} {
		rig := ringcxtest.New(t, simulator.Config{Lookups: simulator.Lookups{UnknownAccount: reply}})
		l := rights.NewLookups(rig.Client(t, ringcxtest.Engage))
		for i, account := range []string{"99990000", "7"} {
			_, err := l.Objects(t.Context(), account, objectType(t, "GATE"))
			if wants[i] == "" && err != nil {
				t.Errorf("%v: %v", reply, err)
			}
			if wants[i] != "" {
				ringcxtest.WantError(t, err, wants[i])
			}
		}
	}
	l := rights.NewLookups(ringcxtest.New(t, simulator.Config{}).Client(t, ringcxtest.Engage))
	_, err := l.Objects(t.Context(), "../1", objectType(t, "GATE"))
	ringcxtest.WantError(t, err, "is not an id")
}

// A list that cannot be read is an error, and so is one of a single group.
func TestObjectsUnread(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault simulator.Fault
		want  string
	}{
		"HTML":      {simulator.Fault{Kind: simulator.FaultHTML}, "an HTML or XML page"},
		"an object": {simulator.Fault{Kind: simulator.FaultGarbage, Body: `{}`}, "not a JSON array of queue"},
		"403":       {simulator.Fault{Kind: simulator.FaultStatus, Status: 403}, "needs READ on the account"},
		"404":       {simulator.Fault{Kind: simulator.FaultStatus, Status: 404}, "no such account"},
		"503":       {simulator.Fault{Kind: simulator.FaultStatus, Status: 503}, "503"},
	} {
		for _, route := range []simulator.Route{simulator.RouteGateGroups, simulator.RouteGates} {
			rig := ringcxtest.New(t, simulator.Config{})
			c.fault.Route = route
			rig.Inject(c.fault)
			_, err := rights.NewLookups(rig.Client(t, ringcxtest.Engage)).
				Objects(t.Context(), salesAccount, objectType(t, "GATE"))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), salesAccount) {
				t.Errorf("%s of %s: %v", name, route, err)
			}
			for _, leak := range rig.Leaks([]error{err}) {
				t.Error(leak)
			}
		}
	}
}

// What a lookup has read is known, without a request.
func TestKnown(t *testing.T) {
	t.Parallel()
	rig := ringcxtest.New(t, simulator.Config{})
	l := rights.NewLookups(rig.Client(t, ringcxtest.Engage))
	gate := rights.Target{Type: "GATE", ID: "61203"}
	if o, known := l.Known(salesAccount, gate); known {
		t.Errorf("known before a lookup: %+v", o)
	}
	for _, kind := range []string{"GATE", "GATE_GROUP"} {
		if _, err := l.Objects(t.Context(), salesAccount, objectType(t, kind)); err != nil {
			t.Fatal(err)
		}
	}
	rig.ResetRequests()
	for target, want := range map[rights.Target]string{
		gate: "Support", {Type: "GATE_GROUP", ID: "52653"}: "Inbound", {Type: "GATE", ID: "1"}: "",
		{Type: "SCRIPT", ID: "61203"}: "", {Type: "AGENT_GROUP", ID: "1950"}: "",
	} {
		if o, known := l.Known(salesAccount, target); known != (want != "") || o.Name != want {
			t.Errorf("%+v: %+v, %t", target, o, known)
		}
	}
	if n := rig.Count(); n > 0 {
		t.Errorf("%d requests", n)
	}
}
