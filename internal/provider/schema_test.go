package provider

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// eachSchema visits every schema of the provider by what it is called in HCL.
func (s *rpc) eachSchema(visit func(object string, block *tfprotov6.SchemaBlock)) {
	visit("provider ringcx", s.schemas.Provider.Block)
	for kind, schemas := range map[string]map[string]*tfprotov6.Schema{
		"resource": s.schemas.ResourceSchemas, "data": s.schemas.DataSourceSchemas,
		"ephemeral": s.schemas.EphemeralResourceSchemas, "list": s.schemas.ListResourceSchemas,
	} {
		for name, schema := range schemas {
			visit(kind+" "+name, schema.Block)
		}
	}
	for name, schema := range s.schemas.ActionSchemas {
		visit("action "+name, schema.Schema.Block)
	}
}

// eachAttribute visits every attribute of every schema, nested ones too.
func (s *rpc) eachAttribute(visit func(path string, a *tfprotov6.SchemaAttribute)) {
	var walk func(parent string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(parent string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			path := parent + a.Name
			visit(path, a)
			if a.NestedType != nil {
				walk(path+".", a.NestedType.Attributes)
			}
		}
	}
	s.eachSchema(func(object string, block *tfprotov6.SchemaBlock) { walk(object+" ", block.Attributes) })
}

// flags are those of an attribute in a schema, in a fixed order.
func flags(a *tfprotov6.SchemaAttribute) string {
	var f []string
	for _, flag := range []struct {
		set  bool
		name string
	}{
		{a.Required, "required"}, {a.Optional, "optional"}, {a.Computed, "computed"},
		{a.Sensitive, "sensitive"}, {a.WriteOnly, "write-only"}, {a.Deprecated, "deprecated"},
	} {
		if flag.set {
			f = append(f, flag.name)
		}
	}
	return strings.Join(f, " ")
}

