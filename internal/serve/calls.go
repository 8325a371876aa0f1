package serve

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// These are the calls that get a callContext: those that may take long, and those that Terraform makes for each
// resource.

func (s *Server) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return s.protocolServer.ValidateResourceConfig(s.callContext(ctx), req)
}

func (s *Server) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return s.protocolServer.UpgradeResourceState(s.callContext(ctx), req)
}

func (s *Server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return s.protocolServer.ReadResource(s.callContext(ctx), req)
}

func (s *Server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return s.protocolServer.PlanResourceChange(s.callContext(ctx), req)
}

func (s *Server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	return s.protocolServer.ImportResourceState(s.callContext(ctx), req)
}

func (s *Server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return s.protocolServer.ReadDataSource(s.callContext(ctx), req)
}

func (s *Server) OpenEphemeralResource(
	ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return s.protocolServer.OpenEphemeralResource(s.callContext(ctx), req)
}

func (s *Server) ListResource(
	ctx context.Context, req *tfprotov6.ListResourceRequest,
) (*tfprotov6.ListResourceServerStream, error) {
	return s.protocolServer.ListResource(s.callContext(ctx), req)
}

func (s *Server) InvokeAction(
	ctx context.Context, req *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	return s.protocolServer.InvokeAction(s.callContext(ctx), req)
}
