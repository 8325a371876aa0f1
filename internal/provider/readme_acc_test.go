package provider

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// What the README shows of a plan that finds a revoked token is what Terraform prints for the README's configuration,
// line for line, but for the id.
func TestAccREADMEPlan(t *testing.T) {
	t.Parallel()
	readme := map[string]string{}
	for _, b := range fences(t, "") {
		if b.page == "README.md" && readme[b.language] == "" {
			readme[b.language] = b.text
		}
	}
	rig := newRig(t, simulator.Config{})
	w := example{"README.md", map[string]string{"main.tf": readme["terraform"]}}.workspace(t,
		rig.login(modeRingCentral, adminUser))
	w.apply()
	rig.Revoke(rig.Tokens(adminUser)[0])
	id := regexp.MustCompile(`[0-9a-f]{64}`)
	printed := w.must("plan", "-no-color").stdout
	left := id.ReplaceAllString(printed, "ID")
	for line := range strings.Lines(id.ReplaceAllString(readme["text"], "ID")) {
		_, after, found := strings.Cut(left, line)
		if !found {
			t.Fatalf("the README shows %q, which does not come next in\n%s", line, printed)
		}
		left = after
	}
	if !strings.Contains(printed, "ringcx_api_token.ivr has been deleted") {
		t.Errorf("the README says that the plan notes it, too:\n%s", printed)
	}
}
