package provider

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// userAgent says to RingCX who asks: the provider, and what runs it. Like other
// providers it ends with what TF_APPEND_USER_AGENT holds.
//
// OpenTofu introduces itself to a provider just as Terraform does, by a bare
// version number (https://github.com/opentofu/opentofu/pull/2364 would have
// changed that). What tells them apart is the directory that the provider was
// installed into: it is named after the registry, and each has its own. Where
// that does not tell, as with dev_overrides, it says Terraform.
func userAgent(version, runnerVersion, executable, appended string) string {
	runner := "Terraform"
	if slices.Contains(strings.Split(filepath.ToSlash(executable), "/"), "registry.opentofu.org") {
		runner = "OpenTofu"
	}
	words := []string{"terraform-provider-ringcx/" + version, runner + "/" + runnerVersion}
	// A line break in a header's value would fail every request.
	words = append(words, strings.FieldsFunc(appended, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })...)
	return strings.Join(words, " ")
}
