package rights_test

import (
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// fleet is documents of one owner, of which every third gives nothing on products.
type fleet struct {
	*rightsRig
	keys []rights.DocumentKey
	said []rights.Rights
}

func newFleet(t *testing.T, n int, cfg simulator.Config) *fleet {
	t.Helper()
	f := &fleet{rightsRig: newRightsRig(t, cfg)}
	for i := range n {
		doc := simulator.RightsDocument{
			OwnerID: 1001, AccountID: salesAccount, Name: fmt.Sprint("API user ", i), AccountPermissions: []string{"READ"},
		}
		said := rights.Rights{Name: doc.Name, Account: doc.AccountPermissions}
		if i%3 < 2 {
			doc.Products = []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}}}
			said.Products = map[string]rights.Grant{"ACD": {Permissions: []string{"READ"}}}
		}
		id := f.AddRightsDocument(doc)
		f.HandOverDocument(id)
		f.keys = append(f.keys, rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(id)})
		f.said = append(f.said, said)
	}
	return f
}

// change changes a document as somebody else.
func (f *fleet) change(i int, change func(*simulator.RightsDocument)) {
	id, _ := strconv.Atoi(f.keys[i].ID)
	f.ChangeRightsDocument(id, change)
}

// refresh reads all of them as a plan does, and returns which say otherwise than they did, and which are gone.
func (f *fleet) refresh(t *testing.T, c *client) (changed, gone []int) {
	t.Helper()
	seen := mustIdentity(t, c)
	for i, key := range f.keys {
		switch d, is, err := c.Documents.Refresh(t.Context(), key, f.said[i], seen, time.Time{}); {
		case err != nil:
			t.Errorf("document %d: %v", i, err)
		case !is.There:
			gone = append(gone, i)
		case !d.Equal(f.said[i]):
			changed = append(changed, i)
		}
	}
	return changed, gone
}

func (f *fleet) wantLists(t *testing.T, what string, lists, alone int) {
	t.Helper()
	if l, a := f.Count(simulator.RouteRightsOwned), f.Count(simulator.RouteRights); l != lists || a != alone {
		t.Errorf("%s: %d lists and %d documents read alone, want %d and %d", what, l, a, lists, alone)
	}
	f.ResetRequests()
}

// listedForms are what lists may show of a document, and how many of ten documents are read alone: one is always.
var listedForms = map[simulator.ListedRights]int{
	simulator.ListedWhole: 1, simulator.ListedInPart: 10, simulator.ListedEmptied: 10,
	simulator.ListedWithoutEntries: 10, simulator.ListedOtherwise: 10,
}

// Rule 8: the documents of one owner are read with one list, if it shows them whole, and alone otherwise.
func TestRule8DocumentsByList(t *testing.T) {
	t.Parallel()
	for form, alone := range listedForms {
		synctest.Test(t, func(t *testing.T) {
			f := newFleet(t, 10, simulator.Config{Rights: simulator.Rights{Listed: form}})
			if changed, gone := f.refresh(t, f.admin(t)); len(changed)+len(gone) > 0 {
				t.Errorf("form %d: changed %v, gone %v", form, changed, gone)
			}
			f.wantLists(t, fmt.Sprint("form ", form), 1, alone)
			f.keys, f.said = f.keys[:1], f.said[:1]
			f.refresh(t, f.admin(t))
			f.wantLists(t, fmt.Sprint("form ", form, ", one document"), 0, 1)
		})
	}
}

