package simulator

import (
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// undocumented says why the documents do not describe a request, empty if they do. It is strict where they speak, and
// whatever one of them describes is documented, also where another one disagrees.
func (c *call) undocumented() string {
	if c.endpoint == nil {
		if len(c.allow) > 0 {
			return "the path is documented for " + strings.Join(c.allow, " and ") + " only"
		}
		return "no route of this simulator"
	}
	return strings.Join(slices.Concat(
		parameterFaults(c), bodyFaults(c), credentialFaults(c), credentialKindFaults(c), acceptFaults(c),
	), "; ")
}

// parameterFaults checks the parameters against the documented names and, for flags, values.
func parameterFaults(c *call) (reasons []string) {
	if c.broken != "" {
		reasons = append(reasons, c.broken)
	}
	for name, values := range c.entry.Form {
		switch {
		case !slices.Contains(c.endpoint.params, name):
			reasons = append(reasons, "unknown parameter "+strconv.Quote(name))
		case len(values) > 1 && !slices.Contains(repeated, name):
			reasons = append(reasons, "parameter "+name+" given more than once")
		case slices.Contains(flags, name) && values[0] != "true" && values[0] != "false":
			reasons = append(reasons, "parameter "+name+" is neither true nor false")
		}
	}
	if c.endpoint.route.platform() && c.entry.RawQuery != "" {
		reasons = append(reasons, "RingCentral documents the parameters of this route in a form, not in the query")
	}
	slices.Sort(reasons)
	return reasons
}

// flags are the parameters that are true or false.
var flags = []string{"includeRefresh", "stayLoggedIn", "activeOnly", "flatten", "includePermissions"}

// repeated are the parameters that a request has once for each value.
var repeated = []string{"userIds"}

// bodyFaults checks that a body is there where one is documented, and that it is a form or JSON as documented.
func bodyFaults(c *call) []string {
	switch {
	case c.endpoint.route.reads() && mediaType(c.header) != mediaJSON:
		return []string{"no request body of the type " + mediaJSON}
	case c.endpoint.route.reads() || len(c.entry.Body) == 0:
		return nil
	case c.endpoint.route.admin():
		return []string{"a request body, where none is documented"}
	case !isForm(c.header):
		return []string{"a request body that is not application/x-www-form-urlencoded"}
	}
	return nil
}

func isForm(header http.Header) bool { return mediaType(header) == "application/x-www-form-urlencoded" }

// mediaType is the type of a request's body, empty if the request does not say.
func mediaType(header http.Header) string {
	name, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return name
}

// A header with a name like a credential's is not documented (API.md, section 2.2), except for the known ones, which
// are checked by route.
var (
	knownHeaders    = []string{"Authorization", "X-Auth-Token"}
	credentialNames = regexp.MustCompile(`(?i)auth|token|cookie|secret|session|api-?key|password|jwt`)
)

// credentialFaults checks which headers carry credentials.
func credentialFaults(c *call) (reasons []string) {
	for name := range c.header {
		if credentialNames.MatchString(name) && !slices.Contains(knownHeaders, name) {
			reasons = append(reasons, "header "+name+" looks like a credential and is not documented")
		}
	}
	slices.Sort(reasons)
	authorization, xAuthToken := c.header.Values("Authorization"), c.header.Values("X-Auth-Token")
	if len(authorization) > 1 || len(xAuthToken) > 1 || len(authorization) > 0 && len(xAuthToken) > 0 {
		return append(reasons, "more than one credential")
	}
	route := c.endpoint.route
	if len(xAuthToken) > 0 && !route.admin() && route != RouteRefresh {
		return append(reasons, "X-Auth-Token on a login")
	}
	if len(authorization) > 0 {
		scheme, _, _ := strings.Cut(authorization[0], " ")
		return append(reasons, schemeFaults(route, scheme)...)
	}
	return reasons
}

// schemeFaults checks the scheme of an Authorization header. On the exchange, a Bearer is in the SPEC; on the refresh,
// RingCX's own UI sends one (API.md, sections 3.4 and 3.7).
func schemeFaults(route Route, scheme string) []string {
	want := "Bearer"
	switch {
	case route == RouteEngageLogin || route == RouteLegacyLogin:
		return []string{"an Authorization header on a login with a password"}
	case route.platform():
		want = "Basic"
	}
	if !strings.EqualFold(scheme, want) {
		return []string{"an Authorization header that is no " + want}
	}
	return nil
}

// credentialKindFaults checks that a credential is in the header, and on the host, that is documented for its kind. A
// JWT in X-Auth-Token is (API.md, section 2.2).
func credentialKindFaults(c *call) []string {
	switch {
	case !c.credential.bearer:
		return nil
	case c.entry.Root == rootLegacy:
		return []string{"Authorization: Bearer below /api; the legacy portals document X-Auth-Token"}
	case c.entry.Credential != CredentialBearer:
		return []string{
			"a token of the kind " + string(c.entry.Credential) + " as Authorization: Bearer; it is documented for X-Auth-Token",
		}
	}
	return nil
}

// acceptFaults checks that the client reads what the route produces, where the sources agree on that. On the replies
// that are text today they do not: RingCX's specification had them as JSON before, and clients of RingCentral's own ask
// for application/json only.
func acceptFaults(c *call) []string {
	if c.produces() == mediaJSON && !accepts(c.header, mediaJSON) {
		return []string{"Accept excludes " + mediaJSON}
	}
	return nil
}

// accepts reports whether the Accept header admits a media type. The most specific range that matches decides, and q=0
// excludes (RFC 9110, 12.5.1). Without a header everything is admitted.
func accepts(header http.Header, mediaType string) bool {
	values := header.Values("Accept")
	if len(values) == 0 || mediaType == "" {
		return true
	}
	mainType, _, _ := strings.Cut(mediaType, "/")
	ranges := []string{"*/*", mainType + "/*", mediaType} // from the least specific on
	best, admitted := -1, false
	for _, part := range strings.Split(strings.Join(values, ","), ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if i := slices.Index(ranges, name); i > best {
			q, err := strconv.ParseFloat(params["q"], 64)
			best, admitted = i, err != nil || q > 0
		}
	}
	return admitted
}