// contract is every attribute of the provider. A change here is one that its
// users see: names and meanings stay, secrets stay sensitive, and write-only is
// what stands in no plan and no state.
const contract = `
action ringcx_revoke_api_token id: required
data ringcx_accounts accounts.account_id: computed
data ringcx_accounts accounts.account_name: computed
data ringcx_accounts accounts.account_type: computed
data ringcx_accounts accounts.archived: computed
data ringcx_accounts accounts.main_account_id: computed
data ringcx_accounts accounts.main_account_name: computed
data ringcx_accounts accounts.rc_account_id: computed
data ringcx_accounts accounts: computed
data ringcx_api_tokens ids: computed
data ringcx_api_tokens store_tokens: optional
data ringcx_api_tokens tokens: computed sensitive
data ringcx_rights_documents relation: optional
data ringcx_rights_documents rights_documents.account_id: computed
data ringcx_rights_documents rights_documents.account_permissions: computed
data ringcx_rights_documents rights_documents.cascade: computed
data ringcx_rights_documents rights_documents.id: computed
data ringcx_rights_documents rights_documents.master: computed
data ringcx_rights_documents rights_documents.name: computed
data ringcx_rights_documents rights_documents.owner_user_id: computed
data ringcx_rights_documents rights_documents.products.cascade: computed
data ringcx_rights_documents rights_documents.products.permissions: computed
data ringcx_rights_documents rights_documents.products: computed
data ringcx_rights_documents rights_documents.resources.cascade: computed
data ringcx_rights_documents rights_documents.resources.id: computed
data ringcx_rights_documents rights_documents.resources.permissions: computed
data ringcx_rights_documents rights_documents.resources.type: computed
data ringcx_rights_documents rights_documents.resources: computed
data ringcx_rights_documents rights_documents.rights_document_id: computed
data ringcx_rights_documents rights_documents: computed
data ringcx_rights_documents user_id: optional
data ringcx_rights_object account_id: required
data ringcx_rights_object active: computed
data ringcx_rights_object id: computed
data ringcx_rights_object name: required
data ringcx_rights_object parent_id: computed
data ringcx_rights_object parent_name: optional
data ringcx_rights_object type: required
data ringcx_rights_objects account_id: required
data ringcx_rights_objects active_only: optional
data ringcx_rights_objects objects.active: computed
data ringcx_rights_objects objects.id: computed
data ringcx_rights_objects objects.name: computed
data ringcx_rights_objects objects.parent_id: computed
data ringcx_rights_objects objects.parent_name: computed
data ringcx_rights_objects objects: computed
data ringcx_rights_objects type: required
data ringcx_user enabled: computed
data ringcx_user first_name: computed
data ringcx_user last_name: computed
data ringcx_user managed_by_ringcentral: computed
data ringcx_user parent_user_id: computed
data ringcx_user rc_user_id: optional computed
data ringcx_user roles: computed
data ringcx_user root_user: computed
data ringcx_user user_id: optional computed
data ringcx_user user_name: optional computed
data ringcx_users active_only: optional
data ringcx_users users.enabled: computed
data ringcx_users users.first_name: computed
data ringcx_users users.last_name: computed
data ringcx_users users.managed_by_ringcentral: computed
data ringcx_users users.parent_user_id: computed
data ringcx_users users.rc_user_id: computed
data ringcx_users users.roles: computed
data ringcx_users users.root_user: computed
data ringcx_users users.user_id: computed
data ringcx_users users.user_name: computed
data ringcx_users users: computed
ephemeral ringcx_access_token access_token: computed sensitive
ephemeral ringcx_access_token expires_at: computed
ephemeral ringcx_access_token header_name: computed
ephemeral ringcx_access_token header_value: computed sensitive
ephemeral ringcx_api_token id: required
ephemeral ringcx_api_token token: computed sensitive
ephemeral ringcx_api_tokens ids: computed
ephemeral ringcx_api_tokens tokens: computed sensitive
list ringcx_rights_document owner_user_id: optional
list ringcx_user_role user_id: optional
provider ringcx api_token: optional sensitive
provider ringcx api_url: optional
provider ringcx auth_mode: optional
provider ringcx client_id: optional
provider ringcx client_secret: optional sensitive
provider ringcx jwt: optional sensitive
provider ringcx max_retries: optional
provider ringcx password: optional sensitive
provider ringcx platform_id: optional
provider ringcx rc_access_token: optional sensitive
provider ringcx request_timeout: optional
provider ringcx ringcentral_url: optional
provider ringcx username: optional
resource ringcx_api_token created_at: computed
resource ringcx_api_token id: computed
resource ringcx_api_token keepers: optional
resource ringcx_api_token owner.api_token_wo: optional sensitive write-only
resource ringcx_api_token owner.jwt_wo: optional sensitive write-only
resource ringcx_api_token owner.password_wo: optional sensitive write-only
resource ringcx_api_token owner.username: optional
resource ringcx_api_token owner: optional
resource ringcx_api_token store_token: optional computed
resource ringcx_api_token token: computed sensitive
resource ringcx_rights_document account_id: required
resource ringcx_rights_document account_permissions: optional computed
resource ringcx_rights_document cascade: optional computed
resource ringcx_rights_document id: computed
resource ringcx_rights_document name: required
resource ringcx_rights_document owner_user_id: optional computed
resource ringcx_rights_document products.cascade: optional
resource ringcx_rights_document products.permissions: required
resource ringcx_rights_document products: optional computed
resource ringcx_rights_document resources.cascade: optional
resource ringcx_rights_document resources.id: required
resource ringcx_rights_document resources.permissions: required
resource ringcx_rights_document resources.type: required
resource ringcx_rights_document resources: optional computed
resource ringcx_rights_document rights_document_id: computed
resource ringcx_rights_document_assignment id: computed
resource ringcx_rights_document_assignment rights_document_id: required
resource ringcx_rights_document_assignment user_id: required
resource ringcx_user_role id: computed
resource ringcx_user_role role: required
resource ringcx_user_role user_id: required
`

