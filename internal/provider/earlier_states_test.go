package provider

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// earlierState is a state file that an earlier build wrote: testdata/states/<commit of the build>/<auth mode>.json.
//
// They are not made anew: a build that changes what a state holds gets a directory of its own, beside the others. To
// make one, build the provider at that commit, run cmd/ringcx-simulator at its default address, and with Terraform
// 1.11.4, in each mode as the simulator's first user: import a token of that user as ringcx_api_token.imported, apply
// the blocks below with the owners' secrets, see an empty plan, and copy terraform.tfstate. All secrets in it are the
// simulator's.
type earlierState struct {
	Version          int               `json:"version"`
	TerraformVersion string            `json:"terraform_version"`
	Serial           int               `json:"serial"`
	Lineage          string            `json:"lineage"`
	Outputs          map[string]any    `json:"outputs"`
	Resources        []earlierResource `json:"resources"`
	CheckResults     []any             `json:"check_results"`
}

type earlierResource struct {
	Mode      string            `json:"mode"`
	Type      string            `json:"type"`
	Name      string            `json:"name"`
	Provider  string            `json:"provider"`
	Instances []earlierInstance `json:"instances"`
}

type earlierInstance struct {
	SchemaVersion       int            `json:"schema_version"`
	Attributes          map[string]any `json:"attributes"`
	SensitiveAttributes []any          `json:"sensitive_attributes"`
	Private             []byte         `json:"private"` // JSON: bytes by key
	Dependencies        []string       `json:"dependencies,omitempty"`
}

func (r earlierResource) address() string { return r.Type + "." + r.Name }

// owned reports whether a token is that of an owner.
func (r earlierResource) owned() bool { return r.Instances[0].Attributes["owner"] != nil }

// earlierHost is the API host of the simulator that the states were written against.
const earlierHost = "127.0.0.1:8787"

// earlierBlocks is the configuration of each resource in these states, but for ringcx_api_token.owned.
var earlierBlocks = map[string]string{
	"ringcx_api_token.plain":    `resource "ringcx_api_token" "plain" {}`,
	"ringcx_api_token.kept":     `resource "ringcx_api_token" "kept" { keepers = { rotated = "2026-11" } }`,
	"ringcx_api_token.unstored": `resource "ringcx_api_token" "unstored" { store_token = false }`,
	"ringcx_api_token.imported": `resource "ringcx_api_token" "imported" {}`,
	"ringcx_api_token.by_token": `resource "ringcx_api_token" "by_token" { owner = { api_token_wo = var.api_token } }`,
	"ringcx_user_role.audit": `
		resource "ringcx_user_role" "audit" {
			user_id = "1003"
			role    = "ACCESS_AUDIT_LOG"
		}`,
	"ringcx_rights_document.ivr": `
		resource "ringcx_rights_document" "ivr" {
			account_id          = "99990001"
			name                = "IVR service"
			account_permissions = ["READ"]
			products            = { ACD = { permissions = ["READ"], cascade = true } }
			resources           = [{ type = "GATE", id = "12", permissions = ["READ", "UPDATE"] }]
		}`,
	"ringcx_rights_document_assignment.ivr": `
		resource "ringcx_rights_document_assignment" "ivr" {
			rights_document_id = ringcx_rights_document.ivr.rights_document_id
			user_id            = "1002"
		}`,
}

// earlierOwners is the owner of ringcx_api_token.owned by mode, without secrets that are needed for nothing.
var earlierOwners = map[string]string{
	modeRingCentral: `{ jwt_wo = var.jwt }`,
	modeEngage:      `{ username = "ivr@example.com", password_wo = var.password }`,
	modeLegacy:      `{ username = "ivr@example.com", password_wo = var.password }`,
}

// earlierSecrets are the variables of the owners' secrets.
const earlierSecrets = `
	variable "password" {
		default   = null
		ephemeral = true
	}
	variable "jwt" {
		default   = null
		ephemeral = true
	}
	variable "api_token" {
		default   = null
		ephemeral = true
	}
`

// earlier is a state that an earlier build wrote, brought to life: its tokens are in the simulator.
type earlier struct {
	rig      *rig
	mode     string
	login    map[string]string
	ownerKey string // the API token that is the secret of by_token's owner
	state    earlierState
	config   string
	tokens   map[string]string // the token of each resource, by address
}

