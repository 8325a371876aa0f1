package ringcx

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// User holds the fields that are kept of a user (API.md, section 6.2). Fields that the API leaves out or sets to null
// are nil.
type User struct {
	ID           string
	Name         *string
	FirstName    *string
	LastName     *string
	Enabled      *bool
	Roles        []string // sorted
	ParentUserID *string
	RCUserID     *string // RingCentral's id of the user
	ManagedByRC  *bool   // RingCentral manages names and login
	RootUser     *bool

	shownBy *wire.Client // nil: no reply showed it
}

// String names the user for a person. The name is fit for a message; see wire.Client.Printable.
func (u User) String() string {
	if u.Name == nil {
		return "user " + u.ID
	}
	return fmt.Sprintf("user %s (%s)", u.ID, u.shownBy.Printable(*u.Name))
}

// Users lists the users that the provider's user may see, flattened and ordered by id. activeOnly leaves out users that
// are not enabled. An error is an *Error.
func (c *Client) Users(ctx context.Context, activeOnly bool) ([]User, error) {
	return c.users.Get(ctx, activeOnly)
}

type userRow struct {
	UserID     wire.LooseID   `json:"userId"`
	UserName   wire.LooseText `json:"userName"`
	FirstName  wire.LooseText `json:"firstName"`
	LastName   wire.LooseText `json:"lastName"`
	Enabled    wire.LooseBool `json:"enabled"`
	ParentPath wire.LooseText `json:"parentPath"`
	RCUserID   wire.LooseID   `json:"rcUserId"`
	Managed    wire.LooseBool `json:"userManagedByRC"`
	RootUser   wire.LooseBool `json:"rootUser"`
	Roles      []RoleName     `json:"roles"`
	Children   []userRow      `json:"children"`
}

func (row userRow) user() User {
	u := User{
		ID: string(row.UserID), Name: row.UserName.Value, FirstName: row.FirstName.Value, LastName: row.LastName.Value,
		Enabled: row.Enabled.Value, ParentUserID: parentOf(row.ParentPath.String(), string(row.UserID)),
		RCUserID: row.RCUserID.Pointer(), ManagedByRC: row.Managed.Value, RootUser: row.RootUser.Value,
	}
	for _, role := range row.Roles {
		if role != "" {
			u.Roles = append(u.Roles, string(role))
		}
	}
	slices.Sort(u.Roles)
	u.Roles = slices.Compact(u.Roles)
	return u
}

// RoleName is a role's name, which a user object holds as a string or in an object with a description (API.md, section
// 6.3). It is "" for anything else.
type RoleName string

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (n *RoleName) UnmarshalJSON(data []byte) error {
	var object struct {
		RoleType wire.LooseText `json:"roleType"`
	}
	_ = json.Unmarshal(data, &object)
	*n = RoleName(cmp.Or(object.RoleType.String(), wire.Scalar(data)))
	return nil
}

func (c *Client) fetchUsers(ctx context.Context, activeOnly bool) ([]User, error) {
	query := "?flatten=true"
	if activeOnly {
		query = "?activeOnly=true&flatten=true"
	}
	list := c.at.call(opUsers, http.MethodGet, "/v1/admin/users", "/v1/admin/users"+query)
	list.Role = "MANAGE_USERS"
	return c.ListUsers(ctx, list, true)
}

// ListUsers sends a call that is answered with a list of users, and returns them ordered by id. withChildren says
// whether the users below a listed one are part of the list; see flatten.
func (c *Client) ListUsers(ctx context.Context, list wire.Call, withChildren bool) ([]User, error) {
	return wire.Ask(ctx, c.own.do, list, func(body []byte) ([]User, error) {
		var rows []userRow
		if err := wire.DecodeLoosely(body, &rows); err != nil || rows == nil {
			return nil, errors.New("not a JSON array of users")
		}
		users := make(map[string]User)
		if err := flatten(rows, "", withChildren, users); err != nil {
			return nil, err
		}
		sorted := make([]User, 0, len(users))
		for _, u := range users {
			u.shownBy = c.wire
			sorted = append(sorted, u)
		}
		slices.SortFunc(sorted, func(a, b User) int { return CompareIDs(a.ID, b.ID) })
		return sorted, nil
	})
}

// flatten collects users by id. Even the flattened list may have children in it. The users who have a rights document
// are only those in the list itself, though their objects may have children too.
func flatten(rows []userRow, of string, withChildren bool, into map[string]User) error {
	for i, row := range rows {
		u := row.user()
		if u.ID == "" {
			return fmt.Errorf("element %d%s has no userId", i, of)
		}
		into[u.ID] = u
		if !withChildren {
			continue
		}
		if err := flatten(row.Children, " of the children of user "+u.ID, withChildren, into); err != nil {
			return err
		}
	}
	return nil
}

// parentOf returns the last id of a path of dotted ids, which is the direct parent (API.md, section 6.2). Whether a
// path can end in the user itself is only inferred from a sample, so both forms are accepted (section 11.1).
func parentOf(path, self string) *string {
	ids := strings.FieldsFunc(path, func(r rune) bool { return r == '.' })
	if n := len(ids); n > 0 && ids[n-1] == self {
		ids = ids[:n-1]
	}
	if len(ids) == 0 {
		return nil
	}
	return &ids[len(ids)-1]
}
