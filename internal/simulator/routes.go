package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Route is a method and a path template. The /v1 routes are served below both API roots; Request.Root tells which.
type Route string

// The routes that the simulator serves.
const (
	RouteOAuth       Route = "POST /restapi/oauth/token"           // RingCentral, ringcx-api.md 1.4
	RouteOAuthRevoke Route = "POST /restapi/oauth/revoke"          // RingCentral's API reference, Revoke Token
	RouteExchange    Route = "POST /api/auth/login/rc/accesstoken" // seed 004
	RouteEngageLogin Route = "POST /api/auth/login/admin"          // seeds 002 and 003
	RouteRefresh     Route = "POST /api/auth/token/refresh"        // seed 004
	RouteLegacyLogin Route = "POST /v1/auth/login"                 // seeds 000 and 001
	RouteWhoAmI      Route = "GET /v1/admin/auth"                  // RingCX's OpenAPI specification
	RouteTokenCreate Route = "POST /v1/admin/token"                // seeds 000 to 003
	RouteTokenList   Route = "GET /v1/admin/token"                 // seeds 000 to 003
	RouteTokenDelete Route = "DELETE /v1/admin/token/{token}"      // seeds 000 to 003
	RouteAccounts    Route = "GET /v1/admin/accounts"              // seeds 002 and 003
	RouteUsers       Route = "GET /v1/admin/users"                 // seeds 000 and 004
	RouteUnknown     Route = "unknown"                             // anything else
)

// The roots below which the /v1 routes are served (ringcx-api.md 0).
const (
	rootVoice  = "/voice/api" // ringcx and engage hosts
	rootLegacy = "/api"       // legacy portals
)

const (
	mediaJSON = "application/json"
	mediaText = "text/plain"
)

// endpoint is what the documents say of one route.
type endpoint struct {
	route    Route
	params   []string // documented parameters, in the query or the form
	produces string   // media type of a success; "": no body
	// act does the work and returns the reply. The server's lock is held. The user is nil on login routes.
	act func(*Server, *call, *User) reply
}

// endpoints are the routes of this server. Only the reply to a deletion depends on the configuration.
func endpoints(deletion DeleteReply) []endpoint {
	deleteProduces := mediaText
	if deletion == DeleteNoContent {
		deleteProduces = ""
	}
	return []endpoint{
		{RouteOAuth, []string{
			"grant_type", "assertion", "username", "extension", "password", "refresh_token",
			"access_token_ttl", "refresh_token_ttl", "scope", "client_id", "endpoint_id", "brand_id",
		}, mediaJSON, (*Server).oauth},
		{RouteOAuthRevoke, []string{"token", "client_id"}, "", (*Server).oauthRevoke},
		{RouteExchange, []string{"rcAccessToken", "rcTokenType", "includeRefresh"}, mediaJSON, (*Server).exchange},
		{RouteEngageLogin, []string{"username", "password", "platformId"}, mediaJSON, (*Server).engageLogin},
		{RouteRefresh, []string{"refresh_token", "rcTokenType", "X-Auth-Token"}, mediaJSON, (*Server).refresh},
		{RouteLegacyLogin, []string{"username", "password", "stayLoggedIn"}, mediaJSON, (*Server).legacyLogin},
		{RouteWhoAmI, nil, mediaJSON, (*Server).whoAmI},
		{RouteTokenCreate, nil, mediaText, (*Server).createToken},
		{RouteTokenList, nil, mediaJSON, (*Server).listTokens},
		{RouteTokenDelete, nil, deleteProduces, (*Server).deleteToken},
		{RouteAccounts, nil, mediaJSON, (*Server).listAccounts},
		{RouteUsers, []string{"activeOnly", "flatten"}, mediaJSON, (*Server).listUsers},
	}
}

// Routes are the routes that the simulator serves, and RouteUnknown.
func Routes() []Route {
	routes := []Route{RouteUnknown}
	for _, e := range endpoints(DeleteTrue) {
		routes = append(routes, e.route)
	}
	return routes
}

// admin reports whether the route wants a RingCX credential; the others are logins.
func (r Route) admin() bool { return strings.Contains(string(r), " /v1/admin/") }

// platform reports whether the route is one of RingCentral's own, which its OAuth server serves.
func (r Route) platform() bool { return strings.Contains(string(r), " /restapi/") }

// find sets the call's endpoint, root and token from its method and path. When only the method is wrong, allow holds
// the right ones.
func (s *Server) find(c *call) {
	path := c.escapedPath
	for _, root := range []string{rootVoice, rootLegacy} {
		if rest, ok := strings.CutPrefix(path, root); ok && strings.HasPrefix(rest, "/v1/") {
			c.entry.Root, path = root, rest
			break
		}
	}
	for i := range s.endpoints {
		e := &s.endpoints[i]
		method, template, _ := strings.Cut(string(e.route), " ")
		if strings.HasPrefix(template, "/v1/") != (c.entry.Root != "") {
			continue
		}
		token, ok := matchTemplate(template, path)
		if !ok {
			continue
		}
		if method != c.entry.Method {
			c.allow = append(c.allow, method)
			continue
		}
		c.endpoint, c.token, c.entry.Route = e, token, e.route
		return
	}
	slices.Sort(c.allow)
}

// matchTemplate compares an escaped path with a template, whose last segment may be {token}. A token's colon may be
// escaped or not (ringcx-api.md 2).
func matchTemplate(template, path string) (token string, ok bool) {
	prefix, isToken := strings.CutSuffix(template, "{token}")
	if !isToken {
		return "", path == template
	}
	segment, ok := strings.CutPrefix(path, prefix)
	if !ok || segment == "" || strings.Contains(segment, "/") {
		return "", false
	}
	token, err := url.PathUnescape(segment)
	return token, err == nil
}

// notFound answers a path, or a method on a path, that the simulator does not know: 404 and 405 (ringcx-api.md 0).
func (s *Server) notFound(c *call) reply {
	if len(c.allow) == 0 {
		return s.failure(c, http.StatusNotFound)
	}
	rep := s.failure(c, http.StatusMethodNotAllowed)
	rep.header = http.Header{"Allow": {strings.Join(c.allow, ", ")}}
	return rep
}
