package simulator

import "strings"

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
