package rights_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

const (
	adminID, ivrID, crmID, dialerID = "1001", "1002", "1003", "1004"
	auditRole                       = "ACCESS_AUDIT_LOG"
	salesAccount                    = "99990001"

	timeout = ringcx.DefaultRequestTimeout
)

// readings are all the ways in which RingCX's documents on rights can be read, one apart from the first at a time.
func readings() map[string]simulator.Rights {
	return map[string]simulator.Rights{
		"as documented":                  {},
		"create answers 201":             {Create: simulator.CreateCreated},
		"create answers 201 and no body": {Create: simulator.CreateCreatedEmpty},
		"an update merges":               {Update: simulator.UpdateMerge},
		"an assignment replaces":         {Assign: simulator.AssignReplaces},
		"repeated is false":              {Repeated: simulator.RepeatedFalse},
		"repeated is 409":                {Repeated: simulator.RepeatedConflict},
		"repeated is 400":                {Repeated: simulator.RepeatedInvalid},
		"a taken name is 400":            {NameTaken: simulator.NameTakenInvalid},
		"a taken name is 409":            {NameTaken: simulator.NameTakenConflict},
		"a taken name overwrites":        {NameTaken: simulator.NameTakenOverwrites},
		"outside is 403":                 {Outside: simulator.OutsideForbidden},
		"outside is empty":               {Outside: simulator.OutsideEmpty},
		"names in lower case":            {UserNames: simulator.UserNamesLower},
		"names with the environment":     {UserNames: simulator.UserNamesEnvironment},
		"permissions expanded":           {Stored: simulator.StoredExpanded},
		"lists show no permissions":      {Listed: simulator.ListedInPart},
		"lists show empty permissions":   {Listed: simulator.ListedEmptied},
		"the caller owns":                {Owner: simulator.OwnerCaller},
		"in use is kept":                 {KeepInUse: true},
		"replies are false":              {FalseReplies: true},
		"ids are strings":                {StringIDs: true},
		"maps by account name":           {KeysByName: true},
		"reads are late":                 {LateReads: true},
		"sessions keep roles":            {SessionKeepsRoles: true},
		"replaces, and repeated is 409": {Assign: simulator.AssignReplaces, Repeated: simulator.RepeatedConflict,
			FalseReplies: true},
		"all at once": {
			Create: simulator.CreateCreatedEmpty, Update: simulator.UpdateMerge, Assign: simulator.AssignReplaces,
			Repeated: simulator.RepeatedInvalid, NameTaken: simulator.NameTakenOverwrites, Stored: simulator.StoredExpanded,
			FalseReplies: true, StringIDs: true, KeysByName: true, KeepInUse: true,
		},
	}
}

// rightsRig is a tenant where others have roles and documents already. At the end nothing of theirs may be otherwise,
// whatever the test did.
type rightsRig struct {
	*ringcxtest.Rig
	others int // a rights document of somebody else, which the CRM user and the dialer have
}

func newRightsRig(t *testing.T, cfg simulator.Config) *rightsRig {
	t.Helper()
	r := &rightsRig{Rig: ringcxtest.InMemory(t, cfg)}
	r.others = r.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: salesAccount, Name: "others", AccountPermissions: []string{"READ"},
		Assigned: []int{1003, 1004},
		Products: []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}}},
	})
	r.GiveRole(1003, auditRole)
	return r
}

// othersKey addresses the rights document of somebody else.
func (r *rightsRig) othersKey() rights.DocumentKey {
	return rights.DocumentKey{OwnerID: adminID, ID: fmt.Sprint(r.others)}
}

// wantHarmless checks the simulator's log for what no client may do.
func (r *rightsRig) wantHarmless(t *testing.T) {
	t.Helper()
	for _, problem := range r.Violations() {
		t.Error(problem)
	}
	for _, q := range r.Undocumented() {
		t.Errorf("undocumented request %s %s: %s", q.Method, q.Route, q.Undocumented)
	}
}

