package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

const (
	modeRingCentral = "ringcentral"
	modeEngage      = "engage"
	modeLegacy      = "legacy"
	modeAPIToken    = "api_token"
)

// authMode is one value of auth_mode. settings.missing says what the mode needs, settings.credentials what it logs in
// with.
type authMode struct {
	apiURL string   // default of api_url
	uses   []string // attributes of the provider block, besides usedByAll
}

var authModes = map[string]authMode{
	modeRingCentral: {
		apiURL: ringcx.DefaultAPIURL,
		uses: []string{attrRingCentralURL, attrClientID, attrClientSecret, attrJWT, attrRCAccessToken, attrUsername,
			attrPassword},
	},
	modeEngage: {
		apiURL: ringcx.DefaultAPIURL,
		uses:   []string{attrUsername, attrPassword, attrPlatformID},
	},
	modeLegacy: {
		apiURL: ringcx.DefaultLegacyAPIURL,
		uses:   []string{attrUsername, attrPassword},
	},
	modeAPIToken: {
		apiURL: ringcx.DefaultAPIURL,
		uses:   []string{attrAPIToken},
	},
}

// usedByAll holds the attributes that every mode uses.
var usedByAll = []string{attrAuthMode, attrAPIURL, attrRequestTimeout, attrMaxRetries}

// takes reports whether the mode uses an attribute.
func (m authMode) takes(attribute string) bool {
	return slices.Contains(m.uses, attribute) || slices.Contains(usedByAll, attribute)
}

// modeNames lists all modes for a message.
func modeNames() string {
	names := slices.Sorted(maps.Keys(authModes))
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func modesThatUse(attribute string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(authModes)) {
		if slices.Contains(authModes[name].uses, attribute) {
			names = append(names, name)
		}
	}
	return names
}

// credentials returns the credentials that the mode logs in with.
func (s settings) credentials() ringcx.Credentials {
	switch s.authMode.value {
	case modeRingCentral:
		return s.ringCentral()
	case modeEngage:
		return ringcx.Engage{UserName: s.username.value, Password: s.password.value, PlatformID: s.platformID.value}
	case modeLegacy:
		return ringcx.Legacy{UserName: s.username.value, Password: s.password.value}
	default:
		return ringcx.APIToken{Token: ringcx.Token{Secret: s.apiToken.value}}
	}
}

func (s settings) ringCentral() ringcx.RingCentral {
	c := ringcx.RingCentral{ClientID: s.clientID.value, ClientSecret: s.clientSecret.value}
	switch s.grant() {
	case attrRCAccessToken:
		c.AccessToken = s.rcAccessToken.value
	case attrJWT:
		c.JWT = s.jwt.value
	default:
		c.UserName, c.Password = s.username.value, s.password.value
	}
	return c
}

// grants are the ways to get a RingCentral access token, each under the name of its main attribute. The first one that
// is set counts.
func (s settings) grants() []origin {
	user := s.username.origin
	user.set = user.set || s.password.set
	user.inBlock = user.inBlock || s.password.inBlock
	return []origin{s.rcAccessToken.origin, s.jwt.origin, user}
}

// grant returns the way in which mode ringcentral gets an access token, or "". The block has priority over the
// environment here too: an attribute in the block counts before the environment variables of another way.
func (s settings) grant() string {
	name := ""
	if s.authMode.value != modeRingCentral {
		return name
	}
	for _, o := range s.grants() {
		if o.inBlock {
			return o.name
		}
		if o.set && name == "" {
			name = o.name
		}
	}
	return name
}

// secret is the setting that holds the secret of the login.
func (s settings) secret() origin {
	switch {
	case s.authMode.value == modeAPIToken:
		return s.apiToken.origin
	case s.grant() == attrRCAccessToken:
		return s.rcAccessToken.origin
	case s.grant() == attrJWT:
		return s.jwt.origin
	}
	return s.password.origin
}
