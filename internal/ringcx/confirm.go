package ringcx

import "context"

// confirm decides whether the token in the reply to a create is the new token, and returns it as RingCX's list spells
// it.
//
// The first create of each user is checked against the list. Later replies of the same form are accepted without that,
// so that n creates cost one extra list request. If the list does not show the token yet, RingCX is asked with the
// token as credential: if RingCX accepts it, the list lags.
//
// confirm must not lose a token that exists. So it takes no longer than one request may, it ends at once when the run
// is stopped, and if RingCX cannot be asked, it accepts a token of a documented form as not confirmed: the caller names
// it, and the final look looks for it in the list.
func (l *login) confirm(ctx context.Context, h *holder, reply Token) (t Token, confirmed, ok bool) {
	form := formOf(reply)
	ctx, cancel := context.WithTimeout(ctx, l.client.wire.Timeout())
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
	if list, err := l.client.tokens.Get(ctx, l); err == nil {
		return list.has(reply.ID()), nil
	}
	return true, nil
}
