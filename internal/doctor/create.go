package doctor

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// TakenBack is the check that takes back what the others made.
const TakenBack = "create.taken-back"

var createChecks = []check{
	{id: "create.reply", section: "4.1", need: "tokens.list", run: createToken},
	{id: "create.spelling", section: "4.3", need: "create.reply", run: compareSpelling},
	{id: "create.lag", section: "4.3", need: "create.reply", run: awaitListed},
	{id: "create.itself", section: "4.7", need: "create.reply", run: listsItself},
	{id: "create.revoke", section: "4.4", need: "create.reply", run: revokeToken},
	{id: "create.revoked", section: "2.4", need: "create.revoke", run: askRevoked},
	{id: "create.revoke-again", section: "4.4", need: "create.revoke", run: revokeAgain},
	{id: TakenBack, always: true, run: takenBack},
}

// createToken makes one token, as the provider does.
func createToken(ctx context.Context, x *examination) Outcome {
	before, err := x.ask.ListNow(ctx)
	if err != nil {
		return x.failed(err, routeTokens)
	}
	m := &making{before: before}
	x.making = m
	created, err := x.client.Create(ctx)
	m.at, m.owed = time.Now(), owedAfter(created, err)
	sent := x.posts()
	if len(sent) > 0 {
		m.reply = sent[len(sent)-1]
	}
	if err != nil {
		o := x.failed(err, routeTokens)
		if len(sent) > 0 {
			o.Seen, o.Assumption = m.reply.String(), m.reply.says(documented(x.mode != modeAPIToken))
		}
		return o
	}
	m.token, m.ours, m.at = created.Token, !created.TakenOver, m.reply.at
	if created.TakenOver {
		return warn(m.reply.says(Otherwise), "The token was found in the list instead.", "%s, after %s", m.reply,
			plural(len(sent), "request"))
	}
	return replied(m.reply)
}

// replied decides about the reply to a create: the bare token as text.
func replied(reply record) Outcome {
	form := reply.form()
	is := reply.Status == http.StatusOK && reply.Reply != nil && reply.Reply.Media == "text/plain" &&
		form.Is("<prefix>:<uuid>", "<uuid>")
	return ok(documented(is), "%s", reply)
}

// compareSpelling compares the list's spelling of the token with the reply's.
func compareSpelling(_ context.Context, x *examination) Outcome {
	if x.making.reply.Reply == nil {
		return skip("there was no reply")
	}
	return spelled(x.making.reply.form().String(), wire.FormOf(x.making.token.Reveal()))
}

func spelled(reply, list string) Outcome {
	is := reply == list || strings.HasPrefix(reply, list+" ")
	return ok(documented(is), "the reply spells the token as %s, the list as %s", reply, list)
}

// awaitListed waits until the list shows the token, for as long as the provider expects it to lag at most.
func awaitListed(ctx context.Context, x *examination) Outcome {
	if x.making.reply.Reply == nil {
		return skip("there was no reply")
	}
	longest := x.client.Grace()
	for {
		list, err := x.ask.ListNow(ctx)
		if err != nil {
			return x.missed(err, NotTried, routeTokens)
		}
		after := x.records.last(routeTokens).at.Sub(x.making.at)
		if _, listed := ringcx.FindIn(x.making.token, list); listed {
			return lagged(after, x.client.ListLag())
		}
		if after > longest {
			return warn(Otherwise, "The provider expects lists to show a token within that time. "+pleaseReport,
				"the list did not show the token within %s", longest)
		}
		if err := wire.Sleep(ctx, x.client.ListLag()/3); err != nil {
			return skip("stopped")
		}
	}
}

func lagged(after, expected time.Duration) Outcome {
	if after <= expected {
		return ok(AsDocumented, "the list showed the token within %s of the reply", expected)
	}
	return ok(Otherwise, "the list showed the token %s after the reply", after.Round(100*time.Millisecond))
}

// listsItself asks for the list with the token itself.
func listsItself(ctx context.Context, x *examination) Outcome {
	list, err := x.ask.ListWith(ctx, x.tokenHeader())
	if err != nil {
		return x.missed(err, Otherwise, routeTokens)
	}
	if _, listed := ringcx.FindIn(x.making.token, list); !listed {
		return ok(Otherwise, "asked with the token itself, RingCX %s, without the token", x.records.last(routeTokens))
	}
	return ok(AsDocumented, "asked with the token itself, RingCX %s, with the token", x.records.last(routeTokens))
}

func (x *examination) tokenHeader() wire.Header {
	return wire.Header{Name: "X-Auth-Token", Value: x.making.token.Secret}
}

// revokeToken revokes the token, as the provider does: what is not proven is an error.
func revokeToken(ctx context.Context, x *examination) Outcome {
	if err := x.undo(ctx, x.making.token); err != nil {
		return x.failed(err, routeToken)
	}
	x.making.revoked = true
	deletes := x.records.of(http.MethodDelete, routeToken)
	if len(deletes) == 0 {
		return ok(NotTried, "it was gone already")
	}
	return revoked(deletes[0])
}

// revoked decides about the answer to a revocation.
func revoked(answer record) Outcome {
	is := answer.Status == http.StatusNoContent ||
		answer.Status == http.StatusOK && answer.form().Is("true", wire.FormEmpty)
	return ok(answer.says(documented(is)), "%s", answer)
}

// askRevoked asks with the revoked token.
func askRevoked(ctx context.Context, x *examination) Outcome {
	_, err := x.ask.ListWith(ctx, x.tokenHeader())
	answer := x.records.last(routeTokens)
	if err == nil {
		return warn(Otherwise, "RingCX still accepts the token. Perhaps it takes a moment. "+pleaseReport,
			"the revoked token is %s", answer)
	}
	return ok(answer.says(documented(answer.Status == http.StatusUnauthorized)), "the revoked token is %s", answer)
}

// revokeAgain revokes it once more, in the session.
func revokeAgain(ctx context.Context, x *examination) Outcome {
	_ = x.ask.RevokeAgain(ctx, x.making.token) // every answer is one
	answer := x.records.last(routeToken)
	is := answer.Status == http.StatusOK && answer.form().Is("false")
	return ok(answer.says(documented(is)), "revoked once more: %s", answer)
}
