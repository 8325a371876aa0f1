package provider

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Private state is what the provider records of an object beside its attributes. It holds no secret. This file alone
// reads and writes it, and names what it can say.

// apiTokenPrivate is what is recorded of a token. Each method that returns one tells what becomes of it.
type apiTokenPrivate struct {
	Login    ringcx.Identity `json:"login"`              // the user who had the token when it was last seen
	Owner    string          `json:"owner,omitempty"`    // fingerprint of an owner that has no username
	Unproven string          `json:"unproven,omitempty"` // why the last Read could not tell whether the token is alive
	Brief    string          `json:"brief,omitempty"`    // Unproven in brief
	Cause    causeKey        `json:"cause,omitzero"`     // of Unproven
	Gone     bool            `json:"gone,omitempty"`     // only in a plan: the token is proven to be gone
	Resource string          `json:"resource,omitempty"` // tells this resource from every other, whatever its address

	recorded bool // something was recorded, so there is a token, or was one
}

// newPrivate is what is recorded of a token that was just created or imported.
func newPrivate(login ringcx.Identity, owner *ownerModel) apiTokenPrivate {
	return apiTokenPrivate{Login: login, Owner: owner.fingerprint(), Resource: rand.Text(), recorded: true}
}

// replaced reports whether what was handed to a create is that of a living token, which the new one replaces: Terraform
// passes it on.
func (p apiTokenPrivate) replaced() bool { return p.recorded && !p.Gone }

// unproven reports whether the last Read could not tell whether the token is alive.
func (p apiTokenPrivate) unproven() bool { return p.Unproven != "" }

// whyUnproven returns the reason for that.
func (p apiTokenPrivate) whyUnproven() reason {
	if p.Brief == "" { // recorded by a build that kept the text alone
		return plainReason(p.Unproven)
	}
	return reason{text: p.Unproven, brief: p.Brief, key: p.Cause}
}

// seenAlive records under which login the token was seen. What a plan proved or could not prove no longer matters.
func (p apiTokenPrivate) seenAlive(login ringcx.Identity) apiTokenPrivate {
	p.Login = login
	p.Unproven, p.Brief, p.Cause, p.Gone = "", "", causeKey{}, false
	return p
}

// cannotTell records that nothing proves whether the token is alive.
func (p apiTokenPrivate) cannotTell(why reason) apiTokenPrivate {
	p.Unproven, p.Brief, p.Cause = why.text, why.brief, why.key
	return p
}

// gone records that the token is proven to be gone: for the apply, which may not be able to prove it again, and until a
// Read sees the token.
func (p apiTokenPrivate) gone() apiTokenPrivate {
	p.Gone = true
	return p
}

// ownedBy records another form of the token's owner.
func (p apiTokenPrivate) ownedBy(owner *ownerModel) apiTokenPrivate {
	p.Owner = owner.fingerprint()
	return p
}

// Keys of private state.
const (
	privateKey = "token" // of a token: apiTokenPrivate
	seenKey    = "seen"  // of a role, rights document or assignment: the login that saw it last
	madeKey    = "made"  // of a rights document: when this provider made it, because RingCX may show it late
)

type privateGetter interface {
	GetKey(context.Context, string) ([]byte, diag.Diagnostics)
}

type privateSetter interface {
	SetKey(context.Context, string, []byte) diag.Diagnostics
}

// readPrivate returns what is recorded of a token.
func readPrivate(ctx context.Context, from privateGetter) apiTokenPrivate {
	var p apiTokenPrivate
	p.recorded = recall(ctx, from, privateKey, &p)
	return p
}

// writePrivate records what has become of a token.
func writePrivate(ctx context.Context, to privateSetter, was, is apiTokenPrivate) diag.Diagnostics {
	return record(ctx, to, privateKey, was, is)
}

// seenBy returns the login that saw an object last. Only what that login does not see any more can be gone.
func seenBy(ctx context.Context, from privateGetter) ringcx.Identity {
	var seen ringcx.Identity
	recall(ctx, from, seenKey, &seen)
	return seen
}

// setSeen records the login that saw an object last.
func setSeen(ctx context.Context, to privateSetter, was, is ringcx.Identity) diag.Diagnostics {
	return record(ctx, to, seenKey, was, is)
}

// madeAt returns when this provider made a rights document; zero if it did not, or long ago.
func madeAt(ctx context.Context, from privateGetter) (made time.Time) {
	recall(ctx, from, madeKey, &made)
	return made
}

// setMade records when this provider made a rights document.
func setMade(ctx context.Context, to privateSetter, made time.Time) diag.Diagnostics {
	return record(ctx, to, madeKey, time.Time{}, made.UTC())
}

// recall never fails: data that cannot be read counts as not known, which is always handled with care.
func recall(ctx context.Context, from privateGetter, key string, into any) bool {
	data, diags := from.GetKey(ctx, key)
	return !diags.HasError() && data != nil && json.Unmarshal(data, into) == nil
}

// record leaves alone what has not changed: in a plan over a thousand unchanged tokens, writing would be most of the
// work.
func record[T comparable](ctx context.Context, to privateSetter, key string, was, is T) diag.Diagnostics {
	if was == is {
		return nil
	}
	data, err := json.Marshal(is)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Cannot keep private state", err.Error()+"\n\n"+isABug)}
	}
	return to.SetKey(ctx, key, data)
}
