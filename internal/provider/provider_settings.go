package provider

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// settings are the provider block and the environment together, each value parsed once.
type settings struct {
	authMode       setting[string]
	apiURL         setting[*url.URL]
	ringCentralURL setting[*url.URL]
	clientID       setting[string]
	clientSecret   setting[ringcx.Secret]
	jwt            setting[ringcx.Secret]
	rcAccessToken  setting[ringcx.Secret]
	username       setting[string]
	password       setting[ringcx.Secret]
	platformID     setting[string]
	apiToken       setting[ringcx.Secret]
	requestTimeout setting[time.Duration]
	maxRetries     setting[int]

	origins []origin  // of all of them
	invalid []problem // values that do not parse
}

// setting is one attribute's value: the block's, the environment's or the default. Where there is none, or none that
// is usable, it is T's zero value.
type setting[T any] struct {
	origin
	value T
}

// origin says where the value of an attribute comes from.
type origin struct {
	name    string // of the attribute
	set     bool   // in the block or in the environment
	inBlock bool
	unknown bool // written in the block, and not known before apply
	empty   bool // not set, or set to an empty string
	secret  bool // the block holds a secret there, so that no error may point to it: Terraform prints that line
}

// resolve takes each attribute from the block or else from the environment. Unknown is not unset: a value that another
// resource will produce is never replaced by the environment's.
func resolve(m providerModel, getenv func(string) string) settings {
	r := reader{getenv: getenv}
	var s settings
	s.authMode = read(&r, attrAuthMode, m.AuthMode, "", asText)
	r.mode = authModes[s.authMode.value]

	s.apiURL = read(&r, attrAPIURL, m.APIURL, r.mode.apiURL, ringcx.ParseAPIURL)
	s.ringCentralURL = read(&r, attrRingCentralURL, m.RingCentralURL, ringcx.DefaultRingCentralURL, ringcx.ParseRingCentralURL)
	s.clientID = read(&r, attrClientID, m.ClientID, "", asText)
	s.clientSecret = read(&r, attrClientSecret, m.ClientSecret, "", asSecret)
	s.jwt = read(&r, attrJWT, m.JWT, "", asToken)
	s.rcAccessToken = read(&r, attrRCAccessToken, m.RCAccessToken, "", asToken)
	s.username = read(&r, attrUsername, m.Username, "", asText)
	s.password = read(&r, attrPassword, m.Password, "", asSecret)
	s.platformID = read(&r, attrPlatformID, m.PlatformID, "", asText)
	s.apiToken = read(&r, attrAPIToken, m.APIToken, "", asToken)
	s.requestTimeout = read(&r, attrRequestTimeout, m.RequestTimeout, "", asTimeout)
	s.maxRetries = read(&r, attrMaxRetries, decimal(m.MaxRetries), strconv.Itoa(ringcx.DefaultMaxRetries), asRetries)

	s.origins, s.invalid = r.origins, r.invalid
	return s
}

// reader collects what resolve finds out beside the values.
type reader struct {
	getenv  func(string) string
	mode    authMode // zero before auth_mode is read, and where it is none
	origins []origin
	invalid []problem
}

// read reads one attribute.
func read[T any](r *reader, name string, inBlock types.String, fallback string, parse func(string) (T, error)) setting[T] {
	s := setting[T]{origin: origin{name: name, set: true, inBlock: true, unknown: inBlock.IsUnknown()}}
	text := inBlock.ValueString()
	if inBlock.IsNull() {
		text, s.inBlock = r.variable(name), false
		s.set = text != ""
	}
	s.empty = text == ""
	s.secret = s.inBlock && holdsSecret(s.value, text)
	r.origins = append(r.origins, s.origin)
	if !s.set {
		text = fallback
	}
	if s.unknown || !s.set && text == "" {
		return s
	}
	var err error
	if s.value, err = parse(text); err != nil {
		r.invalid = append(r.invalid, invalid(s.origin, err))
	}
	return s
}

// variable is the environment's value. What the mode does not use counts as not set, whatever it holds.
func (r *reader) variable(name string) string {
	if r.mode.uses != nil && !r.mode.takes(name) {
		return ""
	}
	return r.getenv(envOf(name))
}

// holdsSecret reports whether a text is a secret, going by what it is read as. A URL holds one where it has user info,
// a query or a fragment.
func holdsSecret(as any, text string) bool {
	switch as.(type) {
	case ringcx.Secret:
		return text != ""
	case *url.URL:
		return strings.ContainsAny(text, "@?#")
	}
	return false
}

func asText(text string) (string, error)          { return text, nil }
func asSecret(text string) (ringcx.Secret, error) { return ringcx.Secret(text), nil }

func asToken(text string) (ringcx.Secret, error) {
	if strings.ContainsFunc(text, notInToken) {
		return "", errors.New("it " + notInTokenAbout)
	}
	return ringcx.Secret(text), nil
}

// notInToken reports whether a character is in no token and no JWT.
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

const notInTokenAbout = "holds white space or a character that no token has (perhaps the line break at the end of a file: use trimspace())"

func asTimeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a positive duration such as \"45s\" or \"2m\"", text)
	}
	return d, nil
}

func asRetries(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a whole number of 0 or more", text)
	}
	return n, nil
}

// decimal is a number of the block as the environment would have it.
func decimal(n types.Int64) types.String {
	switch {
	case n.IsNull():
		return types.StringNull()
	case n.IsUnknown():
		return types.StringUnknown()
	}
	return types.StringValue(strconv.FormatInt(n.ValueInt64(), 10))
}

// unknown are the attributes that are not known yet.
func (s settings) unknown() []string {
	var names []string
	for _, o := range s.origins {
		if o.unknown {
			names = append(names, o.name)
		}
	}
	return names
}

// clientConfig is for settings that are known and have no problems.
func (s settings) clientConfig() ringcx.Config {
	return ringcx.Config{
		APIURL:         s.apiURL.value,
		RingCentralURL: s.ringCentralURL.value,
		Credentials:    s.credentials(),
		RequestTimeout: s.requestTimeout.value,
		MaxRetries:     s.maxRetries.value,
	}
}
