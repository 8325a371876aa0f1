package ringcx

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// User is what is taken of a user (ringcx-api.md 4). Fields that the API leaves
// out or sets to null are nil.
type User struct {
	ID           string
	Name         *string
	FirstName    *string
	LastName     *string
	Enabled      *bool
	Roles        []string // sorted
	ParentUserID *string
}

// Users lists the users that the provider's user may see, flattened and ordered
// by id; activeOnly leaves out those that are not enabled.
func (c *Client) Users(ctx context.Context, activeOnly bool) ([]User, error) {
	return c.users[activeOnly].get(ctx)
}

type userRow struct {
	UserID     looseID    `json:"userId"`
	UserName   *string    `json:"userName"`
	FirstName  *string    `json:"firstName"`
	LastName   *string    `json:"lastName"`
	Enabled    *bool      `json:"enabled"`
	ParentPath string     `json:"parentPath"`
	Roles      []roleName `json:"roles"`
	Children   []userRow  `json:"children"`
}

// roleName is a role's name, which stands in a user as a string or in an object
// with a description (ringcx-api.md 6).
type roleName string

// UnmarshalJSON implements json.Unmarshaler.
func (n *roleName) UnmarshalJSON(data []byte) error {
	var object struct {
		RoleType string `json:"roleType"`
	}
	if json.Unmarshal(data, &object) == nil {
		*n = roleName(object.RoleType)
		return nil
	}
	return json.Unmarshal(data, (*string)(n))
}

func (c *Client) fetchUsers(ctx context.Context, activeOnly bool) ([]User, error) {
	query := "?flatten=true"
	if activeOnly {
		query = "?activeOnly=true&flatten=true"
	}
	list := call{
		op: opUsers, method: http.MethodGet, route: "/v1/admin/users", accept: acceptJSON,
		url: c.at.voice("/v1/admin/users" + query),
	}
	r, err := c.own.do(ctx, list)
	if err != nil {
		return nil, err
	}
	var rows []userRow
	if err := json.Unmarshal(r.body, &rows); err != nil || rows == nil {
		return nil, nonsense(list, r, errors.New("not a JSON array of users"))
	}
	users := make(map[string]User)
	flatten(rows, users)
	if _, bad := users[""]; bad {
		return nil, nonsense(list, r, errors.New("a user without userId"))
	}
	sorted := make([]User, 0, len(users))
	for _, u := range users {
		sorted = append(sorted, u)
	}
	slices.SortFunc(sorted, func(a, b User) int { return compareIDs(a.ID, b.ID) })
	return sorted, nil
}

// flatten collects users by id. The flattened list may still hold children.
func flatten(rows []userRow, into map[string]User) {
	for _, row := range rows {
		u := User{ID: string(row.UserID), Name: row.UserName, FirstName: row.FirstName, LastName: row.LastName, Enabled: row.Enabled}
		for _, role := range row.Roles {
			if role != "" {
				u.Roles = append(u.Roles, string(role))
			}
		}
		slices.Sort(u.Roles)
		u.Roles = slices.Compact(u.Roles)
		u.ParentUserID = parentOf(row.ParentPath, u.ID)
		into[u.ID] = u
		flatten(row.Children, into)
	}
}

// parentOf takes the direct parent from a path of dotted ids, whose last one it
// is (ringcx-api.md 4). A path that ends in the user itself is tolerated, since
// that is inferred from a sample.
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
