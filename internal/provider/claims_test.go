package provider

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// claims are sentences of the pages that can be wrong, and the tests that hold each of them. Whoever changes a sentence
// looks at its test, and the other way round. Of docs/, which is what people read, and without links, which the pages
// have in another form than their templates.
var claims = []struct {
	page, sentence string
	tests          string // separated by spaces
}{
	{"docs/guides/drift.md", "reads only resources for which a change is planned, so an unchanged token is not read",
		"TestAccMinimalRefresh"},
	{"docs/guides/drift.md", "Terraform shows that as `ringcx_api_token.x will be created`, with a plain `+`",
		"TestAccHowARevokedTokenShows"},
	{"docs/guides/drift.md", "and says `ringcx_api_token.x has been deleted`", "TestAccHowARevokedTokenShows"},
	{"docs/guides/drift.md", "such as an output, the plan also says `ringcx_api_token.x has been deleted`",
		"TestAccHowARevokedTokenShows"},
	{"docs/guides/drift.md", "In a run that creates or replaces a token it says nothing", "TestAccExampleUnmanaged"},
	{"docs/guides/drift.md", "an output that changes makes a plan end with 2, too", "TestAccWhatMakesAPlanEndWithTwo"},
	{"docs/guides/ci.md", "A configuration with a data source inside a `check` block, or with an output of what a data " +
		"source lists, ends with 2", "TestAccWhatMakesAPlanEndWithTwo"},
	{"docs/guides/rotation.md", "the apply that rotates does not warn of the old tokens, and the plan after it is empty",
		"TestAccExampleUnmanaged"},
	{"docs/guides/rotation.md", "The first `keepers` of an imported token are only recorded.", "TestAccRotation"},
	{"docs/resources/api_token.md", "The plan shows a plain `+ create`; the reason is in the warning",
		"TestAccHowARevokedTokenShows"},
	{"docs/resources/api_token.md", "and it is the same user | an in-place update",
		"TestAccOwnerInOtherWords TestAccOwnerAdopts"},
	{"docs/resources/api_token.md", "and it is another user | the token is replaced, and a warning says why",
		"TestAccOwnerChanges"},
	{"docs/resources/api_token.md", "It does not apply if the whole block is removed from the configuration",
		"TestAccExampleGuard"},
	{"docs/guides/adopt-tokens.md", "The plan after an import shows no change, except that `keepers` and `owner` " +
		"are recorded.", "TestAccImport TestAccRotation TestAccOwnerAdopts"},
	{"docs/guides/authentication.md", "Each process of the provider logs in once", "TestAccOneLoginForEachProcess"},
	{"docs/guides/authentication.md", "so two of each for a `terraform apply` without one",
		"TestAccOneLoginForEachProcess"},
	{"docs/guides/authentication.md", "except revoking the token it logs in with", "TestAccOwnCredential"},
	{"docs/guides/ci.md", "| plan without changes, any number of tokens of one user | one login, one list |",
		"TestAccCostOfRefresh"},
	{"docs/guides/ci.md", "| creating tokens for N owners | N logins, 2N lists, and one request for each token |",
		"TestAccCostOfOwners"},
	{"docs/guides/ci.md", "| rotating the tokens of N owners | the same, and N logins in the plan |",
		"TestAccCostOfOwners"},
	{"docs/guides/ci.md", "A plan and its apply are two processes, and each logs in.", "TestAccOneLoginForEachProcess"},
	{"docs/guides/ci.md", "gets no secrets, so its plan fails before the login", "TestForkedPullRequest"},
	{"docs/guides/ci.md", "that of the run which changes `store_token` to `false`", "TestAccPlanThatStopsStoring"},
	{"docs/guides/keep-tokens-out-of-state.md", "but the plan file of that run still does", "TestAccPlanThatStopsStoring"},
	{"docs/guides/keep-tokens-out-of-state.md", "`terraform_data` takes it as a write-only `input`, and then stores it",
		"TestAccStoreBlockStoresTheToken"},
	{"docs/guides/revoke-a-leaked-token.md", "| 200, then 401 | is revoked |", "TestAccPageCommands"},
	{"docs/guides/revoke-a-leaked-token.md", "| 401, then 401 | **may be alive.**", "TestAccPageRevokesWhatIsPasted"},
	{"docs/guides/revoke-a-leaked-token.md", "the action fails and names the user", "TestAccRevokeActionRefused"},
	{"docs/actions/revoke_api_token.md", "Terraform 1.16 can trigger the action after a resource was destroyed",
		"TestAccRevokeActionAfterDestroy"},
	{"docs/actions/revoke_api_token.md", "Terraform does not trigger it if the whole resource block is removed",
		"TestAccRevokeActionAfterDestroy"},
	{"docs/guides/test-your-modules.md", "Terraform refuses: `No ephemeral resource types in mock providers`.",
		"TestAccExampleMock"},
	{"docs/guides/test-your-modules.md", "It prints the passwords and JWTs of all users.", "TestOtherUsersArePrinted"},
	{"docs/guides/token-per-service.md", "A rotation costs two logins for each owner", "TestAccCostOfOwners"},
	{"docs/guides/api-user-rights.md", "| assign and remove them, and watch that: `ringcx_rights_document_assignment` | " +
		"the role `MANAGE_RIGHTS` or `SUPER_USER`, and no other |", "TestAccRightsAloneManageDocuments"},
	{"docs/guides/api-user-rights.md", "| read, assign and remove roles: `ringcx_user_role` | the role " +
		"`MANAGE_USERS` or `SUPER_USER` |", "TestAccRightsUsersAloneManageRoles"},
	{"docs/guides/troubleshooting.md", "if there is no advice, with `The first error with this cause has the details.`",
		"TestNoAdviceIsPromised"},
	{"docs/guides/troubleshooting.md", "That happens when a token is imported twice", "TestAccImportedToTwoAddresses"},
	{"docs/guides/troubleshooting.md", "or begins or ends with white space", "TestAccOwnerInvalid"},
	{"README.md", "finds it, with the reason (from its output, against the simulator)", "TestAccREADMEPlan"},
	{"README.md", "takes about 3 seconds, most of them Terraform's own time", "TestREADMEQuotesBenchmarks"},
	{"README.md", "finds out what became of it before it sends another", "TestCreateOutcomes TestFaultMatrix TestAccLate"},
	{"README.md", "or RingCX refuses it and accepts another credential", "TestDelete TestAccDestroyEvidence"},
	{"README.md", "with `store_token = false` the token is in no plan and no state",
		"TestAccStoreToken TestAccExampleSecretsManager"},
	{"README.md", "An outage, a login page, another login or a disabled user is an error or a warning",
		"TestAccDrift TestAccDriftUnproven TestAccEvidence"},
	{"README.md", "one login and one list, for one token or thousands", "TestAccCostOfRefresh"},
	{"README.md", "rate limits make a run slower instead of failing it", "TestFleet TestAccOwnersUnderLoginLimit"},
	{"README.md", "A rotation with an overlap, by two tokens that take turns", "TestAccExampleRotationOverlap"},
	{"docs/guides/api-calls.md", "A test runs every object against the simulator and compares its log with this table",
		"TestAccAPICalls TestAPICallsNameEveryObject"},
	{"docs/guides/api-calls.md", "N tokens of one user costs N requests and a few", "TestAccCostOfCreateAndDestroy"},
	{"docs/guides/versions.md", "A newer version reads the state that an older one wrote.", "TestAccEarlierStates"},
	{"docs/guides/versions.md", "An upgrade alone replaces no token.", "TestAccEarlierStates"},
	{"docs/guides/versions.md", "`~> 0.1.0` allows 0.1.1 and later, and not 0.2.0", "TestPagesNameTheVersion"},
	{"docs/guides/versions.md", `In the registry they are under "Rights (preview)".`, "TestRightsPagesSayPreview"},
	{"docs/guides/faq.md", "It makes one login and one list, however many tokens there are.", "TestAccCostOfRefresh"},
	{"docs/guides/faq.md", "An outage, a refused login or another user's list is never taken for that.",
		"TestAccDrift TestAccDriftUnproven"},
	{"docs/guides/faq.md", "the provider outlives it and revokes what nobody could record", "TestAccEnds"},
	{"CHANGELOG.md", "A plan needs no login of an owner, unless a token is to be rotated or its owner has changed.",
		"TestAccCostOfOwners TestAccOwnerChanges"},
}

