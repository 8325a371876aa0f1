package provider

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// setting is the value of one provider attribute and where it comes from.
type setting struct {
	value   string
	set     bool // in the block or in the environment
	inBlock bool
	unknown bool // written in the block, and not known before apply
}

// settings are all of them, by attribute.
type settings map[string]setting

// resolve takes each attribute from the block or else from the environment.
// Unknown is not unset: a value that another resource will produce is never
// replaced by the environment's. A variable that the mode does not use counts
// as not set, whatever it holds.
func resolve(m providerModel, getenv func(string) string) settings {
	s := make(settings, len(providerAttributeTable))
	for _, a := range providerAttributeTable {
		switch v := a.value(m); {
		case v.IsUnknown():
			s[a.name] = setting{set: true, inBlock: true, unknown: true}
		case !v.IsNull():
			text := ""
			switch v := v.(type) {
			case types.String:
				text = v.ValueString()
			case types.Int64:
				text = strconv.FormatInt(v.ValueInt64(), 10)
			}
			s[a.name] = setting{value: text, set: true, inBlock: true}
		default:
			if text := getenv(a.env); text != "" {
				s[a.name] = setting{value: text, set: true}
			}
		}
	}
	if mode, ok := authModes[s.mode()]; ok {
		maps.DeleteFunc(s, func(name string, v setting) bool { return !v.inBlock && !mode.takes(name) })
	}
	return s
}

func (s settings) unknown() []string {
	var names []string
	for _, a := range providerAttributeTable {
		if s[a.name].unknown {
			names = append(names, a.name)
		}
	}
	return names
}

func (s settings) value(name string) string         { return s[name].value }
func (s settings) secret(name string) ringcx.Secret { return ringcx.Secret(s[name].value) }
func (s settings) mode() string                     { return s.value(attrAuthMode) }

// problem is something that is wrong with the provider's configuration.
type problem struct {
	attribute string
	summary   string
	detail    string
	inBlock   bool // the block itself shows it, whatever the environment holds
}

// addProblems points at the attributes, but for those whose line holds a secret:
// Terraform prints the line that a path points to.
func (s settings) addProblems(diags *diag.Diagnostics, problems []problem) {
	for _, p := range problems {
		if s.holdsSecret(p.attribute) {
			diags.AddError(p.summary, p.detail)
			continue
		}
		diags.AddAttributeError(attributePath(p.attribute), p.summary, p.detail)
	}
}

// holdsSecret reports whether the block has a secret in the attribute: in one
// that is for secrets, or as a part of a URL where none belongs.
func (s settings) holdsSecret(name string) bool {
	v := s[name]
	if !v.inBlock || v.value == "" {
		return false
	}
	for _, a := range providerAttributeTable {
		if a.name == name && a.secret {
			return true
		}
	}
	return (name == attrAPIURL || name == attrRingCentralURL) && strings.ContainsAny(v.value, "@?#")
}

// problems checks everything that can be checked without RingCX, and returns
// all that is wrong.
func (s settings) problems() []problem {
	problems := s.formatProblems()
	mode := s[attrAuthMode]
	if mode.unknown {
		return problems
	}
	m, ok := authModes[mode.value]
	switch {
	case !mode.set:
		return append(problems, problem{
			attribute: attrAuthMode, summary: "Missing auth_mode",
			detail: fmt.Sprintf("The provider does not know how to log in to RingCX. Set auth_mode in the provider block, or %s in the environment, to %s.", envOf(attrAuthMode), modeNames()),
		})
	case !ok:
		return append(problems, problem{
			attribute: attrAuthMode, summary: "Unknown auth_mode", inBlock: mode.inBlock,
			detail: fmt.Sprintf("%q is not a way to log in. Set auth_mode (or %s) to %s.", mode.value, envOf(attrAuthMode), modeNames()),
		})
	}
	for _, a := range providerAttributeTable {
		if s[a.name].inBlock && !m.takes(a.name) {
			problems = append(problems, problem{
				attribute: a.name, summary: "Attribute without effect", inBlock: true,
				detail: fmt.Sprintf("auth_mode %q does not use %s. Remove it, or choose the auth_mode that it belongs to: %s.", mode.value, a.name, strings.Join(modesThatUse(a.name), ", ")),
			})
		}
	}
	return append(problems, m.check(s)...)
}

// formatProblems checks the values that have a form, whatever the mode.
func (s settings) formatProblems() []problem {
	var problems []problem
	check := func(name string, parse func(string) error) {
		v := s[name]
		if !v.set || v.unknown {
			return
		}
		if err := parse(v.value); err != nil {
			source := name
			if !v.inBlock {
				source = fmt.Sprintf("The environment variable %s", envOf(name))
			}
			problems = append(problems, problem{
				attribute: name, summary: "Invalid " + name, inBlock: v.inBlock,
				detail: fmt.Sprintf("%s is not usable: %s.", source, err),
			})
		}
	}
	check(attrAPIURL, func(v string) error { _, err := ringcx.ParseAPIURL(v); return err })
	check(attrRingCentralURL, func(v string) error { _, err := ringcx.ParseRingCentralURL(v); return err })
	check(attrRequestTimeout, func(v string) error {
		if d, err := time.ParseDuration(v); err != nil || d <= 0 {
			return fmt.Errorf("%q is not a positive duration such as \"45s\" or \"2m\"", v)
		}
		return nil
	})
	check(attrMaxRetries, func(v string) error {
		if n, err := strconv.Atoi(v); err != nil || n < 0 {
			return fmt.Errorf("%q is not a whole number of 0 or more", v)
		}
		return nil
	})
	for _, name := range []string{attrAPIToken, attrJWT, attrRCAccessToken} {
		check(name, func(v string) error {
			if strings.ContainsFunc(v, notInToken) {
				return errors.New("it " + notInTokenAbout)
			}
			return nil
		})
	}
	return problems
}

// notInToken reports whether a character is in no token and no JWT.
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

const notInTokenAbout = "holds white space or a character that no token has (perhaps the line break at the end of a file: use trimspace())"

// clientConfig is for settings that are known and have no problems.
func (s settings) clientConfig() ringcx.Config {
	mode := authModes[s.mode()]
	cfg := ringcx.Config{
		APIURL:         mustParse(ringcx.ParseAPIURL, s.or(attrAPIURL, mode.apiURL)),
		RingCentralURL: mustParse(ringcx.ParseRingCentralURL, s.or(attrRingCentralURL, ringcx.DefaultRingCentralURL)),
		Credentials:    mode.credentials(s),
		MaxRetries:     ringcx.DefaultMaxRetries,
	}
	cfg.RequestTimeout, _ = time.ParseDuration(s.value(attrRequestTimeout))
	if v := s[attrMaxRetries]; v.set {
		cfg.MaxRetries, _ = strconv.Atoi(v.value)
	}
	return cfg
}

func (s settings) or(name, fallback string) string {
	if v := s[name]; v.set {
		return v.value
	}
	return fallback
}

// mustParse parses what problems has checked before.
func mustParse(parse func(string) (*url.URL, error), raw string) *url.URL {
	u, err := parse(raw)
	if err != nil {
		panic("a URL that was checked does not parse: " + err.Error())
	}
	return u
}
