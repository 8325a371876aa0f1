package ringcx

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// The API roots as RingCX's documentation prints them (API.md, section 2.1), and
// RingCentral's OAuth server.
const (
	DefaultAPIURL         = "https://ringcx.ringcentral.com/voice/api"
	DefaultLegacyAPIURL   = "https://portal.vacd.biz/api"
	DefaultRingCentralURL = "https://platform.ringcentral.com"
)

// Defaults for Config.
const (
	DefaultRequestTimeout = wire.DefaultRequestTimeout
	DefaultMaxRetries     = 6
	defaultListLag        = 3 * time.Second
	newTokenLags          = 20 // what is new may be missing from lists for this many times the lag
)

// Config says how to reach RingCX and as which user.
type Config struct {
	APIURL         *url.URL    // API root, from ParseAPIURL
	RingCentralURL *url.URL    // OAuth server, from ParseRingCentralURL; only RingCentral credentials use it
	Credentials    Credentials // who logs in
	SecretFrom     string      // where their secret comes from, as an error words it

	ListLag time.Duration // how long a list may lag behind a change; 0 means three seconds

	wire.Config // how requests are sent
}

// Record holds what may be logged of one HTTP request.
type Record = wire.Record

// Error is a request that failed.
type Error = wire.Error

// ParseAPIURL checks a RingCX API root: https (http only on a loopback address), no user info, query or fragment, and a
// path that ends in /api, as the documented roots do. It drops a trailing slash (API.md, section 2.1).
func ParseAPIURL(raw string) (*url.URL, error) {
	u, err := parseRoot(raw)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(u.Path, "/api") {
		root := u.Scheme + "://" + u.Host
		advice := fmt.Sprintf("%s/voice/api, or %s/api if it is a legacy portal", root, root)
		switch {
		case isPortal(u):
			advice = root + "/api"
		case isRingCX(u):
			advice = root + "/voice/api"
		}
		return nil, fmt.Errorf("the URL on %s is not an API root: its path must end in /api. Write %s", hostOf(u), advice)
	}
	return u, nil
}

// ParseRingCentralURL checks the address of RingCentral's OAuth server by the rules of ParseAPIURL, but allows no path.
func ParseRingCentralURL(raw string) (*url.URL, error) {
	u, err := parseRoot(raw)
	if err != nil {
		return nil, err
	}
	if u.Path != "" {
		return nil, fmt.Errorf("it must not have a path: write %s://%s", u.Scheme, u.Host)
	}
	return u, nil
}

// ErrSpace means that there is white space around a value.
var ErrSpace = errors.New("it begins or ends with white space")

// parseRoot never repeats the input in an error, because it may hold a password.
func parseRoot(raw string) (*url.URL, error) {
	if strings.TrimSpace(raw) != raw {
		return nil, ErrSpace
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("it is not a URL of the form https://host/path")
	}
	if err := checkRoot(u); err != nil {
		return nil, err
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}

// checkRoot refuses what a root must not have.
func checkRoot(u *url.URL) error {
	switch {
	case u.User != nil:
		return errors.New("it must not hold a user name or password: use the attributes for them")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("it must not have a query or a fragment")
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("its scheme must be https")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return fmt.Errorf("it must be https: credentials would travel unencrypted to %s. "+
			"Only a loopback address may be http", hostOf(u))
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("its port %.20q is not a number from 1 to 65535", port)
		}
	}
	return nil
}

func hostOf(u *url.URL) string { return fmt.Sprintf("%q", u.Host) }

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// endpoints builds the calls of the API and their URLs, from its two roots.
type endpoints struct {
	api         *url.URL
	ringCentral *url.URL
}

// call returns an administrative request below the API root. The path may hold a secret, the route is for logs.
func (e endpoints) call(op, method, route, path string) wire.Call {
	return wire.Call{
		Op: op, Method: method, Route: route, URL: e.voice(path), Accept: acceptJSON, Limit: limitAdmin, Advise: e.advise,
	}
}

// voice returns a URL below the API root, e.g. /voice/api/v1/admin/token.
func (e endpoints) voice(path string) string { return e.api.String() + path }

// auth returns a URL of the auth service, which is on the host of the API root but not below it (API.md, section 2.1).
func (e endpoints) auth(path string) string {
	return e.api.Scheme + "://" + e.api.Host + "/api/auth" + path
}

// oauth returns RingCentral's token endpoint (API.md, section 3.1).
func (e endpoints) oauth() string { return e.ringCentral.String() + "/restapi/oauth/token" }
