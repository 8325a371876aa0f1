package ringcx

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every section of API.md that a comment cites is there.
func TestCitedSections(t *testing.T) {
	page, err := os.ReadFile("API.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^##+ (\d+(?:\.\d+)?)\.? `).FindAllStringSubmatch(string(page), -1) {
		sections[heading[1]] = true
	}
	citation := regexp.MustCompile(`\bsections? (\d[\d.]*(?:(?:, | and |, and )\d[\d.]*)*)`)
	number := regexp.MustCompile(`\d+(?:\.\d+)?`)
	found := 0
	err = filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		code, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(code), "API.md") {
			return err
		}
		for _, cited := range citation.FindAllStringSubmatch(string(code), -1) {
			for _, section := range number.FindAllString(cited[1], -1) {
				if found++; !sections[section] {
					t.Errorf("%s cites section %s, which API.md does not have", path, section)
				}
			}
		}
		return nil
	})
	if err != nil || found < 100 {
		t.Errorf("found %d citations: %v", found, err)
	}
}
