package provider

import (
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// displayName lets a person tell tokens apart without learning one: the prefix
// that names the platform, and the first characters of the id.
func displayName(t ringcx.Token) string {
	prefix, _, found := strings.Cut(t.Reveal(), ":")
	if !found || len(prefix) > maxPrefix {
		return short(t.ID())
	}
	return prefix + ":… (" + short(t.ID()) + ")"
}

// maxPrefix keeps out anything that is longer than a platform's name: it would
// be a part of the secret.
const maxPrefix = 8

// short is enough of an id to recognise it by.
func short(id string) string {
	if len(id) <= 12 {
		return id
	}
	return id[:12]
}
