package tenant_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// newTenant is a tenant of a parent and a child, and the clock that it lives by.
func newTenant() (t *tenant.Tenant, clock *time.Time) {
	clock = new(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC))
	return tenant.New(func() time.Time { return *clock }, []tenant.User{
		{ID: 1, Name: "parent", Roles: []string{"USER", "MANAGE_USERS"}}, {ID: 2, Name: "child", ParentID: 1},
	}, nil), clock
}

// What a list shows is as old as its lag; a token works, and a document is read, as it is now.
func TestListsLag(t *testing.T) {
	t.Parallel()
	in, clock := newTenant()
	child := in.UserByID(2)
	in.Lag = time.Minute
	in.Issue(child, "token")
	id := in.AddRights(tenant.RightsDocument{OwnerID: 1, Name: "document", Assigned: []int{2}})
	listed := func() (n [3]int) {
		at := in.ListedAt()
		return [3]int{len(in.ListTokens(child)), len(in.ListDocuments()), len(in.Assigned(id).At(at))}
	}
	if got := listed(); got != [3]int{} || !in.Token("token").Live() || in.Document(id) == nil {
		t.Errorf("just made: %v", got)
	}
	*clock = clock.Add(time.Minute)
	if got := listed(); got != [3]int{1, 1, 1} {
		t.Errorf("a minute later: %v", got)
	}
	in.Revoke(in.Token("token"))
	in.DeleteDocument(nil, id)
	if got := listed(); got != [3]int{1, 1, 1} || in.Token("token").Live() || in.Document(id) != nil {
		t.Errorf("just gone: %v", got)
	}
	*clock = clock.Add(time.Minute)
	if got := listed(); got != [3]int{} {
		t.Errorf("a minute later: %v", got)
	}
}

// Somebody else may do everything, a request only with what requests gave or what was handed over.
func TestWhoGaveWhat(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		act  func(in *tenant.Tenant, by *tenant.User)
		want string // the violation if a request does it
	}{
		"a role of somebody else": {
			act:  func(in *tenant.Tenant, by *tenant.User) { in.TakeRole(by, in.UserByID(1), "USER") },
			want: "which somebody else gave",
		},
		"a role that was given": {act: func(in *tenant.Tenant, by *tenant.User) {
			in.GiveRole(by, in.UserByID(2), "USER")
			in.TakeRole(by, in.UserByID(2), "USER")
		}},
		"a role that was handed over": {act: func(in *tenant.Tenant, by *tenant.User) {
			in.HandOver(tenant.Gift{User: 1, Role: "USER"})
			in.TakeRole(by, in.UserByID(1), "USER")
		}},
		"a role that the caller needs": {
			act: func(in *tenant.Tenant, by *tenant.User) {
				in.HandOver(tenant.Gift{User: 1, Role: "MANAGE_USERS"})
				in.TakeRole(by, in.UserByID(1), "MANAGE_USERS")
			},
			want: "from its own user 1",
		},
		"a document of somebody else": {
			act: func(in *tenant.Tenant, by *tenant.User) {
				in.DeleteDocument(by, in.AddRights(tenant.RightsDocument{OwnerID: 1}))
			},
			want: "which is somebody else's",
		},
	} {
		in, _ := newTenant()
		if test.act(in, nil); in.Violations() != nil {
			t.Errorf("%s, by somebody else: %v", name, in.Violations())
		}
		in, _ = newTenant()
		test.act(in, in.UserByID(1))
		is := func(violation string) bool { return strings.Contains(violation, test.want) }
		switch got := in.Violations(); {
		case test.want == "" && got != nil, test.want != "" && !slices.ContainsFunc(got, is):
			t.Errorf("%s: %v, want %q", name, got, test.want)
		}
	}
}
