package provider

import (
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// repository is the root of the repository, from here.
const repository = "../.."

// summary is where a diagnostic gets its first line.
var summary = regexp.MustCompile(`(?:\b[aA]dd(?:Attribute|Rights)?(?:Error|Warning)\(|NewErrorDiagnostic\(|` +
	`[sS]ummary(?:: | = )).*?"([A-Z][^"%]+)"`)

// The headings of the troubleshooting guide quote messages that the code has,
// and every diagnostic has a heading.
func TestTroubleshootingQuotesTheCode(t *testing.T) {
	t.Parallel()
	code, all := map[string]string{}, ""
	for _, dir := range []string{".", "../ringcx", "../ringcx/wire", "../ringcx/rights", "../serve"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				code[dir] += pageText(t, file)
			}
		}
		all += code[dir]
	}
	quotes := map[string]bool{}
	guide := pageText(t, repository+"/templates/guides/troubleshooting.md.tmpl")
	for _, heading := range regexp.MustCompile(`(?m)^### .*`).FindAllString(guide, -1) {
		for _, quote := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(heading, -1) {
			if quotes[quote[1]] = true; !strings.Contains(all, quote[1]) {
				t.Errorf("no message has %q", quote[1])
			}
		}
	}
	summaries := summary.FindAllStringSubmatch(code["."], -1)
	if len(summaries) < 30 {
		t.Errorf("found %d diagnostics only", len(summaries))
	}
	for _, s := range summaries {
		if !quotes[strings.TrimSpace(s[1])] {
			t.Errorf("templates/guides/troubleshooting.md.tmpl has no heading with %q", s[1])
		}
	}
}

// Whoever is asked to report something is told where, in messages and on pages.
func TestReportsSayWhere(t *testing.T) {
	t.Parallel()
	_, issues, _ := strings.Cut(PleaseReport, ": ")
	if !strings.HasSuffix(issues, "github.com/ringcx/terraform-provider-ringcx/issues") {
		t.Errorf("issues are reported at %q", issues)
	}
	files := pages(t)
	for _, pattern := range []string{"internal/*/*.go", "cmd/*/*.go"} {
		found, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			if !strings.HasSuffix(file, "_test.go") {
				files = append(files, strings.TrimPrefix(filepath.ToSlash(file), repository+"/"))
			}
		}
	}
	asked := regexp.MustCompile(`(?i)please \[?report\b.*`)
	requests := 0
	for _, file := range files {
		for _, request := range asked.FindAllString(pageText(t, filepath.Join(repository, file)), -1) {
			if requests++; !strings.Contains(request, issues) {
				t.Errorf("%s: %s", file, request)
			}
		}
	}
	if requests < 6 {
		t.Errorf("found %d requests only", requests)
	}
}

// Each page about rights says that it is a preview, and what to check first.
func TestRightsPagesSayPreview(t *testing.T) {
	t.Parallel()
	var previews []string
	for _, pattern := range []string{"docs/*/*user_role.md", "docs/*/*rights*.md", "docs/data-sources/user.md"} {
		pages, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range pages {
			previews = append(previews, page)
			for _, words := range []string{
				"~> This is a preview: built from the published documentation, never tried against a live tenant",
				"n first use|n the first use", `subcategory: "Rights \(preview\)"`, "guides/versions#preview",
			} {
				if !regexp.MustCompile(words).MatchString(pageText(t, page)) {
					t.Errorf("%s does not say %q", page, words)
				}
			}
		}
	}
	if len(previews) < 10 {
		t.Errorf("found %d pages only", len(previews))
	}
	for _, page := range previews {
		for _, other := range previews {
			to := registryDocs + strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(other), repository+"/docs"), ".md")
			if page != other && !strings.Contains(pageText(t, page), "]("+to+")") {
				t.Errorf("%s does not link %s", page, to)
			}
		}
	}
}

// The tests that SECURITY.md and CONTRIBUTING.md name are there.
func TestSecurityNamesTests(t *testing.T) {
	t.Parallel()
	var code strings.Builder
	for _, pattern := range []string{"/internal/*/*_test.go", "/internal/*/*/*_test.go", "/cmd/*/*_test.go"} {
		files, err := filepath.Glob(repository + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			code.WriteString(pageText(t, file))
		}
	}
	for _, page := range []string{"SECURITY.md", "CONTRIBUTING.md"} {
		names := regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(pageText(t, filepath.Join(repository, page)), -1)
		if len(names) < 20 {
			t.Errorf("found %d names only in %s", len(names), page)
		}
		for _, name := range names {
			if !strings.Contains(code.String(), "func "+name+"(") {
				t.Errorf("%s: there is no %s", page, name)
			}
		}
	}
}

// The functions that CONTRIBUTING.md lists are there, in the files that it names.
func TestContributingNamesFunctions(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`(?m)^\| .*\?  *\| (.*) \| .* \|$`)
	rows := row.FindAllStringSubmatch(pageText(t, repository+"/CONTRIBUTING.md"), -1)
	if len(rows) < 5 {
		t.Fatalf("found %d rows only", len(rows))
	}
	named := regexp.MustCompile("`([^`]+)`")
	for _, row := range rows {
		var functions []string
		for _, match := range named.FindAllStringSubmatch(row[1], -1) {
			name := match[1]
			if !strings.HasSuffix(name, ".go") {
				functions = append(functions, name[strings.LastIndex(name, ".")+1:])
				continue
			}
			if !strings.Contains(name, "/") {
				name = "internal/ringcx/" + name
			}
			file := pageText(t, filepath.Join(repository, name))
			for _, function := range functions {
				if !regexp.MustCompile(`(?m)^(func|type) (\([^)]*\) )?` + function + `\b`).MatchString(file) {
					t.Errorf("%s has no %s", name, function)
				}
			}
			functions = nil
		}
	}
}