// Rule 3: whatever a list shows, what somebody else did to a document is found, of every document.
func TestRule8ListHidesNothing(t *testing.T) {
	t.Parallel()
	for form := range listedForms {
		for what, change := range map[string]func(*simulator.RightsDocument){
			"renamed":         func(d *simulator.RightsDocument) { d.Name += " by others" },
			"cascades":        func(d *simulator.RightsDocument) { d.Cascade = true },
			"account":         func(d *simulator.RightsDocument) { d.AccountPermissions = nil },
			"another product": func(d *simulator.RightsDocument) { d.Products = append(d.Products, survey) },
			"no product":      func(d *simulator.RightsDocument) { d.Products, d.AccountPermissions = nil, []string{"DELETE"} },
			"a resource":      func(d *simulator.RightsDocument) { d.Resources = append(d.Resources, queue) },
			"a product cascades": func(d *simulator.RightsDocument) {
				d.Products = []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}, Cascade: true}}
			},
		} {
			for i := range 4 {
				synctest.Test(t, func(t *testing.T) {
					f := newFleet(t, 4, simulator.Config{Rights: simulator.Rights{Listed: form}})
					f.change(i, change)
					if changed, gone := f.refresh(t, f.admin(t)); fmt.Sprint(changed) != fmt.Sprint([]int{i}) || len(gone) > 0 {
						t.Errorf("form %d, %s, document %d: changed %v, gone %v", form, what, i, changed, gone)
					}
					f.DeleteRightsDocument(f.others + 1 + i)
					if _, gone := f.refresh(t, f.admin(t)); fmt.Sprint(gone) != fmt.Sprint([]int{i}) {
						t.Errorf("form %d, document %d is deleted: gone %v", form, i, gone)
					}
				})
			}
		}
	}
}

var (
	survey = simulator.ProductRights{Product: "SURVEY", Permissions: []string{"REPORT"}}
	queue  = simulator.ResourceRights{Type: "GATE", ID: 5, Permissions: []string{"READ"}}
)

// A sample that is gone or that gives nothing is replaced, and a list that is refused is not needed.
func TestRule8Sample(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 5, simulator.Config{})
		f.DeleteRightsDocument(f.others + 1)
		f.change(1, func(d *simulator.RightsDocument) { d.AccountPermissions, d.Products = nil, nil })
		f.said[1] = rights.Rights{Name: f.said[1].Name}
		changed, gone := f.refresh(t, f.admin(t))
		if len(changed) > 0 || fmt.Sprint(gone) != "[0]" {
			t.Errorf("changed %v, gone %v", changed, gone)
		}
		f.wantLists(t, "two samples of no use", 1, 3)

		remove := f.Inject(simulator.Fault{Route: simulator.RouteRightsOwned, Kind: simulator.FaultStatus, Status: 403})
		f.keys, f.said = f.keys[1:], f.said[1:]
		if changed, gone := f.refresh(t, f.admin(t)); len(changed)+len(gone) > 0 {
			t.Errorf("changed %v, gone %v", changed, gone)
		}
		f.wantLists(t, "the list is refused", 1, 4)
		remove()
		f.change(3, func(d *simulator.RightsDocument) { d.System = true }) // a key that the others do not have
		f.refresh(t, f.admin(t))
		f.wantLists(t, "one in another shape", 1, 3)
	})
}

// A list from before a change of our own is not used: not of the document, and not of another one of its owner.
func TestRule8ListIsNotOlderThanAChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 4, simulator.Config{})
		c := f.admin(t)
		f.refresh(t, c)
		if _, err := c.Documents.Update(t.Context(), f.keys[2], otherIVRRights); err != nil {
			t.Fatal(err)
		}
		if changed, _ := f.refresh(t, c); fmt.Sprint(changed) != "[2]" {
			t.Errorf("changed %v", changed)
		}
		f.said[2] = otherIVRRights
		if changed, _ := f.refresh(t, c); len(changed) > 0 {
			t.Errorf("changed %v", changed)
		}
		f.wantHarmless(t)
	})
}

// A list that is behind shows neither a change that there is not nor hides a document that was just made.
func TestRule8ListIsBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFleet(t, 3, simulator.Config{ListLag: 5 * time.Second})
		time.Sleep(time.Minute)
		c := f.as(f.Config(t, ringcxtest.Engage, 0))
		if _, err := c.Documents.Update(t.Context(), f.keys[1], otherIVRRights); err != nil {
			t.Fatal(err)
		}
		f.said[1] = otherIVRRights
		made, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		if err != nil {
			t.Fatal(err)
		}
		f.keys = append(f.keys, rights.DocumentKey{OwnerID: adminID, ID: made.ID})
		f.said = append(f.said, ivrRights)
		for _, later := range []*client{c, f.admin(t)} {
			if changed, gone := f.refresh(t, later); len(changed)+len(gone) > 0 {
				t.Errorf("changed %v, gone %v", changed, gone)
			}
		}
	})
}
