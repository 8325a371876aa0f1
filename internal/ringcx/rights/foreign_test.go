package rights_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What an administrator's tenant has beside what this provider made.

// ownedWith makes RingCX list an entry of somebody else beside the documents of the admin.
func (r *rightsRig) ownedWith(entry string) (remove func()) {
	return r.Inject(simulator.Fault{
		Route: simulator.RouteRightsOwned, Kind: simulator.FaultGarbage,
		Body: fmt.Sprintf(`{"99990001": [%s, {"rightsDocId": %d, "ownerId": 1001, "rightsDocName": "others",
			"accountId": "99990001"}]}`, entry, r.others),
	})
}

// An entry of somebody else that cannot be read stops neither a list nor the create, change and destroy of others. An
// id is signed, and so can be read.
func TestForeignEntryStopsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		entry string
		want  rights.Document // as listed
	}{
		"a negative id": {`{"rightsDocId": -2147483648, "ownerId": -7, "rightsDocName": "n", "accountId": "1"}`,
			rights.Document{ID: "-2147483648", OwnerID: "-7"}},
		"no id":     {`{"rightsDocName": "n"}`, rights.Document{Unreadable: true}},
		"a text id": {`{"rightsDocId": "../1", "rightsDocName": "n"}`, rights.Document{Unreadable: true}},
		"permissions in another form": {`{"rightsDocId": 9, "rightsDocName": "n", "accountPermissions": "READ"}`,
			rights.Document{ID: "9", Unreadable: true}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				r.ownedWith(c.entry)
				admin := r.admin(t)
				listed, err := admin.Documents.List(t.Context(), adminID, rights.Owned)
				if err != nil || len(listed) != 2 || listed[0].ID != c.want.ID || listed[0].OwnerID != c.want.OwnerID ||
					listed[0].Unreadable != c.want.Unreadable || listed[0].Name != "n" || listed[1].Unreadable {
					t.Errorf("listed %+v, %v", listed, err)
				}
				d, err := admin.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
				if err != nil {
					t.Fatal(err)
				}
				key := rights.DocumentKey{OwnerID: adminID, ID: d.ID}
				if _, err := admin.Documents.Update(t.Context(), key, otherIVRRights); err != nil {
					t.Error(err)
				}
				if err := admin.Documents.Delete(t.Context(), key, mustIdentity(t, admin), time.Time{}); err != nil {
					t.Error(err)
				}
				if got := r.RightsDocuments(); len(got) != 1 {
					t.Errorf("there are %+v", got)
				}
				r.wantHarmless(t)
			})
		})
	}
}

// A list with an entry of which nobody knows which document it is proves of none that it is gone.
func TestRule3NamelessEntry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRightsRig(t, simulator.Config{})
		c := r.admin(t)
		key := rights.DocumentKey{OwnerID: adminID, ID: "7009"}
		remove := r.ownedWith(`{"rightsDocName": "n"}`)
		if _, there, err := c.Document(t.Context(), key, mustIdentity(t, c), time.Time{}); there || !isUnproven(err) {
			t.Errorf("got %t, %v", there, err)
		}
		remove()
		r.ownedWith(`{"rightsDocId": -5}`)
		c = r.admin(t)
		if _, there, err := c.Document(t.Context(), key, mustIdentity(t, c), time.Time{}); there || err != nil {
			t.Errorf("got %t, %v", there, err)
		}
	})
}

// A document whose owner is not proven is neither changed nor deleted.
func TestUnprovenOwner(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		listed bool // in the list of those that the admin owns
		refuse bool
	}{
		"RingCX names nobody":                        {`"ownerId": null`, false, true},
		"RingCX names nobody, by a zero":             {`"ownerId": 0`, false, true},
		"RingCX names nobody, and lists it as owned": {`"ownerId": null`, true, false},
		"RingCX names somebody else":                 {`"ownerId": 1003`, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{})
				free := r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: salesAccount, Name: "free"})
				r.HandOverDocument(free)
				r.Inject(simulator.Fault{Route: simulator.RouteRights, Kind: simulator.FaultGarbage, Times: 2,
					Body: fmt.Sprintf(`{"rightsDocId": %d, "rightsDocName": "free", "accountId": "99990001", %s}`, free, c.body)})
				switch {
				case !c.listed:
					r.Inject(simulator.Fault{Route: simulator.RouteRightsOwned, Kind: simulator.FaultGarbage, Body: `{}`})
				case c.refuse: // its list says so too
					r.ownedWith(fmt.Sprintf(`{"rightsDocId": %d, "rightsDocName": "free", %s}`, free, c.body))
				}
				admin, key := r.admin(t), rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(free)}
				_, changed := admin.Documents.Update(t.Context(), key, ivrRights)
				deleted := admin.Documents.Delete(t.Context(), key, mustIdentity(t, admin), time.Time{})
				for what, err := range map[string]error{"change": changed, "deletion": deleted} {
					var notOwner *rights.NotOwnerError
					if errors.As(err, &notOwner) != c.refuse {
						t.Errorf("%s: got %v", what, err)
					}
				}
				if n := r.Count(simulator.RouteRightsUpdate, simulator.RouteRightsDelete); (n == 0) != c.refuse {
					t.Errorf("%d requests that change something", n)
				}
			})
		})
	}
}

