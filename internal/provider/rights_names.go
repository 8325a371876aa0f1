package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

// preview is what every page about rights says first.
const preview = "This is a preview: built from the published documentation, never tried against a live tenant."

// names is a vocabulary of RingCX's specification, of either edition of it. It
// grows with RingCX, so that a name that is not in it is a warning only.
type names struct {
	described        // what they name
	summary   string // of the warning
	known     []string
}

var (
	roleNames = names{summary: "Unknown role name", described: "role", known: []string{
		"SUPER_USER", "MANAGE_USERS", "MANAGE_RIGHTS", "ACCESS_SIBLINGS", "ACCESS_AUDIT_LOG", "ASSUME_USERS",
		"REPORT_ADMINISTRATIVE_USER", "WFO_ACCESS",
		"ACCESS_GOODDATA_ADMIN", "ACCESS_GOODDATA_EDITOR", "ACCESS_GOODDATA_ANALYST", "ACCESS_GOODDATA_EXPLORER",
		"ACCESS_GOODDATA_VIEWER",
		"ACCESS_GOODDATA_EMBEDDED_EXPLORER", "ACCESS_GOODDATA_EMBEDDED_DASHBOARD", "NO_ACCESS",
	}}
	permissionNames = names{summary: "Unknown permission name", described: "permission",
		known: []string{"CREATE", "READ", "UPDATE", "DELETE", "REPORT"}}
	productNames = names{summary: "Unknown product name", described: "product", known: []string{
		"ACCOUNT", "ACD", "AGENT", "CHAT_QUEUE", "OUTBOUND", "VISUAL_IVR", "CLOUD_PROFILE", "CLOUD_DESTINATION",
		"TRAC_NUMBER", "HTTP_SERVICES",
		"SCRIPTING", "TN_MANAGER", "SURVEY", "DNIS", "TEAMS", "KNOWLEDGE_BASE", "UTILITIES",
	}}
	resourceTypeNames = names{summary: "Unknown resource type name", described: "resource type", known: []string{
		"ACCOUNT", "GATE_GROUP", "GATE", "AGENT", "AGENT_GROUP", "OUTBOUND_DIAL_GROUP", "OUTBOUND_CAMPAIGN", "VISUAL_IVR",
		"VISUAL_IVR_GROUP",
		"TRAC_NUMBER", "TRAC_GROUP", "CLOUD_PROFILE", "CLOUD_DESTINATION", "CLOUD_PROFILE_GROUP", "CLOUD_GROUP",
		"CLOUD_DESTINATION_GROUP",
		"HTTP_SERVICE", "HTTP_SERVICE_GROUP", "SCRIPT", "SCRIPT_GROUP", "TN_MANAGER", "UTILITIES", "CHAT_QUEUE", "CHAT_GROUP",
		"KNOWLEDGEBASE_GROUP", "KNOWLEDGEBASE_CATEGORY",
	}}
)

// permissionSet is what a set of permissions must be: without null, which a conditional expression leaves behind.
var permissionSet = []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(permissionNames)}

// list is the names as a page shows them.
func (n names) list() string { return "`" + strings.Join(n.known, "`, `") + "`" }

// ValidateString warns of a name that is not known.
func (n names) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue
	if name.IsNull() || name.IsUnknown() || slices.Contains(n.known, name.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, n.summary, fmt.Sprintf(
		"RingCX's published specification has no %s %q. The provider sends it unchanged, because RingCX may have added it "+
			"since. If RingCX refuses it, check the spelling. Known names: %s.",
		n.described, name.ValueString(), strings.Join(n.known, ", ")))
}

// textRule is what the text of an attribute must be; it becomes part of a path.
type textRule struct {
	described
	summary string // of the error
	holds   func(string) bool
}

var (
	idRule = textRule{summary: "Invalid id", described: "RingCX's ids are whole numbers, such as \"1002\".",
		holds: rights.IsID}
	nameRule = textRule{summary: "Invalid name", described: "A name must not be empty or only white space.",
		holds: func(text string) bool { return strings.TrimSpace(text) != "" }}
	roleRule = textRule{summary: "Invalid role", described: "A role is a name such as \"ACCESS_AUDIT_LOG\". USER " +
		"cannot be assigned; every user already has it.",
		holds: func(text string) bool {
			return rights.IsRole(text) && !strings.EqualFold(text, "USER")
		}}
)

// ValidateString refuses what the rule does not hold for.
func (r textRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || r.holds(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, r.summary, fmt.Sprintf("%q cannot be used here. %s",
		req.ConfigValue.ValueString(), r.described))
}
