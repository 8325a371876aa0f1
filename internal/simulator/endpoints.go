package simulator

import (
	"net/url"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// endpoint is what the documents say about one route, and what answers it.
type endpoint struct {
	route  Route
	params []string           // documented parameters, in the query or the form
	act    func(*call) *reply // does the work, under the server's lock
}

// endpoints are the routes of this server.
var endpoints = append(objectEndpoints(), []endpoint{
	{RouteOAuth, []string{
		"grant_type", "assertion", "username", "extension", "password", "refresh_token",
		"access_token_ttl", "refresh_token_ttl", "scope", "client_id", "endpoint_id", "brand_id",
	}, oauth},
	{RouteOAuthRevoke, []string{"token", "client_id"}, oauthRevoke},
	{RouteExchange, []string{"rcAccessToken", "rcTokenType", "includeRefresh"}, exchange},
	{RouteEngageLogin, []string{"username", "password", "platformId"}, engageLogin},
	{RouteRefresh, []string{"refresh_token", "rcTokenType", "X-Auth-Token"}, refresh},
	{RouteLegacyLogin, []string{"username", "password", "stayLoggedIn"}, legacyLogin},
	{RouteWhoAmI, nil, whoAmI},
	{RouteTokenCreate, nil, createToken},
	{RouteTokenList, nil, listTokens},
	{RouteTokenDelete, nil, deleteToken},
	{RouteAccounts, nil, listAccounts},
	{RouteUsers, []string{"activeOnly", "flatten"}, listUsers},

	{RouteUser, nil, getUser},
	{RouteRoleList, nil, listRoles},
	{RouteRoleAdd, nil, addRole},
	{RouteRoleRemove, nil, removeRole},
	{RouteRightsVisible, nil, listRights(visibleTo)},
	{RouteRightsOwned, nil, listRights(ownedBy)},
	{RouteRightsAssigned, nil, listRights((*tenant.Tenant).HadAt)},
	{RouteRightsCreate, nil, createRights},
	{RouteRights, nil, getRights},
	{RouteRightsUpdate, nil, updateRights},
	{RouteRightsDelete, nil, deleteRights},
	{RouteAssignments, nil, listAssignments},
	{RouteAssign, []string{"userIds"}, assignUsers},
	{RouteUnassign, nil, unassignUser},
}...)

// Routes are the routes that the simulator serves, and RouteUnknown.
func Routes() []Route {
	routes := []Route{RouteUnknown}
	for _, e := range endpoints {
		routes = append(routes, e.route)
	}
	return routes
}

// adminRoutes are the routes that want a RingCX credential.
func adminRoutes() []Route {
	return slices.DeleteFunc(Routes(), func(r Route) bool { return !r.admin() })
}

// find sets the call's endpoint, root and path variables from its method and path. When only the method is wrong, allow
// holds the right ones.
func (c *call) find() {
	path := c.escapedPath
	for _, root := range []string{rootVoice, rootLegacy} {
		if rest, ok := strings.CutPrefix(path, root); ok && versioned(rest) {
			c.entry.Root, path = root, rest
			break
		}
	}
	for i := range endpoints {
		e := &endpoints[i]
		method, template, _ := strings.Cut(string(e.route), " ")
		if versioned(template) != (c.entry.Root != "") {
			continue
		}
		vars, ok := matchTemplate(template, path)
		if !ok {
			continue
		}
		if method != c.entry.Method {
			c.allow = append(c.allow, method)
			continue
		}
		c.endpoint, c.vars, c.entry.Route = e, vars, e.route
		return
	}
	slices.Sort(c.allow)
}

// matchTemplate compares an escaped path with a template, in which a name in braces stands for one segment. A token's
// colon may be escaped or not (API.md, section 4.4).
func matchTemplate(template, path string) (vars map[string]string, ok bool) {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	vars = map[string]string{}
	for i, segment := range want {
		name, isVariable := strings.CutPrefix(segment, "{")
		if !isVariable {
			if segment != got[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(got[i])
		if err != nil || value == "" {
			return nil, false
		}
		vars[strings.TrimSuffix(name, "}")] = value
	}
	return vars, true
}
