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
// request may, and if RingCX cannot be asked, it accepts a token of a documented form as not confirmed, which the final
// look then looks for in the list.
func (l *login) confirm(ctx context.Context, h *holder, reply Token) (t Token, confirmed, ok bool) {
	form := formOf(reply)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.client.wire.Timeout())
	defer cancel()
	done, known := h.confirmFirst(ctx, form)
	if known {
		return reply, true, true
	}
	confirmedForm := ""
	defer func() { done(confirmedForm) }()
	list, err := l.client.tokens.Get(ctx, l)
	if err == nil {
		if listed, ok := findToken(reply, list.tokens); ok {
			if listed == reply {
				confirmedForm = form
			}
			return listed, true, true
		}
	}
	switch right, err := l.confirmByItself(ctx, reply); {
	case err == nil && right:
		confirmedForm = form
		return reply, true, true
	case err == nil || answerOf(err) == refused || !documentedForm.MatchString(reply.Reveal()):
		return Token{}, false, false
	}
	return reply, false, true
}

// confirmByItself asks RingCX with the token in a reply. The reply is wrong if that is another user's token: its own
// list holds it, and the list that the user gets afterwards does not.
func (l *login) confirmByItself(ctx context.Context, reply Token) (right bool, err error) {
	own, err := l.client.listWith(ctx, reply)
	if err != nil {
		return false, err
	}
	if !own.has(reply.ID()) {
		return true, nil
	}
	l.client.tokens.Changed(l)
	list, err := l.client.tokens.Get(ctx, l)
	return err != nil || list.has(reply.ID()), nil
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