// Each claim stands on its page as it is tested, and its tests are there.
func TestClaims(t *testing.T) {
	t.Parallel()
	tests := testNames(t)
	for _, c := range claims {
		if !strings.Contains(pageText(t, filepath.Join(repository, c.page)), c.sentence) {
			t.Errorf("%s does not say %q any more: change the claim, and look at %s", c.page, c.sentence, c.tests)
		}
		for test := range strings.FieldsSeq(c.tests) {
			if !tests[test] {
				t.Errorf("there is no %s, which held %q of %s", test, c.sentence, c.page)
			}
		}
	}
}

// The page of every object begins with what it is and an example. The rest of the text follows, and then the schema.
func TestPageOrder(t *testing.T) {
	t.Parallel()
	found := 0
	for _, page := range pages(t) {
		if dir := filepath.ToSlash(filepath.Dir(page)); dir == "docs" || dir == "." || dir == "docs/guides" {
			continue
		}
		found++
		_, text, _ := strings.Cut(pageText(t, filepath.Join(repository, page)), "\n# ")
		before, after, _ := strings.Cut(text, "\n## ")
		if !strings.HasPrefix(after, "Example Usage") {
			t.Errorf("%s: the first section is %.20q", page, after)
		}
		if paragraphs := strings.Count(strings.TrimSpace(before), "\n\n"); paragraphs > 3 {
			t.Errorf("%s: %d paragraphs stand before the example", page, paragraphs)
		}
		_, fromSchema, _ := strings.Cut(after, "\n## Schema")
		for section := range strings.SplitSeq(fromSchema, "\n## ") {
			name, _, _ := strings.Cut(section, "\n")
			if !slices.Contains([]string{"", "Import", "All of the preview"}, name) {
				t.Errorf("%s: %q stands after the schema", page, name)
			}
		}
	}
	if found < 15 {
		t.Errorf("found %d pages only", found)
	}
}

// The troubleshooting guide has one message a heading, in groups, and each group links its messages.
func TestTroubleshootingIsGrouped(t *testing.T) {
	t.Parallel()
	var groups []string
	for part := range strings.SplitSeq(pageText(t, repository+"/docs/guides/troubleshooting.md"), "\n## ") {
		group, text, _ := strings.Cut(part, "\n")
		if !strings.Contains(text, "\n### ") {
			continue
		}
		groups = append(groups, group)
		intro, messages, _ := strings.Cut(text, "\n### ")
		for message := range strings.SplitSeq(messages, "\n### ") {
			heading, _, _ := strings.Cut(message, "\n")
			if strings.Contains(heading, "`, `") {
				t.Errorf("%s: more than one message: %s", group, heading)
			}
			if anchor := anchors("### " + heading)[0]; !strings.Contains(intro, "]("+anchor+")") {
				t.Errorf("%s: no link to %s", group, anchor)
			}
		}
	}
	wantSame(t, "groups", groups,
		[]string{"terraform init", "Provider block", "Login", "RingCX's answers", "Tokens", "Rights"})
}
