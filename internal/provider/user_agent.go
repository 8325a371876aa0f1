package provider

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// userAgent names the provider and the program that runs it. Like other providers, it appends TF_APPEND_USER_AGENT.
//
// OpenTofu identifies itself to a provider exactly as Terraform does, by a version number only
// (https://github.com/opentofu/opentofu/pull/2364 would have changed that). What differs is the directory in which the
// provider is installed, which is named after the registry. If that does not help, as with dev_overrides, the result
// says Terraform.
func userAgent(version, runnerVersion, executable, appended string) string {
	runner := "Terraform"
	if slices.Contains(strings.Split(filepath.ToSlash(executable), "/"), "registry.opentofu.org") {
		runner = "OpenTofu"
	}
	words := []string{"terraform-provider-ringcx/" + version, runner + "/" + runnerVersion}
	// A line break in a header's value would make every request fail.
	words = append(words, strings.FieldsFunc(appended, func(r rune) bool {
		return unicode.IsSpace(r) ||
			unicode.IsControl(r)
	})...)
	return strings.Join(words, " ")
}
