package provider

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ownership is the result of comparing the owner in the state with the one in the configuration.
type ownership int

const (
	ownerUnchanged ownership = iota // also if they cannot be compared: nothing is changed then
	sameUser                        // the same RingCX user, written in another form
	anotherUser                     // proven to be another RingCX user
)

// compareOwners decides whether the owner in the configuration is the user who has the token. A service uses the token,
// so only proof of another user replaces it.
//
// RingCX is asked, with the new secret, only if the name or the fingerprint has changed, because the secrets of
// existing tokens are not needed for anything else. A new secret that does not work is an error, and changes nothing.
func (r *apiTokenResource) compareOwners(
	ctx context.Context, state, config apiTokenModel, private apiTokenPrivate, diags *diag.Diagnostics,
) ownership {
	recorded, configured := state.owner(ctx), config.owner(ctx)
	if config.Owner.IsUnknown() || recorded == nil && configured == nil || !r.ready() {
		return ownerUnchanged // unknown values are compared once they are known
	}
	stateLost := false // the private state with the recorded fingerprint is lost
	if recorded != nil && configured != nil {
		if configured.partlyUnknown() || configured.sameForm(recorded, private) {
			return ownerUnchanged
		}
		stateLost = configured.Username.ValueString() == "" && recorded.Username.ValueString() == "" && private.Owner == ""
	}
	return r.compareUsers(ctx, state, configured, private, stateLost, diags)
}

// partlyUnknown reports whether an attribute of the owner is unknown.
func (o *ownerModel) partlyUnknown() bool {
	return slices.ContainsFunc([]types.String{o.Username, o.PasswordWO, o.JWTWO, o.APITokenWO}, types.String.IsUnknown)
}

// sameForm reports whether the owner is written as the recorded one was, or shows no change.
func (o *ownerModel) sameForm(recorded *ownerModel, private apiTokenPrivate) bool {
	name, recordedName := o.Username.ValueString(), recorded.Username.ValueString()
	if name != "" {
		return strings.EqualFold(name, recordedName)
	}
	if fingerprint := o.fingerprint(); fingerprint != "" {
		return fingerprint == private.Owner
	}
	return recordedName == "" // without a secret, nothing shows a change
}

// compareUsers asks RingCX whether the token belongs to the configured owner. If the private state is lost, the secret
// may not be a new one, so a secret that does not work is no error.
func (r *apiTokenResource) compareUsers(
	ctx context.Context, state apiTokenModel, configured *ownerModel, private apiTokenPrivate, stateLost bool,
	diags *diag.Diagnostics,
) ownership {
	var cred ringcx.Credentials // the provider's own (nil) if owner was removed
	if configured != nil {
		if !configured.hasSecret() {
			addOwnerNeedsSecret(diags, configured)
			return ownerUnchanged
		}
		if expired := configured.expired(); !stateLost && expired != nil {
			diags.Append(expired)
			return ownerUnchanged
		}
		cred = configured.credentials(r.data.settings)
	}
	same, err := r.data.ringcx.OwnedBy(ctx, state.handle(ctx, private), cred)
	switch {
	case err != nil && stateLost:
		return ownerUnchanged
	case err != nil:
		r.addOwnerUnproven(diags, err)
		return ownerUnchanged
	case same:
		return sameUser
	}
	return anotherUser
}

// locateByOwner uses the owner's secret, if the configuration has it, to find out what the last Read could not: whether
// the token is gone.
func (r *apiTokenResource) locateByOwner(
	ctx context.Context, state, config apiTokenModel, private apiTokenPrivate, diags *diag.Diagnostics,
) (gone bool) {
	configured := config.owner(ctx)
	if configured == nil || !configured.hasSecret() || !r.ready() {
		r.addUnproven(diags, state, private.whyUnproven(), configured)
		return false
	}
	found, err := r.data.ringcx.LocateFor(ctx, state.handle(ctx, private), configured.credentials(r.data.settings))
	switch {
	case err != nil:
		r.addUnproven(diags, state, reasonOf(err), configured)
	case found.Where == ringcx.Gone:
		warnGone(diags, "API token "+state.ID.ValueString(), found.Evidence)
		return true
	}
	return false
}

// hasSecret reports whether the owner's secret is known and not empty.
func (o *ownerModel) hasSecret() bool {
	return cmp.Or(o.PasswordWO.ValueString(), o.JWTWO.ValueString(), o.APITokenWO.ValueString()) != ""
}
