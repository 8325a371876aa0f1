package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// authMode is one value of auth_mode: what it uses, what it needs, and what it
// logs in with. A new mode is a new row here and a new Credentials in package
// ringcx.
type authMode struct {
	apiURL      string   // default of api_url
	uses        []string // attributes of the provider block, beside usedByAll
	check       func(settings) []problem
	credentials func(settings) ringcx.Credentials
}

// usedByAll are the attributes that every mode uses.
var usedByAll = []string{attrAuthMode, attrAPIURL, attrRequestTimeout, attrMaxRetries}

// takes reports whether the mode uses an attribute.
func (m authMode) takes(attribute string) bool {
	return slices.Contains(m.uses, attribute) || slices.Contains(usedByAll, attribute)
}

const (
	modeRingCentral = "ringcentral"
	modeEngage      = "engage"
	modeLegacy      = "legacy"
	modeAPIToken    = "api_token"
)

var authModes = map[string]authMode{
	modeRingCentral: {
		apiURL: ringcx.DefaultAPIURL,
		uses:   []string{attrRingCentralURL, attrClientID, attrClientSecret, attrJWT, attrRCAccessToken, attrUsername, attrPassword},
		check:  checkRingCentral,
		credentials: func(s settings) ringcx.Credentials {
			c := ringcx.RingCentral{ClientID: s.value(attrClientID), ClientSecret: s.secret(attrClientSecret)}
			switch s.grant() {
			case attrRCAccessToken:
				c.AccessToken = s.secret(attrRCAccessToken)
			case attrJWT:
				c.JWT = s.secret(attrJWT)
			default:
				c.UserName, c.Password = s.value(attrUsername), s.secret(attrPassword)
			}
			return c
		},
	},
	modeEngage: {
		apiURL: ringcx.DefaultAPIURL,
		uses:   []string{attrUsername, attrPassword, attrPlatformID},
		check:  needs(modeEngage, attrUsername, attrPassword, attrPlatformID),
		credentials: func(s settings) ringcx.Credentials {
			return ringcx.Engage{UserName: s.value(attrUsername), Password: s.secret(attrPassword), PlatformID: s.value(attrPlatformID)}
		},
	},
	modeLegacy: {
		apiURL: ringcx.DefaultLegacyAPIURL,
		uses:   []string{attrUsername, attrPassword},
		check:  needs(modeLegacy, attrUsername, attrPassword),
		credentials: func(s settings) ringcx.Credentials {
			return ringcx.Legacy{UserName: s.value(attrUsername), Password: s.secret(attrPassword)}
		},
	},
	modeAPIToken: {
		apiURL: ringcx.DefaultAPIURL,
		uses:   []string{attrAPIToken},
		check:  needs(modeAPIToken, attrAPIToken),
		credentials: func(s settings) ringcx.Credentials {
			return ringcx.APIToken{Token: ringcx.Token{Secret: s.secret(attrAPIToken)}}
		},
	},
}

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

// needs returns a check that all of the attributes have a value.
func needs(mode string, attributes ...string) func(settings) []problem {
	return func(s settings) []problem {
		var problems []problem
		for _, name := range attributes {
			if v := s[name]; v.unknown || v.value != "" {
				continue
			}
			if s[name].inBlock {
				problems = append(problems, problem{
					attribute: name, summary: "Empty " + name, inBlock: true,
					detail: fmt.Sprintf("auth_mode %q needs %s, and the provider block sets it to an empty string. Give it a value, or remove it and set %s in the environment.", mode, name, envOf(name)),
				})
				continue
			}
			problems = append(problems, problem{
				attribute: name, summary: "Missing " + name,
				detail: fmt.Sprintf("auth_mode %q needs %s. Set it in the provider block, or set %s in the environment.", mode, name, envOf(name)),
			})
		}
		return problems
	}
}

// grantAttributes are the ways to a RingCentral access token, each by the
// attribute that stands for it.
var grantAttributes = []string{attrRCAccessToken, attrJWT, attrUsername}

// grant says which way to a RingCentral access token the settings choose, "" if
// none. The block beats the environment here too: an attribute of one way in
// the block outdoes variables of another that happen to be set.
func (s settings) grant() string {
	for _, inBlock := range []bool{true, false} {
		for _, name := range grantAttributes {
			if s[name].set && s[name].inBlock == inBlock {
				return name
			}
		}
		if s[attrPassword].set && s[attrPassword].inBlock == inBlock {
			return attrUsername
		}
	}
	return ""
}

func checkRingCentral(s settings) []problem {
	var inBlock []string
	for _, name := range grantAttributes {
		if s[name].inBlock || name == attrUsername && s[attrPassword].inBlock {
			inBlock = append(inBlock, name)
		}
	}
	var problems []problem
	if len(inBlock) > 1 {
		for _, name := range inBlock {
			problems = append(problems, problem{
				attribute: name, summary: "More than one way to log in", inBlock: true,
				detail: fmt.Sprintf("auth_mode %q takes one of rc_access_token, jwt, or username with password. The provider block has %s: keep one.", modeRingCentral, strings.Join(inBlock, " and ")),
			})
		}
		return problems
	}
	switch s.grant() {
	case attrRCAccessToken:
		return needs(modeRingCentral, attrRCAccessToken)(s)
	case attrJWT:
		return needs(modeRingCentral, attrClientID, attrClientSecret, attrJWT)(s)
	case attrUsername:
		return needs(modeRingCentral, attrClientID, attrClientSecret, attrUsername, attrPassword)(s)
	}
	return append(needs(modeRingCentral, attrClientID, attrClientSecret)(s), problem{
		attribute: attrJWT, summary: "Missing jwt",
		detail: fmt.Sprintf("auth_mode %q needs a RingCentral login: set jwt (%s), or username and password (%s, %s), or rc_access_token (%s), which needs no client_id and client_secret.",
			modeRingCentral, envOf(attrJWT), envOf(attrUsername), envOf(attrPassword), envOf(attrRCAccessToken)),
	})
}