// pagesOfObjects are the pages of every object of the provider, such as "resources/api_token", sorted.
func (s *rpc) pagesOfObjects() []string {
	var pages []string
	add := func(dir string, names iter.Seq[string]) {
		for name := range names {
			pages = append(pages, dir+"/"+strings.TrimPrefix(name, "ringcx_"))
		}
	}
	add("resources", maps.Keys(s.schemas.ResourceSchemas))
	add("data-sources", maps.Keys(s.schemas.DataSourceSchemas))
	add("ephemeral-resources", maps.Keys(s.schemas.EphemeralResourceSchemas))
	add("list-resources", maps.Keys(s.schemas.ListResourceSchemas))
	add("actions", maps.Keys(s.schemas.ActionSchemas))
	slices.Sort(pages)
	return pages
}

// The table of the first page has every object, and no other.
func TestIndexNamesEveryObject(t *testing.T) {
	t.Parallel()
	want := newRPC(t, nil).pagesOfObjects()
	row := regexp.MustCompile(`(?m)^\| (?:Resource|Data source|Ephemeral resource|List resource|Action)s? \[.*`)
	link := regexp.MustCompile("\\[`ringcx_(\\w+)`\\]\\(([^)]*)/(\\w+)\\.md\\)")
	var got []string
	for _, row := range row.FindAllString(pageText(t, repository+"/templates/index.md.tmpl"), -1) {
		objects, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
		for _, object := range link.FindAllStringSubmatch(objects, -1) {
			if got = append(got, object[2]+"/"+object[3]); object[1] != object[3] {
				t.Errorf("%s leads to %s", object[1], object[3])
			}
		}
	}
	slices.Sort(got)
	wantSame(t, "objects of the first page", got, want)
}

// registryDocs is where the Terraform Registry shows docs/ (internal/cmd/finishdocs).
const registryDocs = "https://registry.terraform.io/providers/" + Namespace + "/ringcx/latest/docs"

// Links between pages lead somewhere: on GitHub, and those of docs/ on both registries too. There the overview is not
// in the directory of its pages, pages have no file extension, and OpenTofu's registry has other directories, so that
// no relative link works.
func TestDocumentationLinks(t *testing.T) {
	t.Parallel()
	pages := append(pages(t), "ARCHITECTURE.md", "BENCHMARKS.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
	link := regexp.MustCompile(`\]\(([^)#\s]*)(#[^)\s]*)?\)`)
	for _, page := range pages {
		for _, match := range link.FindAllStringSubmatch(pageText(t, filepath.Join(repository, page)), -1) {
			to, anchor := match[1], match[2]
			rest, inRegistry := strings.CutPrefix(to, registryDocs)
			switch {
			case to == "":
				to = page
			case inRegistry && rest == "":
				to = "docs/index.md"
			case inRegistry:
				to = "docs" + rest + ".md"
			case strings.Contains(to, ":"):
				continue
			case strings.HasPrefix(page, "docs/"):
				t.Errorf("%s: %s is a relative link, which no registry follows", page, to)
				continue
			default:
				to = filepath.Join(filepath.Dir(page), to)
			}
			if _, err := os.Stat(filepath.Join(repository, to)); err != nil {
				t.Errorf("%s: nothing at %s", page, match[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(pageText(t, filepath.Join(repository, to))), anchor) {
				t.Errorf("%s: no heading %s in %s", page, anchor, to)
			}
		}
	}
}

// A stranger learns from the first ten lines of the README what it is, for whom, how sure it is and how to get it, and
// in the registry that it is nobody's official one.
func TestREADMEBegins(t *testing.T) {
	t.Parallel()
	first := strings.Join(strings.SplitN(pageText(t, repository+"/README.md"), "\n", 11)[:10], "\n")
	for _, words := range []string{
		"unofficial", "permanent API tokens of RingCX", "It is for", "make install` before `terraform init",
		"simulator", "not yet against RingCX itself",
	} {
		if !strings.Contains(first, words) {
			t.Errorf("the first ten lines do not say %q", words)
		}
	}
	if index := pageText(t, repository+"/templates/index.md.tmpl"); !strings.Contains(index, "This unofficial provider") ||
		!strings.Contains(index, "not affiliated with RingCentral") {
		t.Error("the registry's first page does not say that the provider is unofficial")
	}
}

// README says what BENCHMARKS.md has measured.
func TestREADMEQuotesBenchmarks(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`(?m)^\| engage, 200 ms a request \| 1000 \| ([\d.]+) s \|`)
	measured := row.FindStringSubmatch(pageText(t, repository+"/BENCHMARKS.md"))
	said := regexp.MustCompile(`answers that take 200 ms, a plan over 1,000 tokens takes about (\d+) seconds`)
	quoted := said.FindStringSubmatch(pageText(t, repository+"/README.md"))
	if measured == nil || quoted == nil {
		t.Fatalf("README says %q, measured was %q", quoted, measured)
	}
	if seconds, err := strconv.ParseFloat(measured[1], 64); err != nil || fmt.Sprintf("%.0f", seconds) != quoted[1] {
		t.Errorf("README says %q, measured was %q", quoted, measured)
	}
}

// anchors are those of a page's headings, and those that it sets itself.
func anchors(page string) []string {
	var all []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)`).FindAllStringSubmatch(page, -1) {
		slug := regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		all = append(all, "#"+strings.ReplaceAll(slug, " ", "-"))
	}
	for _, set := range regexp.MustCompile(`<a id="([^"]+)">`).FindAllStringSubmatch(page, -1) {
		all = append(all, "#"+set[1])
	}
	return all
}

func pageText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