// A document does not get a name that its owner has already, in any letter case, as none is made with it. A document
// of another owner or account does not stop it, and neither does its own name.
func TestRenameToATakenName(t *testing.T) {
	t.Parallel()
	underEachReading(t, func(t *testing.T, r *rightsRig, _ simulator.Rights) {
		r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1002, AccountID: salesAccount, Name: "of another owner"})
		r.AddRightsDocument(simulator.RightsDocument{OwnerID: 1001, AccountID: "99990006", Name: "of another account"})
		c := r.admin(t)
		d, err := c.Documents.Create(t.Context(), adminID, salesAccount, ivrRights)
		if err != nil {
			t.Fatal(err)
		}
		key := rights.DocumentKey{OwnerID: adminID, ID: d.ID}
		want := ivrRights
		want.Name = "OTHERS"
		var exists *rights.ExistsError
		if _, err := c.Documents.Update(t.Context(), key, want); !errors.As(err, &exists) ||
			exists.ID != r.othersKey().String() {
			t.Errorf("got %v", err)
		}
		if n := r.Count(simulator.RouteRightsUpdate); n > 0 {
			t.Errorf("%d updates", n)
		}
		for _, name := range []string{"of another owner", "of another account", "OF ANOTHER ACCOUNT"} {
			want.Name = name
			if _, err := c.Documents.Update(t.Context(), key, want); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// An error about a document that a great many users have names some of them.
func TestListsInErrorsAreShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		users := simulator.DefaultUsers()
		var holders []int
		for i := range 1450 {
			users = append(users, simulator.User{ID: 10_000 + i, Name: fmt.Sprintf("user-%d@example.com", i), ParentID: 1001})
			holders = append(holders, 10_000+i)
		}
		r := newRightsRig(t, simulator.Config{Users: users})
		id := r.AddRightsDocument(simulator.RightsDocument{
			OwnerID: 1001, AccountID: salesAccount, Name: "held", Assigned: holders,
		})
		c, key := r.admin(t), rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(id)}
		err := c.Documents.Delete(t.Context(), key, mustIdentity(t, c), time.Time{})
		ringcxtest.WantError(t, err, "user-0@example.com")
		ringcxtest.WantError(t, err, "and 1430 more")
		if n := len(err.Error()); n > 2000 {
			t.Errorf("the error has %d bytes", n)
		}
		many := slices.Repeat([]string{"a difference"}, 1000)
		if n := len((&rights.StoredOtherwiseError{Differences: many, Beside: many}).Error()); n > 2000 {
			t.Errorf("the error about differences has %d bytes", n)
		}
		lost, listErr := c.Users(t.Context(), false)
		if listErr != nil {
			t.Fatal(listErr)
		}
		for _, n := range []int{1, 20, 21, 22, len(lost)} { // who else could tell?
			text := (&rights.RestoreError{Users: lost[:n]}).Error()
			for _, u := range lost[:n] {
				if !strings.Contains(text, u.ID) {
					t.Errorf("of %d users, user %s is not named", n, u.ID)
				}
			}
		}
	})
}

// Ids are ordered by number, negative ones first.
func TestSignedIDsInOrder(t *testing.T) {
	t.Parallel()
	ids := []string{"7", "-5", "0", "-2147483648", "10", "-12"}
	slices.SortFunc(ids, ringcx.CompareIDs)
	if want := []string{"-2147483648", "-12", "-5", "0", "7", "10"}; !slices.Equal(ids, want) {
		t.Errorf("got %v", ids)
	}
}