// client is a client of both packages.
type client struct {
	*rights.Client
	*tokens
}

type tokens = ringcx.Client

// HasRole, IsAssigned and Document leave out the evidence.
func (c *client) HasRole(ctx context.Context, userID, role string, seen ringcx.Identity) (bool, error) {
	is, err := c.Roles.Has(ctx, userID, role, seen)
	return is.There, err
}

func (c *client) IsAssigned(ctx context.Context, documentID, userID string, seen ringcx.Identity) (bool, error) {
	is, err := c.Assignments.Has(ctx, documentID, userID, seen)
	return is.There, err
}

func (c *client) Document(
	ctx context.Context, key rights.DocumentKey, seen ringcx.Identity, made time.Time,
) (rights.Document, bool, error) {
	d, is, err := c.Documents.Read(ctx, key, seen, made)
	return d, is.There, err
}

// as returns a client with this configuration.
func (r *rightsRig) as(cfg ringcx.Config) *client {
	c := r.MemoryClient(cfg)
	return &client{rights.New(c), c}
}

func (r *rightsRig) admin(t *testing.T) *client {
	t.Helper()
	return r.as(r.Config(t, ringcxtest.Engage, 0))
}

// underEachReading runs a test in every reading.
func underEachReading(t *testing.T, test func(t *testing.T, r *rightsRig, reading simulator.Rights)) {
	for name, reading := range readings() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRightsRig(t, simulator.Config{Rights: reading})
				test(t, r, reading)
				r.wantHarmless(t)
			})
		})
	}
}

// writes are the requests that change something.
func (r *rightsRig) writes() int {
	return r.Count(simulator.RouteRoleAdd, simulator.RouteRoleRemove, simulator.RouteRightsCreate,
		simulator.RouteRightsUpdate,
		simulator.RouteRightsDelete, simulator.RouteAssign, simulator.RouteUnassign)
}

var ivrRights = rights.Rights{
	Name: "IVR service", Account: []string{"READ"},
	Products:  map[string]rights.Grant{"ACD": {Permissions: []string{"READ", "UPDATE"}, Cascade: true}, "DNIS": {}},
	Resources: map[rights.Target]rights.Grant{{Type: "GATE", ID: "5"}: {Permissions: []string{"READ"}}},
}

var otherIVRRights = rights.Rights{
	Name: "IVR service 2", Cascade: true,
	Products: map[string]rights.Grant{"ACD": {Permissions: []string{"READ"}},
		"SURVEY": {Permissions: []string{"REPORT"}}},
	Resources: map[rights.Target]rights.Grant{{Type: "GATE", ID: "5"}: {Permissions: []string{"READ"}},
		{Type: "AGENT_GROUP", ID: "7"}: {Cascade: true}},
}

// block is what Terraform's state has of one module.
type block struct {
	role, assigned bool
	document       rights.DocumentKey
	seen           ringcx.Identity
	made           time.Time // the document
	noRole         bool      // the module has none: the login has MANAGE_RIGHTS alone
}

