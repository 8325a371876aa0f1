package ringcx

import (
	"context"
	"fmt"
	"strings"
)

// confirm decides whether the token in the reply to a create is the new token, and returns it as RingCX's list spells
// it.
//
// The first create of each user is checked against the list. Later replies of the same form are accepted without that,
// so that n creates cost one extra list request. If the list does not show the token yet, RingCX is asked with the
// token as credential: if RingCX accepts it, the list lags.
//
// confirm must not lose a token that exists. So it goes on when the run is cancelled, it takes no longer than one
// request may, and if RingCX cannot be asked, it accepts a token of a documented form, which finalCheck then looks for
// in the list.
func (l *login) confirm(ctx context.Context, o *owner, reply Token) (Token, bool) {
	if o.formConfirmed(reply) {
		return reply, true
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.client.wire.Timeout())
	defer cancel()
	if o.confirming.Acquire(ctx, 1) == nil {
		defer o.confirming.Release(1)
	}
	if o.formConfirmed(reply) { // another create has confirmed it meanwhile
		return reply, true
	}
	list, err := l.client.tokens.Get(ctx, l)
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
		// If the token's own list holds it, and the list that the user gets afterwards does not, then RingCX answered
		// with another user's token.
		if _, shown := own[reply.ID()]; shown {
			l.client.tokens.Changed(l)
			if list, err = l.client.tokens.Get(ctx, l); err == nil && !list.has(reply.ID()) {
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

// findToken finds a token in a list: by its value, or by its UUID if the list spells the rest differently.
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

// formOf returns what the replies to creates have in common: the prefix before the UUID, or for any other form the
// length, since a reply may have been cut.
func formOf(t Token) string {
	if m := documentedForm.FindStringSubmatch(t.Reveal()); m != nil {
		return m[1] + "<uuid>"
	}
	return fmt.Sprintf("%d characters", len(t.Reveal()))
}

// addUnconfirmed notes a token that nothing has confirmed. If the list spells it differently, the token in the list
// belongs to no create and has to be reported.
func (o *owner) addUnconfirmed(reply Token) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unconfirmed = append(o.unconfirmed, reply.ID())
	o.unaccounted++
	o.finalCheckDue = true
}

// formConfirmed reports whether the list has confirmed a reply of the same form.
func (o *owner) formConfirmed(reply Token) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.confirmedForm == formOf(reply)
}

// confirmForm notes that the list has confirmed a reply of this form.
func (o *owner) confirmForm(reply Token) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.confirmedForm = formOf(reply)
}
