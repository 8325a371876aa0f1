package ringcx

import (
	"context"
	"fmt"
	"strings"
)

// confirm decides whether the token in the reply to a create can be relied on,
// and how it is spelled. The first create of each user is confirmed by the list,
// whose spelling is the token; later replies of the same form are believed, so
// that n creates cost one list more. Where the list does not show the token yet,
// RingCX is asked with it: accepted, the list lags. Nothing of this may lose a
// token that exists: it goes on when the run is cancelled, is bounded by one
// request's timeout, and where nobody can be asked a token of a documented form is
// believed, and looked for again at the end.
func (l *login) confirm(ctx context.Context, o *owner, reply Token) (Token, bool) {
	if o.formConfirmed(reply) {
		return reply, true
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.client.wire.timeout)
	defer cancel()
	if o.confirming.Acquire(ctx, 1) == nil {
		defer o.confirming.Release(1)
	}
	if o.formConfirmed(reply) { // by now
		return reply, true
	}
	list, err := l.tokens.get(ctx)
	if err == nil {
		if listed, ok := findToken(reply, list.tokens); ok {
			if listed == reply {
				o.confirmForm(reply)
			}
			return listed, true
		}
	}
	own, err := l.client.listWith(ctx, reply)
	switch {
	case err == nil:
		// Where its own list holds it and the user's, asked for after that, does
		// not, RingCX answered with a token of somebody else.
		if _, shown := own[reply.ID()]; shown {
			l.tokens.changed()
			if list, err = l.tokens.get(ctx); err == nil && !list.has(reply.ID()) {
				return Token{}, false
			}
		}
		o.confirmForm(reply)
		return reply, true
	case answerOf(err) == refused:
		return Token{}, false
	}
	if !documentedForm.MatchString(reply.Reveal()) {
		return Token{}, false
	}
	o.addUnconfirmed(reply)
	return reply, true
}

// spelled finds a token in a list: as it is, or by its UUID where the list
// spells the rest otherwise.
func findToken(t Token, list tokenList) (Token, bool) {
	if listed, ok := list[t.ID()]; ok {
		return listed, true
	}
	uuid := uuidOf(t)
	for _, listed := range list {
		if uuid != "" && uuidOf(listed) == uuid {
			return listed, true
		}
	}
	return Token{}, false
}

func uuidOf(t Token) string {
	if m := documentedForm.FindStringSubmatch(t.Reveal()); m != nil {
		return strings.ToLower(m[2])
	}
	return ""
}

// formOf is what the replies to creates have in common: the prefix before the
// UUID, or the length of a token of another form, of which a part could be cut.
func formOf(t Token) string {
	if m := documentedForm.FindStringSubmatch(t.Reveal()); m != nil {
		return m[1] + "<uuid>"
	}
	return fmt.Sprintf("%d characters", len(t.Reveal()))
}

// unsureOf notes a token that nothing has confirmed: where the list spells it
// otherwise, the one in the list is nobody's.
func (o *owner) addUnconfirmed(reply Token) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unconfirmed = append(o.unconfirmed, reply.ID())
	o.unaccounted++
	o.finalCheckDue = true
}

func (o *owner) formConfirmed(reply Token) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.confirmedForm == formOf(reply)
}

func (o *owner) confirmForm(reply Token) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.confirmedForm = formOf(reply)
}