// refresh does what a plan does first: what is gone leaves the state.
func (b *block) refresh(ctx context.Context, c *client) (errs []error) {
	if b.role {
		has, err := c.HasRole(ctx, ivrID, auditRole, b.seen)
		b.role, errs = has || err != nil, append(errs, err)
	}
	if b.assigned {
		has, err := c.IsAssigned(ctx, b.document.ID, ivrID, b.seen)
		b.assigned, errs = has || err != nil, append(errs, err)
	}
	if b.document.ID != "" {
		_, there, err := c.Document(ctx, b.document, b.seen, b.made)
		if errs = append(errs, err); !there && err == nil {
			b.document = rights.DocumentKey{}
		}
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// apply does what an apply of the module does, and returns what failed. What exists already is imported, as the error
// says.
func (b *block) apply(ctx context.Context, c *client) (errs []error) {
	note := func(err error, importIt func(id string)) {
		var exists *rights.ExistsError
		if errors.As(err, &exists) {
			importIt(exists.ID)
			return
		}
		errs = append(errs, err)
	}
	b.seen, _ = c.Identity(ctx)
	if !b.role && !b.noRole {
		if err := c.Roles.Add(ctx, ivrID, auditRole); err == nil {
			b.role = true
		} else {
			note(err, func(string) { b.role = true })
		}
	}
	if b.document.ID == "" {
		d, err := c.Documents.Create(ctx, adminID, salesAccount, ivrRights)
		if d.ID != "" {
			b.document, b.made = rights.DocumentKey{OwnerID: adminID, ID: d.ID}, time.Now()
		}
		if err != nil {
			note(err, func(id string) {
				owner, id, _ := strings.Cut(id, ":")
				b.document = rights.DocumentKey{OwnerID: owner, ID: id}
			})
		}
	}
	if b.document.ID == "" {
		return errs
	}
	for _, want := range []rights.Rights{otherIVRRights, ivrRights} {
		if d, err := c.Documents.Update(ctx, b.document, want); err != nil {
			errs = append(errs, err)
		} else if !d.Equal(want) {
			errs = append(errs, fmt.Errorf("the update returns %v", d.Rights))
		}
	}
	if !b.assigned {
		if _, err := c.Assignments.Assign(ctx, b.document.ID, ivrID); err == nil {
			b.assigned = true
		} else {
			note(err, func(string) { b.assigned = true })
		}
	}
	return errs
}

// destroy does what a destroy of the module does, and returns what failed.
func (b *block) destroy(ctx context.Context, c *client) (errs []error) {
	if b.assigned {
		err := c.Assignments.Unassign(ctx, b.document.ID, ivrID, b.seen)
		errs = append(errs, err)
		b.assigned = err != nil
	}
	if b.document.ID != "" && !b.assigned {
		err := c.Documents.Delete(ctx, b.document, b.seen, b.made)
		if errs = append(errs, err); err == nil {
			b.document = rights.DocumentKey{}
		}
	}
	if b.role {
		err := c.Roles.Drop(ctx, ivrID, auditRole, b.seen)
		errs = append(errs, err)
		b.role = err != nil
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

// wrongGone names what is called gone and is there.
func (b *block) wrongGone(ctx context.Context, c *client, r *rightsRig) (problems []string) {
	has, err := c.HasRole(ctx, ivrID, auditRole, b.seen)
	if b.role && err == nil && !has && slices.Contains(r.Roles(1002), auditRole) {
		problems = append(problems, "a role that is there was called gone")
	}
	if b.document.ID == "" {
		return problems
	}
	id, _ := strconv.Atoi(b.document.ID)
	there := slices.ContainsFunc(r.RightsDocuments(), func(d simulator.RightsDocument) bool { return d.ID == id })
	if _, ok, err := c.Document(ctx, b.document, b.seen, b.made); err == nil && !ok && there {
		problems = append(problems, "a document that is there was called gone")
	}
	has, err = c.IsAssigned(ctx, b.document.ID, ivrID, b.seen)
	if b.assigned && err == nil && !has && slices.Contains(r.Assigned(id), 1002) {
		problems = append(problems, "an assignment that is there was called gone")
	}
	return problems
}

// untouched names what is left of the module, or missing of others.
func (r *rightsRig) untouched() (problems []string) {
	if got := r.Roles(1002); !slices.Equal(got, []string{"USER"}) {
		problems = append(problems, fmt.Sprintf("the roles of the IVR user are %v", got))
	}
	if got := r.Roles(1003); len(got) != 2 {
		problems = append(problems, fmt.Sprintf("the roles of the CRM user are %v", got))
	}
	if got := r.RightsDocuments(); len(got) != 1 || got[0].ID != r.others || len(got[0].Assigned) != 2 {
		problems = append(problems, fmt.Sprintf("the documents are %+v", got))
	}
	return problems
}

func wantNoErrors(t *testing.T, errs []error) {
	t.Helper()
	for _, err := range errs {
		t.Error(err)
	}
}