func TestSchemaContract(t *testing.T) {
	t.Parallel()
	s := newRPC(t, nil)
	var got []string
	s.eachAttribute(func(path string, a *tfprotov6.SchemaAttribute) { got = append(got, path+": "+flags(a)) })
	slices.Sort(got)
	want := strings.Split(strings.TrimSpace(contract), "\n")
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("not in the contract: %s", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("not in the schemas: %s", line)
		}
	}
	lists := slices.Sorted(maps.Keys(s.schemas.ListResourceSchemas))
	if !slices.Equal(lists, []string{apiTokenType, rightsDocumentType, userRoleType}) {
		t.Errorf("list resources %v", lists)
	}
}

// secretName is what an attribute that holds a secret is called here. It
// catches a new one that nobody has marked.
var secretName = regexp.MustCompile(`(token|tokens|secret|password|jwt|value)(_wo)?$`)

func TestSchemaSecretsAreSensitive(t *testing.T) {
	t.Parallel()
	seen := 0
	newRPC(t, nil).eachAttribute(func(path string, a *tfprotov6.SchemaAttribute) {
		if !secretName.MatchString(a.Name) || a.Type.Is(tftypes.Bool) {
			return
		}
		seen++
		if !a.Sensitive {
			t.Errorf("%s is not sensitive", path)
		}
		if !strings.Contains(a.Description, "ecret") && !strings.Contains(a.Description, "assword") &&
			!strings.Contains(path, "provider") {
			t.Errorf("the description of %s does not call it secret: %s", path, a.Description)
		}
	})
	if seen < 10 {
		t.Errorf("only %d attributes look secret: the pattern has lost its meaning", seen)
	}
}

func TestSchemaDescriptions(t *testing.T) {
	t.Parallel()
	s := newRPC(t, nil)
	check := func(path, description string, kind tfprotov6.StringKind) {
		if kind != tfprotov6.StringKindMarkdown || !strings.HasSuffix(description, ".") || len(description) < 10 {
			t.Errorf("%s has no description in Markdown that is a sentence: %s %q", path, kind, description)
		}
	}
	s.eachSchema(func(object string, b *tfprotov6.SchemaBlock) { check(object, b.Description, b.DescriptionKind) })
	s.eachAttribute(func(path string, a *tfprotov6.SchemaAttribute) { check(path, a.Description, a.DescriptionKind) })
	for resource, identity := range s.identities {
		for _, a := range identity.IdentityAttributes {
			check("identity "+resource+" "+a.Name, a.Description, tfprotov6.StringKindMarkdown)
		}
	}
}

// Terraform prints identities: none of their attributes may be secret.
func TestSchemaIdentity(t *testing.T) {
	t.Parallel()
	s := newRPC(t, nil)
	var got []string
	for resource, identity := range s.identities {
		for _, a := range identity.IdentityAttributes {
			got = append(got, fmt.Sprintf("%s %s %s required=%t optional=%t", resource, a.Name, a.Type, a.RequiredForImport,
				a.OptionalForImport))
			for _, of := range s.schemas.ResourceSchemas[resource].Block.Attributes {
				if of.Name == a.Name && of.Sensitive {
					t.Errorf("%s of %s is sensitive, and stands in the identity", a.Name, resource)
				}
			}
		}
	}
	slices.Sort(got)
	if want := []string{
		"ringcx_api_token id tftypes.String required=true optional=false",
		"ringcx_rights_document owner_user_id tftypes.String required=true optional=false",
		"ringcx_rights_document rights_document_id tftypes.String required=true optional=false",
		"ringcx_rights_document_assignment rights_document_id tftypes.String required=true optional=false",
		"ringcx_rights_document_assignment user_id tftypes.String required=true optional=false",
		"ringcx_user_role role tftypes.String required=true optional=false",
		"ringcx_user_role user_id tftypes.String required=true optional=false",
	}; !slices.Equal(got, want) {
		t.Errorf("identity attributes %q, want %q", got, want)
	}
}
