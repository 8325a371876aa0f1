package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// problem is an error in the provider's configuration, at one of its attributes.
type problem struct {
	origin
	summary string
	detail  string
}

// addProblems reports the problems. Errors point to the attributes, except to those that hold a secret.
func addProblems(diags *diag.Diagnostics, problems []problem) {
	for _, p := range problems {
		if p.secret {
			diags.AddError(p.summary, p.detail)
			continue
		}
		diags.AddAttributeError(path.Root(p.name), p.summary, p.detail)
	}
}

// anyInBlock reports whether the block itself has a problem, whatever the environment holds.
func anyInBlock(problems []problem) bool {
	return slices.ContainsFunc(problems, func(p problem) bool { return p.inBlock })
}

// problems returns every problem that can be found without RingCX.
func (s settings) problems() []problem {
	problems := slices.Clone(s.invalid)
	if s.authMode.unknown {
		return problems
	}
	mode, ok := authModes[s.authMode.value]
	switch {
	case !s.authMode.set:
		return append(problems, problem{
			origin: s.authMode.origin, summary: "Missing auth_mode",
			detail: fmt.Sprintf("The provider does not know how to log in to RingCX. Set %s. It is %s.",
				s.place(attrAuthMode), modeNames()),
		})
	case !ok:
		return append(problems, problem{
			origin: s.authMode.origin, summary: "Unknown auth_mode",
			detail: fmt.Sprintf("%q is not a way to log in. Set auth_mode (or %s) to %s.", s.authMode.value,
				envOf(attrAuthMode), modeNames()),
		})
	}
	for _, o := range s.origins {
		if o.inBlock && !mode.takes(o.name) {
			problems = append(problems, problem{
				origin: o, summary: "Attribute without effect",
				detail: fmt.Sprintf("auth_mode %q does not use %s. Remove it, or choose the auth_mode that it belongs to: %s.",
					s.authMode.value, o.name, strings.Join(modesThatUse(o.name), ", ")),
			})
		}
	}
	return append(problems, s.missing()...)
}

// place names where an attribute can be set.
func (s settings) place(name string) string {
	if s.noBlock {
		return envOf(name)
	}
	return fmt.Sprintf("%s in the provider block, or %s in the environment", name, envOf(name))
}

func invalid(o origin, err error) problem {
	remedy := trimRemedy
	if !o.inBlock {
		remedy = fmt.Sprintf("set it again, for example with `export %s=\"$(cat FILE)\"`", envOf(o.name))
	}
	return problem{origin: o, summary: "Invalid " + o.name, detail: fmt.Sprintf("The value of %s is not usable: %s.",
		o.where(), withRemedy(err, remedy))}
}

const trimRemedy = "use trimspace()"

// withRemedy adds to what is wrong with a value how to set it without the line break that is probably in it.
func withRemedy(err error, remedy string) string {
	if !errors.Is(err, ringcx.ErrSpace) && !errors.Is(err, errNotInToken) {
		return err.Error()
	}
	return fmt.Sprintf("%s (perhaps a line break from the end of a file: %s)", err, remedy)
}

// missing reports attributes that the mode needs and that have no value.
func (s settings) missing() []problem {
	switch s.authMode.value {
	case modeRingCentral:
		return s.missingForRingCentral()
	case modeEngage:
		return s.needs(s.username.origin, s.password.origin, s.platformID.origin)
	case modeLegacy:
		return s.needs(s.username.origin, s.password.origin)
	default:
		return s.needs(s.apiToken.origin)
	}
}

func (s settings) missingForRingCentral() []problem {
	app := []origin{s.clientID.origin, s.clientSecret.origin}
	if problems := s.severalGrants(); problems != nil {
		return problems
	}
	switch s.grant() {
	case attrRCAccessToken:
		return s.needs(s.rcAccessToken.origin)
	case attrJWT:
		return s.needs(append(app, s.jwt.origin)...)
	case attrUsername:
		return s.needs(append(app, s.username.origin, s.password.origin)...)
	}
	return append(s.needs(app...), problem{
		origin: s.jwt.origin, summary: "Missing jwt",
		detail: fmt.Sprintf("auth_mode %q needs a RingCentral login: set jwt (%s), or username and password (%s, %s), or "+
			"rc_access_token (%s), which needs no client_id and client_secret.",
			modeRingCentral, envOf(attrJWT), envOf(attrUsername), envOf(attrPassword), envOf(attrRCAccessToken)),
	})
}

func (s settings) severalGrants() []problem {
	var names []string
	var problems []problem
	for _, o := range s.grants() {
		if o.inBlock {
			names = append(names, o.name)
			problems = append(problems, problem{origin: o, summary: "More than one way to log in"})
		}
	}
	if len(names) < 2 {
		return nil
	}
	for i := range problems {
		problems[i].detail = fmt.Sprintf("auth_mode %q takes one of rc_access_token, jwt, or username with password. The "+
			"provider block has %s: keep one.",
			modeRingCentral, strings.Join(names, " and "))
	}
	return problems
}

// needs reports which of these attributes have no value.
func (s settings) needs(needed ...origin) []problem {
	var problems []problem
	for _, o := range needed {
		switch {
		case o.unknown || !o.empty:
		case o.inBlock:
			problems = append(problems, problem{
				origin: o, summary: "Empty " + o.name,
				detail: fmt.Sprintf("auth_mode %q needs %s, and the provider block sets it to an empty string. Give it a value, "+
					"or remove it and set %s in the environment.",
					s.authMode.value, o.name, envOf(o.name)),
			})
		default:
			problems = append(problems, problem{
				origin: o, summary: "Missing " + o.name,
				detail: fmt.Sprintf("auth_mode %q needs %s. Set %s.", s.authMode.value, o.name, s.place(o.name)),
			})
		}
	}
	return problems
}
