package doctor

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
)

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../ringcx/API.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The list of what is not known yet names each check that tests a section, with that section, and no other.
func TestOpenQuestions(t *testing.T) {
	t.Parallel()
	_, list, _ := strings.Cut(page(t), "### 11.1 ")
	list, _, _ = strings.Cut(list, "\n### ")
	listed := map[string]string{}
	rows := regexp.MustCompile("(?m)^\\|.*\\| ([\\d.]+) \\| `([a-z.-]+)` \\|$").FindAllStringSubmatch(list, -1)
	for _, row := range rows {
		if listed[row[2]] != "" {
			t.Errorf("%s is listed twice", row[2])
		}
		listed[row[2]] = row[1]
	}
	tests := Checks()
	maps.DeleteFunc(tests, func(_, section string) bool { return section == "" })
	if !maps.Equal(listed, tests) || len(listed) < 20 {
		t.Errorf("API.md lists %v, the checks are %v", listed, tests)
	}
}

// What a report may repeat stands in the documents: each word of the vocabulary is in API.md.
func TestVocabularyIsDocumented(t *testing.T) {
	t.Parallel()
	text := strings.Join(strings.Fields(page(t)), " ")
	for _, word := range vocabulary {
		suffix := strings.TrimPrefix(word, "ACCESS_GOODDATA")
		if !strings.Contains(text, word) && !strings.Contains(text, suffix) {
			t.Errorf("API.md does not have %q", word)
		}
	}
	sorted := slices.Sorted(slices.Values(vocabulary))
	for i, word := range sorted[1:] {
		if word == sorted[i] {
			t.Errorf("%q stands twice", word)
		}
	}
}

// Each check has an id of its own, and needs only what runs before it.
func TestChecksAreInOrder(t *testing.T) {
	t.Parallel()
	before := map[string]bool{}
	id := regexp.MustCompile(`^[a-z]+\.[a-z._-]+$`)
	for _, c := range checks() {
		if c.need != "" && !before[c.need] {
			t.Errorf("%s needs %s, which does not run before it", c.id, c.need)
		}
		if before[c.id] || !id.MatchString(c.id) {
			t.Errorf("the id %s", c.id)
		}
		before[c.id] = true
	}
	for _, m := range manageables {
		for _, need := range m.needs {
			if !before[need] {
				t.Errorf("%s needs %s, which is no check", m.object, need)
			}
		}
	}
	if last := checks()[len(checks())-1]; last.id != TakenBack || !last.always {
		t.Errorf("the last check is %s", last.id)
	}
}

// What can be managed is told for each object of the provider, and of those with the same name for one.
func TestEveryObjectIsToldOf(t *testing.T) {
	t.Parallel()
	server := providerserver.NewProtocol6(provider.New("test")())()
	objects, err := server.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, o := range objects.Resources {
		has[o.TypeName] = true
	}
	for _, o := range objects.DataSources {
		has[o.TypeName] = true
	}
	for _, o := range objects.EphemeralResources {
		has[o.TypeName] = true
	}
	for _, o := range objects.ListResources {
		has[o.TypeName] = true
	}
	for _, o := range objects.Actions {
		has[o.TypeName] = true
	}
	told := map[string]bool{}
	for _, m := range manageables {
		told[m.object[strings.LastIndexByte(m.object, '.')+1:]] = true
	}
	if !maps.Equal(told, has) {
		t.Errorf("the checks tell of %v, the provider has %v", told, has)
	}
}
