package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Environment is what a provider block without attributes takes from the environment. ringcx-doctor examines it, and so
// says the same as the provider.
type Environment struct {
	AuthMode string         // "" if it is none of the modes
	Settings []Setting      // of the attributes that the mode uses; of all where there is no mode
	Secret   string         // the attribute that holds the secret of the login
	Config   *ringcx.Config // nil if a setting has a problem
}

// Setting is one attribute, as the environment sets it.
type Setting struct {
	Name     string // of the attribute
	Variable string // of the environment
	Set      bool
	Problem  *Finding // an error of the provider
	Warning  *Finding // a warning of the provider
}

// Finding is what the provider says about a setting. Its summary holds no value, and its detail may hold one that is no
// secret.
type Finding struct{ Summary, Detail string }

// ReadEnvironment reads the environment. It sends no request.
func ReadEnvironment(getenv func(string) string, now time.Time) Environment {
	s := resolve(providerModel{}, getenv)
	s.noBlock = true
	var env Environment
	mode, known := authModes[s.authMode.value]
	if known {
		env.AuthMode, env.Secret = s.authMode.value, s.secret().name
	}
	problems := append(s.problems(), s.expiredJWT(now)...)
	var warnings diag.Diagnostics
	if len(problems) == 0 {
		s.warn(&warnings, now)
		cfg := s.clientConfig()
		env.Config = &cfg
	}
	for _, o := range s.origins {
		if known && !mode.takes(o.name) {
			continue
		}
		setting := Setting{Name: o.name, Variable: envOf(o.name), Set: o.set}
		for _, p := range problems {
			if p.name == o.name && setting.Problem == nil {
				setting.Problem = &Finding{p.summary, p.detail}
			}
		}
		if o.name == env.Secret && len(warnings) > 0 {
			setting.Warning = &Finding{warnings[0].Summary(), warnings[0].Detail()}
		}
		env.Settings = append(env.Settings, setting)
	}
	return env
}