// readEarlier reads a state and makes a simulator that has what it names: new tokens, which take the place of those in
// the state, and the rights. Owners need Terraform 1.11; without it they are left out.
func readEarlier(t *testing.T, build, mode string, owners bool) *earlier {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "states", build, mode+".json"))
	if err != nil {
		t.Fatal(err)
	}
	rig := newRig(t, simulator.Config{})
	e := &earlier{rig: rig, mode: mode, login: rig.login(mode, adminUser), tokens: map[string]string{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields() // what is not read would not be written
	if err := decoder.Decode(&e.state); err != nil {
		t.Fatal(err)
	}
	if owners {
		e.config, e.ownerKey = earlierSecrets, rig.Mint(crmUser)
	} else {
		t.Log("without the owners: write-only attributes need version 1.11")
		e.state.Resources = slices.DeleteFunc(e.state.Resources, earlierResource.owned)
	}
	for _, resource := range e.state.Resources {
		if resource.Type == "ringcx_api_token" {
			e.mint(t, resource)
		}
		block, ok := earlierBlocks[resource.address()]
		if !ok {
			block = `resource "ringcx_api_token" "owned" { owner = ` + earlierOwners[mode] + ` }`
		}
		e.config += block + "\n"
	}
	return e
}

// mint makes a token for a resource and writes it into the state.
func (e *earlier) mint(t *testing.T, resource earlierResource) {
	t.Helper()
	user := adminUser
	switch resource.Name {
	case "owned":
		user = ivrUser
	case "by_token":
		user = crmUser
	}
	token := e.rig.Mint(user)
	e.tokens[resource.address()] = token
	attributes := resource.Instances[0].Attributes
	attributes["id"] = sha256Hex(token)
	if attributes["token"] != nil {
		attributes["token"] = token
	}
}

// hasRights reports whether the build that wrote the state had the resources for rights.
func (e *earlier) hasRights() bool {
	return slices.ContainsFunc(e.state.Resources, func(r earlierResource) bool { return r.Type == "ringcx_user_role" })
}

// giveRights makes the rights that the state names, and makes them the client's.
func (e *earlier) giveRights(t *testing.T) {
	t.Helper()
	id := e.rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: "99990001", Name: "IVR service", Assigned: []int{1002},
		AccountPermissions: []string{"READ"},
		Products:           []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}, Cascade: true}},
		Resources:          []simulator.ResourceRights{{Type: "GATE", ID: 12, Permissions: []string{"READ", "UPDATE"}}},
	})
	const role = "ACCESS_AUDIT_LOG"
	if id != earlierDocument || !e.rig.GiveRole(1003, role) ||
		!e.rig.HandOverRole(1003, role) || !e.rig.HandOverDocument(id) || !e.rig.HandOverAssignment(id, 1002) {
		t.Fatalf("the simulator cannot have the rights of the state; the document is %d", id)
	}
}

// earlierDocument is the id of the rights document in the states.
const earlierDocument = 7001

// credential is what the private data of a state calls a credential: the id of the API token that logged in.
var credential = regexp.MustCompile(`[0-9a-f]{64}`)

// workspace returns a directory with the state in it, as if this simulator were the one that it was written against.
// changed holds texts of its private data, each with what takes its place.
func (e *earlier) workspace(t *testing.T, changed ...string) *workspace {
	t.Helper()
	here := strings.NewReplacer(append(changed, earlierHost, strings.TrimPrefix(e.rig.url, "http://"))...)
	for _, resource := range e.state.Resources {
		key := e.login[attrAPIToken]
		if resource.owned() {
			key = e.ownerKey
		}
		instance := &resource.Instances[0]
		var private map[string][]byte
		if err := json.Unmarshal(instance.Private, &private); err != nil {
			t.Fatal(err)
		}
		for name, value := range private {
			private[name] = []byte(credential.ReplaceAllString(here.Replace(string(value)), sha256Hex(key)))
		}
		instance.Private, _ = json.Marshal(private)
	}
	w := newWorkspace(t, 8, e.login)
	w.config(e.config)
	data, err := json.Marshal(e.state)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, stateFile), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return w
}
