package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ownership is what a plan finds out about a changed owner.
type ownership int

const (
	ownerUnchanged ownership = iota // or not to be told apart: nothing is done about it
	sameUser                        // the same RingCX user in other words
	anotherUser                     // proven to be another RingCX user
)

// compareOwners decides whether the owner in the configuration is the user who
// has the token. Only proof that it is another one replaces the token, since a
// service is using it: RingCX is asked, with the new secret, for changed owners
// only. A new secret that does not work is an error, and nothing changes. What
// is the same in name or fingerprint is not asked for: secrets of tokens that
// exist are needed for nothing.
func (r *apiTokenResource) compareOwners(
	ctx context.Context, state, config apiTokenModel, private apiTokenPrivate, diags *diag.Diagnostics,
) ownership {
	was, is := state.owner(ctx), config.owner(ctx)
	if config.Owner.IsUnknown() || was == nil && is == nil || !r.ready() {
		return ownerUnchanged // what is not known yet is compared when it is
	}
	forgotten := false // what the owner was known by
	if was != nil && is != nil {
		if is.Username.IsUnknown() || is.PasswordWO.IsUnknown() || is.JWTWO.IsUnknown() || is.APITokenWO.IsUnknown() {
			return ownerUnchanged
		}
		wasName, isName := was.Username.ValueString(), is.Username.ValueString()
		switch mark := is.fingerprint(); {
		case isName != "" && strings.EqualFold(isName, wasName):
			return ownerUnchanged
		case isName == "" && mark == "": // no secret: nothing says that it has changed
			return ownerUnchanged
		case isName == "" && mark == private.Owner:
			return ownerUnchanged
		case isName == "" && wasName == "" && private.Owner == "":
			forgotten = true
		}
	}
	return r.askWhoOwns(ctx, state, is, private, forgotten, diags)
}

// askWhoOwns asks RingCX. Where the private state is lost nobody knows whether
// the secret is a new one, so that one which does not work says nothing.
func (r *apiTokenResource) askWhoOwns(
	ctx context.Context, state apiTokenModel, is *ownerModel, private apiTokenPrivate, forgotten bool, diags *diag.Diagnostics,
) ownership {
	var cred ringcx.Credentials // the provider's own, where owner was removed
	if is != nil {
		if !is.hasSecret() {
			addOwnerNeedsSecret(diags, is)
			return ownerUnchanged
		}
		if !forgotten && !is.checkExpiry(diags) {
			return ownerUnchanged
		}
		cred = is.credentials(r.data.settings)
	}
	same, err := r.data.ringcx.OwnedBy(ctx, state.handle(ctx, private), cred)
	switch {
	case err != nil && forgotten:
		return ownerUnchanged
	case err != nil:
		r.addOwnerUnproven(diags, err)
		return ownerUnchanged
	case same:
		return sameUser
	}
	return anotherUser
}

// settle finds out, with the owner's secret where the configuration has it,
// what the last Read could not tell. It reports whether the token is gone.
func (r *apiTokenResource) settle(
	ctx context.Context, state, config apiTokenModel, private apiTokenPrivate, diags *diag.Diagnostics,
) (gone bool) {
	is := config.owner(ctx)
	if is == nil || !is.hasSecret() || !r.ready() {
		r.addUnproven(diags, state, private.Unproven, is)
		return false
	}
	where, err := r.data.ringcx.LocateFor(ctx, state.handle(ctx, private), is.credentials(r.data.settings))
	if err != nil {
		r.addUnproven(diags, state, err.Error(), is)
	}
	return err == nil && where == ringcx.Gone
}

// hasSecret reports whether the owner's secret is known and not empty.
func (o *ownerModel) hasSecret() bool {
	for _, secret := range []types.String{o.PasswordWO, o.JWTWO, o.APITokenWO} {
		if secret.ValueString() != "" {
			return true
		}
	}
	return false
}
