package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// Route is a method and a path template. The versioned routes are served below both API roots; Request.Root tells
// which.
type Route string

// The routes that the simulator serves.
const (
	RouteOAuth       Route = "POST /restapi/oauth/token"           // API.md, section 3.1
	RouteOAuthRevoke Route = "POST /restapi/oauth/revoke"          // RingCentral's API reference, Revoke Token
	RouteExchange    Route = "POST /api/auth/login/rc/accesstoken" // section 3.4
	RouteEngageLogin Route = "POST /api/auth/login/admin"          // section 3.6
	RouteRefresh     Route = "POST /api/auth/token/refresh"        // section 3.7
	RouteLegacyLogin Route = "POST /v1/auth/login"                 // section 3.8
	RouteWhoAmI      Route = "GET /v1/admin/auth"                  // section 3.9
	RouteTokenCreate Route = "POST /v1/admin/token"                // section 4.1
	RouteTokenList   Route = "GET /v1/admin/token"                 // section 4.3
	RouteTokenDelete Route = "DELETE /v1/admin/token/{token}"      // section 4.4
	RouteAccounts    Route = "GET /v1/admin/accounts"              // section 5.1
	RouteUsers       Route = "GET /v1/admin/users"                 // section 6.1
	RouteUnknown     Route = "unknown"                             // anything else

	// Users, their roles and their rights: API.md, sections 6 and 7.
	RouteUser           Route = "GET /v1/admin/users/{userId}"
	RouteRoleList       Route = "GET /v1/admin/users/{userId}/roles"
	RouteRoleAdd        Route = "POST /v1/admin/users/{userId}/roles/{roleType}"
	RouteRoleRemove     Route = "DELETE /v1/admin/users/{userId}/roles/{roleType}"
	RouteRightsVisible  Route = "GET /v1/admin/users/{userId}/rightsDocs"
	RouteRightsOwned    Route = "GET /v1/admin/users/{userId}/ownedRightsDocs"
	RouteRightsAssigned Route = "GET /v1/admin/users/{userId}/assignedRightsDocs"
	RouteRightsCreate   Route = "POST /v1/admin/users/{userId}/rightsDocs"
	RouteRights         Route = "GET /v1/admin/users/{userId}/rightsDocs/{rightsDocId}"
	RouteRightsUpdate   Route = "PUT /v1/admin/users/{userId}/rightsDocs/{rightsDocId}"
	RouteRightsDelete   Route = "DELETE /v1/admin/users/{userId}/rightsDocs/{rightsDocId}"
	RouteAssignments    Route = "GET /v1/admin/rightsDocs/{rightsDocId}/assignments"
	RouteAssign         Route = "POST /v1/admin/rightsDocs/{rightsDocId}/assignments"
	RouteUnassign       Route = "DELETE /v1/admin/rightsDocs/{rightsDocId}/assignments/{assignedUserId}"

	// What rights documents name: API.md, section 10.
	RouteGateGroups    Route = "GET /v1/admin/accounts/{accountId}/gateGroups/withChildren"
	RouteGates         Route = "GET /v1/admin/accounts/{accountId}/gateGroups/{groupId}/gates"
	RouteAgentGroups   Route = "GET /v1/admin/accounts/{accountId}/agentGroups"
	RouteDialGroups    Route = "GET /v1/admin/accounts/{accountId}/dialGroups"
	RouteDialTree      Route = "GET /v1/admin/accounts/{accountId}/dialGroups/withChildren"
	RouteCampaigns     Route = "GET /v1/admin/accounts/{accountId}/dialGroups/{groupId}/campaigns"
	RouteProfileGroups Route = "GET /v2-skinny/admin/accounts/{accountId}/cloudRouteProfileGroups/withChildren"
	RouteProfiles      Route = "GET /v1/admin/accounts/{accountId}/cloudRouteProfileGroups/{groupId}/cloudRouteProfiles"
	RouteTracGroups    Route = "GET /v1/admin/accounts/{accountId}/tracGroups/withChildren"
	RouteTracNumbers   Route = "GET /v1/admin/accounts/{accountId}/tracGroups/{groupId}/tracNumbers"
)

// versioned reports whether a path is one below the API roots.
func versioned(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/v2-skinny/")
}

// The roots below which the versioned routes are served (API.md, section 2.1).
const (
	rootVoice  = "/voice/api" // ringcx and engage hosts
	rootLegacy = "/api"       // legacy portals
)

const (
	mediaJSON = "application/json"
	mediaText = "text/plain"
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

// reads reports whether a route has a JSON body. The others have none, except for the forms of logins.
func (r Route) reads() bool { return r == RouteRightsCreate || r == RouteRightsUpdate }

// produces is the media type of a success of the call's route; "": no body.
func (c *call) produces() string {
	switch c.entry.Route {
	case RouteTokenDelete:
		if c.cfg.Delete == DeleteNoContent {
			return ""
		}
		return mediaText
	case RouteTokenCreate:
		return mediaText
	case RouteOAuthRevoke, RouteRightsDelete, RouteUnassign, RouteUnknown:
		return ""
	}
	return mediaJSON
}

// Routes are the routes that the simulator serves, and RouteUnknown.
func Routes() []Route {
	routes := []Route{RouteUnknown}
	for _, e := range endpoints {
		routes = append(routes, e.route)
	}
	return routes
}

// admin reports whether the route wants a RingCX credential; the others are logins.
func (r Route) admin() bool { return strings.Contains(string(r), "/admin/") }

// role is the role that the caller of a route must have; "": none.
func (r Route) role() string {
	switch {
	case strings.Contains(strings.ToLower(string(r)), "rightsdocs"):
		return "MANAGE_RIGHTS"
	case strings.Contains(string(r), "/admin/users"):
		return "MANAGE_USERS"
	}
	return ""
}

// platform reports whether the route is one of RingCentral's own, which its OAuth server serves.
func (r Route) platform() bool { return strings.Contains(string(r), " /restapi/") }

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

// notFound answers a path, or a method on a path, that the simulator does not know: 404 and 405 (API.md, section 2.1).
func (c *call) notFound() *reply {
	if len(c.allow) == 0 {
		return c.failure(http.StatusNotFound)
	}
	rep := c.failure(http.StatusMethodNotAllowed)
	rep.header = http.Header{"Allow": {strings.Join(c.allow, ", ")}}
	return rep
}
