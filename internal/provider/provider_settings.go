package provider

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// settings combines the provider block and the environment, with each value parsed once.
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

	noBlock bool      // there is no provider block: the program is not the provider
	origins []origin  // of all settings
	invalid []problem // values that cannot be parsed
}

// setting is the value of one attribute: from the block, from the environment, or the default. It is T's zero value if
// there is none, or none that is valid.
type setting[T any] struct {
	origin
	value T
}

// origin says where the value of an attribute comes from.
type origin struct {
	name    string // of the attribute
	set     bool   // in the block or in the environment
	inBlock bool
	unknown bool // set in the block to a value that is unknown until apply
	empty   bool // not set, or set to an empty string
	secret  bool // the block holds a secret there, so no error may point to it: Terraform prints that line
}

// resolve takes each attribute from the block, or else from the environment. An unknown value counts as set: the
// environment never replaces a value that another resource will produce.
func resolve(m providerModel, getenv func(string) string) settings {
	r := reader{getenv: getenv}
	var s settings
	s.authMode = read(&r, attrAuthMode, m.AuthMode, "", asText)
	r.mode = authModes[s.authMode.value]

	s.apiURL = read(&r, attrAPIURL, m.APIURL, r.mode.apiURL, ringcx.ParseAPIURL)
	s.ringCentralURL = read(&r, attrRingCentralURL, m.RingCentralURL, ringcx.DefaultRingCentralURL,
		ringcx.ParseRingCentralURL)
	s.clientID = read(&r, attrClientID, m.ClientID, "", asName)
	s.clientSecret = read(&r, attrClientSecret, m.ClientSecret, "", asSecret)
	s.jwt = read(&r, attrJWT, m.JWT, "", asToken)
	s.rcAccessToken = read(&r, attrRCAccessToken, m.RCAccessToken, "", asToken)
	s.username = read(&r, attrUsername, m.Username, "", asName)
	s.password = read(&r, attrPassword, m.Password, "", asSecret)
	s.platformID = read(&r, attrPlatformID, m.PlatformID, "", asName)
	s.apiToken = read(&r, attrAPIToken, m.APIToken, "", asToken)
	s.requestTimeout = read(&r, attrRequestTimeout, m.RequestTimeout, "", asTimeout)
	s.maxRetries = read(&r, attrMaxRetries, asString(m.MaxRetries), strconv.Itoa(ringcx.DefaultMaxRetries), asRetries)

	s.origins, s.invalid = r.origins, r.invalid
	return s
}

// reader collects what resolve finds out besides the values.
type reader struct {
	getenv  func(string) string
	mode    authMode // zero until auth_mode is read, and if it is not valid
	origins []origin
	invalid []problem
}

// read reads one attribute.
func read[T any](
	r *reader, name string, inBlock types.String, fallback string, parse func(string) (T, error),
) setting[T] {
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

// variable returns the environment's value. A variable that the mode does not use counts as not set.
func (r *reader) variable(name string) string {
	if r.mode.uses != nil && !r.mode.takes(name) {
		return ""
	}
	return r.getenv(envOf(name))
}

// holdsSecret reports whether a text is a secret, by the type it is parsed to. A URL holds one if it has user info, a
// query or a fragment.
func holdsSecret(as any, text string) bool {
	switch as.(type) {
	case ringcx.Secret:
		return text != ""
	case *url.URL:
		return strings.ContainsAny(text, "@?#")
	}
	return false
}

func asText(text string) (string, error) { return text, nil }
func asName(text string) (string, error) { return text, checkEnds(text) }
func asSecret(text string) (ringcx.Secret, error) {
	return ringcx.Secret(text), cmp.Or(checkEnds(text), checkLength(text))
}

// checkLength refuses a secret that is too short to be hidden from errors. An empty one counts as missing.
func checkLength(text string) error {
	if text != "" && len(text) < ringcx.MinSecret {
		return fmt.Errorf("it has fewer than %d characters, so it cannot be the whole secret", ringcx.MinSecret)
	}
	return nil
}

// checkEnds refuses white space around a value, which is there by mistake: a login with it would be refused, and some
// of those lock a user out.
func checkEnds(text string) error {
	if strings.TrimSpace(text) != text {
		return ringcx.ErrSpace
	}
	return nil
}

func asToken(text string) (ringcx.Secret, error) {
	if strings.ContainsFunc(text, notInToken) {
		return "", errNotInToken
	}
	return ringcx.Secret(text), checkLength(text)
}

// notInToken reports whether a character cannot be part of a token or a JWT.
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

var errNotInToken = errors.New("it holds white space or a character that no token has")

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

// asString converts a number in the block to the form that it has in the environment.
func asString(n types.Number) types.String {
	switch {
	case n.IsNull():
		return types.StringNull()
	case n.IsUnknown():
		return types.StringUnknown()
	}
	return types.StringValue(n.ValueBigFloat().Text('f', -1))
}

// unknown returns the attributes that are still unknown.
func (s settings) unknown() []string {
	var names []string
	for _, o := range s.origins {
		if o.unknown {
			names = append(names, o.name)
		}
	}
	return names
}

// clientConfig requires settings that are known and have no problems.
func (s settings) clientConfig() ringcx.Config {
	cfg := ringcx.Config{
		APIURL:         s.apiURL.value,
		RingCentralURL: s.ringCentralURL.value,
		Credentials:    s.credentials(),
		SecretFrom:     s.secret().from(),
	}
	cfg.RequestTimeout, cfg.MaxRetries = s.requestTimeout.value, s.maxRetries.value
	return cfg
}
