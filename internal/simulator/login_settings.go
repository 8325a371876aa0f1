package simulator

import "strings"

// Setting is an attribute of the provider's block, by its name.
type Setting struct{ Attribute, Value string }

// Variable is the environment variable that sets the attribute instead.
func (s Setting) Variable() string { return "RINGCX_" + strings.ToUpper(s.Attribute) }

// LoginSettings returns what logs in, in an auth mode, as a user of the tenant when it is served at url. In the mode
// api_token, the caller adds the token.
func (c Config) LoginSettings(mode, url string, user User) []Setting {
	settings := []Setting{{"auth_mode", mode}, {"api_url", url + rootVoice}}
	password := []Setting{{"username", user.Name}, {"password", user.Password}}
	switch mode {
	case "ringcentral":
		settings = append(settings, Setting{"ringcentral_url", url}, Setting{"client_id", c.ClientID},
			Setting{"client_secret", c.ClientSecret}, Setting{"jwt", user.JWT})
	case "engage":
		settings = append(append(settings, password...), Setting{"platform_id", c.PlatformID})
	case "legacy":
		settings[1].Value = url + rootLegacy
		settings = append(settings, password...)
	}
	return settings
}

// Environment are settings as environment variables.
func Environment(settings []Setting) map[string]string {
	variables := map[string]string{}
	for _, s := range settings {
		variables[s.Variable()] = s.Value
	}
	return variables
}
