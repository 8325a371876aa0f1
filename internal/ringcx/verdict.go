package ringcx

// Whereabouts is the verdict on a token.
type Whereabouts int

const (
	// Unproven: nobody can tell. It is no verdict, and always comes with an error.
	Unproven Whereabouts = iota
	// Listed: alive, as far as is known under the user who had it.
	Listed
	// Elsewhere: alive, but under another user than expected.
	Elsewhere
	// Gone: proven to be revoked.
	Gone
)

// answerKind is what RingCX answered to the request for a token list.
type answerKind int

const (
	notAsked answerKind = iota
	accepted            // it gave a list
	refused             // RingCX refused the credential
	unclear             // anything else
)

// evidence is what is known of a token.
type evidence struct {
	listed         bool       // it is in a list that RingCX gave to any user
	withToken      answerKind // asked with the token itself
	missing        bool       // a valid list of the very user who had it lacks it, from the host where it was last seen
	missingTwice   bool       // so did another one, some seconds apart
	otherHost      bool       // api_url names another host than the one where it was last seen
	control        answerKind // asked with a credential known to be alive, in the same header, after the token itself
	withTokenAgain answerKind // asked with the token itself, after the control
	disabled       bool       // its owner is disabled by the provider's user list, or may be
}

// verdict decides what became of a token. This is the one place that calls a
// token gone, and it does so on proof alone:
//
//	alive               it is in a list, or RingCX accepts it
//	gone, by the list   its user's own list lacks it; and RingCX refuses the token
//	                    itself, or another list some seconds apart lacks it too
//	gone, by refusal    RingCX refuses it, accepts another credential in the same
//	                    header, and refuses it again, and its owner is enabled
//	nobody can tell     everything else; the reason says what is missing
func verdict(e evidence) (_ Whereabouts, reason string) {
	switch {
	case e.listed:
		return Listed, "RingCX lists it"
	case e.withToken == accepted || e.withTokenAgain == accepted:
		return Listed, "RingCX accepts it"
	case e.missing && e.withToken == refused:
		return Gone, "its user's list lacks it, and RingCX refuses it"
	case e.missing && e.missingTwice:
		return Gone, "two lists of its user, some seconds apart, lack it"
	case e.otherHost:
		return Unproven, "api_url names another host than the one on which the token was last seen, and an answer from there says nothing about it"
	case e.withToken != refused:
		return Unproven, "RingCX neither accepted the token nor refused it"
	case e.control != accepted:
		return Unproven, "RingCX refused the token, and in the same header it did not accept a credential that is known to be alive either, so that the refusal says nothing"
	case e.withTokenAgain != refused:
		return Unproven, "RingCX refused the token once, and not when it was asked again"
	case e.disabled:
		return Unproven, "RingCX refused the token, and its user is disabled, or may be: the tokens of a disabled user work again when the user is enabled"
	}
	return Gone, "RingCX refused it twice, and accepted another credential in between"
}
