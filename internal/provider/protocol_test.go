package provider

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/ringcx/terraform-provider-ringcx/internal/serve"
)

const (
	apiTokenType                 = "ringcx_api_token"
	revokeType                   = "ringcx_revoke_api_token"
	userRoleType                 = "ringcx_user_role"
	rightsDocumentType           = "ringcx_rights_document"
	rightsDocumentAssignmentType = "ringcx_rights_document_assignment"
)

// rpc calls the provider's RPCs in this process, as Terraform does. So what only a
// newer Terraform asks for (identity, list, actions, deferral) is tested without
// one.
type rpc struct {
	t          *testing.T
	server     *serve.Server
	unrecorded string // the file that names what could not be undone
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// newRPC starts a provider that sees these environment variables and no other.
func newRPC(t *testing.T, env map[string]string) *rpc {
	t.Helper()
	p, ok := newTestProvider().(*ringcxProvider)
	if !ok {
		t.Fatal("not the provider of this package")
	}
	p.getenv = func(name string) string { return env[name] }
	return startRPC(t, p)
}

// startRPC starts a provider that a test has prepared.
func startRPC(t *testing.T, p *ringcxProvider) *rpc {
	t.Helper()
	s := &rpc{t: t}
	of := served(func() provider.Provider { return p })
	s.unrecorded = filepath.Join(t.TempDir(), Unrecorded)
	of.Unrecorded = s.unrecorded
	s.server = serve.NewServer(of, false)
	s.schemas = answer(s.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}))
	wantNoProblem(t, s.schemas.Diagnostics)
	identities := answer(s.server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{}))
	wantNoProblem(t, identities.Diagnostics)
	s.identities = identities.IdentitySchemas
	return s
}

// rpc starts a provider with this provider block.
func (r *rig) rpc(t *testing.T, block map[string]string) *rpc {
	t.Helper()
	s := newRPC(t, nil)
	wantNoProblem(t, s.configure(asBlock(block), false).Diagnostics)
	return s
}

// answer returns the answer to an RPC. The provider's own errors are diagnostics,
// so that an RPC fails by a bug only.
func answer[T any](resp T, err error) T {
	if err != nil {
		panic(err)
	}
	return resp
}

func (s *rpc) validate(block map[string]any) []*tfprotov6.Diagnostic {
	s.t.Helper()
	return answer(s.server.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: s.object(s.schemas.Provider.ValueType(), block),
	})).Diagnostics
}

// configure sends a provider block; deferral is whether the client allows it.
func (s *rpc) configure(block map[string]any, deferral bool) *tfprotov6.ConfigureProviderResponse {
	s.t.Helper()
	return answer(s.server.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion:   "1.99.0",
		Config:             s.object(s.schemas.Provider.ValueType(), block),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferral},
	}))
}

// instance is what Terraform keeps of a resource.
type instance struct {
	state    *tfprotov6.DynamicValue
	private  []byte
	identity *tfprotov6.ResourceIdentityData // nil: as a Terraform below 1.12 keeps it
}

func (s *rpc) tokenType() tftypes.Type { return s.schemas.ResourceSchemas[apiTokenType].ValueType() }

// absent is an instance before it is created, and after it is destroyed.
func (s *rpc) absent() instance {
	s.t.Helper()
	return instance{state: s.object(s.tokenType(), nil)}
}

// identity is that of a token.
func (s *rpc) identity(id any) *tfprotov6.ResourceIdentityData {
	s.t.Helper()
	return &tfprotov6.ResourceIdentityData{
		IdentityData: s.object(s.identities[apiTokenType].ValueType(), map[string]any{"id": id}),
	}
}

func (s *rpc) read(prior instance) *tfprotov6.ReadResourceResponse {
	s.t.Helper()
	return answer(s.server.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: apiTokenType, CurrentState: prior.state, Private: prior.private, CurrentIdentity: prior.identity,
	}))
}

// refreshed reads an instance that must be readable without any problem.
func (s *rpc) refreshed(prior instance) instance {
	s.t.Helper()
	resp := s.read(prior)
	wantNoProblem(s.t, resp.Diagnostics)
	return instance{resp.NewState, resp.Private, resp.NewIdentity}
}

