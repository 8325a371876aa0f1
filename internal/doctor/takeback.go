package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// takenBack revokes what the create made and what is not revoked yet, also if the run was stopped.
func takenBack(ctx context.Context, x *examination) Outcome {
	if x.making == nil {
		o := skip("nothing was made")
		o.Irrelevant = !x.CreateToken
		return o
	}
	// Nobody stops this, but it ends: each of its requests does.
	return x.takeBack(context.WithoutCancel(ctx)).outcome(x.client.Host())
}

// back is what became of the tokens that the create made, or may have.
type back struct {
	made, revoked int
	left          []string // ids of tokens that are ours, or may be, and are alive as far as is known
	owed          int      // requests by which a token may still come
	err           error    // why some are left
}

func (x *examination) takeBack(ctx context.Context) (b back) {
	m := x.making
	sent := 0
	for _, post := range x.posts() {
		if !post.NotActed {
			sent++
		}
	}
	if m.ours {
		sent--
		b.revoke(ctx, x, m.token)
	}
	if sent <= 0 {
		return b
	}
	mine, foreign, err := x.awaitNew(ctx, sent)
	if err != nil {
		b.err, b.owed = err, sent
		return b
	}
	for _, t := range mine {
		b.revoke(ctx, x, t)
	}
	for _, t := range foreign {
		b.left = append(b.left, t.ID())
	}
	b.owed = min(m.owed, max(0, sent-len(mine)-len(foreign)))
	return b
}

// revoke revokes a token that was made, unless a check has done so.
func (b *back) revoke(ctx context.Context, x *examination, t ringcx.Token) {
	b.made++
	if !x.making.revoked || t.ID() != x.making.token.ID() {
		if err := x.undo(ctx, t); err != nil {
			b.err = err
			b.left = append(b.left, t.ID())
			return
		}
	}
	b.revoked++
}

// posts are the requests to create a token.
func (x *examination) posts() []record { return x.records.of(http.MethodPost, routeTokens) }

// undo revokes a token of the login's user.
func (x *examination) undo(ctx context.Context, t ringcx.Token) error {
	whose, err := x.client.Identity(ctx)
	if err != nil {
		return err
	}
	return x.client.Delete(ctx, ringcx.Handle{ID: t.ID(), Token: t, User: whose, CreatedAt: x.making.at})
}

// awaitNew reads the list, and returns its leftovers. Where RingCX may still be at work on requests, it reads on until
// the list shows as many new tokens as there are such requests, for as long as one request may take.
func (x *examination) awaitNew(ctx context.Context, sent int) (mine, foreign []ringcx.Token, err error) {
	m := x.making
	until := time.Now().Add(x.client.Wire().Timeout())
	for {
		list, err := x.ask.ListNow(ctx)
		if err != nil {
			return nil, nil, err
		}
		mine, foreign = leftovers(m.before, list, m.token, m.ours, sent)
		if len(mine)+len(foreign) >= sent || m.owed == 0 || time.Now().After(until) {
			return mine, foreign, nil
		}
		_ = wire.Sleep(ctx, x.client.ListLag()/3) // ctx does not end
	}
}

// outcome says what was taken back, and what the person has to do about the rest.
func (b back) outcome(host string) Outcome {
	seen := fmt.Sprintf("%s made, %d revoked", plural(b.made, "token"), b.revoked)
	if len(b.left) == 0 && b.owed == 0 {
		return ok(NotTried, "%s: everything was taken back", seen)
	}
	var advice []string
	if b.err != nil {
		advice = append(advice, words(b.err))
	}
	if len(b.left) > 0 {
		advice = append(advice, "These tokens may be left of this run. Each line is the id of one, the SHA-256 of its "+
			"value:\n  "+strings.Join(b.left, "\n  ")+"\nRevoke each with these commands, if no other program made it. To run "+
			"ringcx-doctor again with -create-token makes another.\n"+revokeCommand(b.left[0]))
	}
	if b.owed > 0 {
		advice = append(advice, fmt.Sprintf("%s to %s had no answer, and RingCX may still make a token for it. Run "+
			"ringcx-doctor again in some minutes: the list must not have more tokens than before.",
			plural(b.owed, "request"), host))
	}
	status := Fail
	if len(b.left) == 0 && b.err == nil {
		status = Warn
	}
	return Outcome{
		Status: status, Assumption: NotTried, Advice: strings.Join(advice, "\n\n"),
		Seen: fmt.Sprintf("%s, %d left, %s without an answer", seen, len(b.left), plural(b.owed, "request")),
	}
}

// revokeCommand revokes a token by its id, without ever showing it: the way of the guide "Revoke a leaked token" that
// needs no particular version of Terraform.
func revokeCommand(id string) string {
	return `  mkdir ringcx-leftover && cd ringcx-leftover
  printf '%s\n' 'terraform {' '  required_providers {' '    ringcx = { source = "ringcx/ringcx" }' '  }' '}' \
    'resource "ringcx_api_token" "leftover" {' '  store_token = false' '}' >main.tf
  terraform init
  terraform import ringcx_api_token.leftover '` + id + `,store_token=false'
  terraform destroy`
}