// plan plans a token; a nil config plans its end.
func (s *rpc) plan(prior instance, config map[string]any) *tfprotov6.PlanResourceChangeResponse {
	s.t.Helper()
	return answer(s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: apiTokenType, PriorState: prior.state, PriorPrivate: prior.private, PriorIdentity: prior.identity,
		Config:           s.object(s.tokenType(), config),
		ProposedNewState: s.object(s.tokenType(), s.proposed(prior, config)),
	}))
}

// proposed is Terraform's own first guess: what is configured, and what was
// there for the computed attributes that are not.
func (s *rpc) proposed(prior instance, config map[string]any) map[string]any {
	s.t.Helper()
	if config == nil {
		return nil
	}
	was, proposed := s.decode(s.tokenType(), prior.state), map[string]any{}
	for _, a := range s.schemas.ResourceSchemas[apiTokenType].Block.Attributes {
		if a.Computed {
			proposed[a.Name] = any(notKnown)
			if was != nil {
				proposed[a.Name] = was[a.Name]
			}
		}
		if v, ok := config[a.Name]; ok {
			proposed[a.Name] = v
		}
	}
	return proposed
}

// apply plans and applies a token, which must work; a nil config destroys it.
func (s *rpc) apply(prior instance, config map[string]any) instance {
	s.t.Helper()
	plan := s.plan(prior, config)
	wantNoProblem(s.t, plan.Diagnostics)
	resp := s.applied(prior, config, plan)
	wantNoProblem(s.t, resp.Diagnostics)
	return instance{resp.NewState, resp.Private, resp.NewIdentity}
}

// applied applies what was planned.
func (s *rpc) applied(
	prior instance, config map[string]any, plan *tfprotov6.PlanResourceChangeResponse,
) *tfprotov6.ApplyResourceChangeResponse {
	s.t.Helper()
	return answer(s.server.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: apiTokenType, PriorState: prior.state, Config: s.object(s.tokenType(), config),
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	}))
}

// importBy imports a token by its id, or by its identity.
func (s *rpc) importBy(id string, identity *tfprotov6.ResourceIdentityData) *tfprotov6.ImportResourceStateResponse {
	s.t.Helper()
	return answer(s.server.ImportResourceState(s.t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: apiTokenType, ID: id, Identity: identity,
	}))
}

// imported imports a token, which must work, and reads it, as Terraform does.
func (s *rpc) imported(id string, identity *tfprotov6.ResourceIdentityData) instance {
	s.t.Helper()
	resp := s.importBy(id, identity)
	wantNoProblem(s.t, resp.Diagnostics)
	if len(resp.ImportedResources) != 1 {
		s.t.Fatalf("%d resources imported, want 1", len(resp.ImportedResources))
	}
	found := resp.ImportedResources[0]
	return s.refreshed(instance{found.State, found.Private, found.Identity})
}

// list returns everything that the list resource streams.
func (s *rpc) list(limit int64, includeResource bool) []tfprotov6.ListResourceResult {
	s.t.Helper()
	stream := answer(s.server.ListResource(s.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: apiTokenType, Limit: limit, IncludeResource: includeResource,
		Config: s.object(s.schemas.ListResourceSchemas[apiTokenType].ValueType(), map[string]any{}),
	}))
	return slices.Collect(stream.Results)
}

func (s *rpc) revokeConfig(id any) *tfprotov6.DynamicValue {
	s.t.Helper()
	return s.object(s.schemas.ActionSchemas[revokeType].Schema.ValueType(), map[string]any{"id": id})
}

// revoke invokes the action, and returns its progress messages and its end.
func (s *rpc) revoke(id any) (messages []string, diags []*tfprotov6.Diagnostic) {
	s.t.Helper()
	stream := answer(s.server.InvokeAction(s.t.Context(), &tfprotov6.InvokeActionRequest{
		ActionType: revokeType, Config: s.revokeConfig(id),
	}))
	completed := 0
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			messages = append(messages, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed++
			diags = e.Diagnostics
		}
	}
	if completed != 1 {
		s.t.Errorf("the action ended %d times, want once", completed)
	}
	return messages, diags
}
