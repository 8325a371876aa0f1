package ringcx

// Whereabouts says whether a token is alive, and under which user.
type Whereabouts int

const (
	// Unproven means that this is not known. It always comes with an error.
	Unproven Whereabouts = iota
	// Listed means alive, and as far as is known under the user who had it.
	Listed
	// Elsewhere means alive, but under another user than expected.
	Elsewhere
	// Itself means alive, but nothing is known of its user, because RingCX refuses the provider's login.
	Itself
	// Gone means proven to be revoked.
	Gone
)

// answerKind is RingCX's answer to a token list request.
type answerKind int

const (
	notAsked answerKind = iota
	accepted            // it gave a list
	refused             // RingCX refused the credential
	unclear             // anything else
)

// evidence is what is known about a token.
type evidence struct {
	listed         bool       // it is in a list that RingCX gave to any user
	saidRevoked    bool       // RingCX has just said that it revoked it
	withToken      answerKind // asked with the token as credential
	loginRefused   bool       // RingCX refuses the token that the provider is logged in with, or the login is not known
	elsewhere      bool       // and the list that it then gave is that of another user than expected
	missing        bool       // a valid list of the user who had it, from the host where it was last seen, lacks it
	missingTwice   bool       // another such list, some seconds apart, lacks it too
	otherHost      bool       // api_url names a host other than the one where it was last seen
	control        answerKind // then asked with a credential that is known to be alive, in the same header
	withTokenAgain answerKind // then asked with the token again
	disabled       bool       // the provider's user list shows that its user is, or may be, disabled
}

// verdict decides whether a token is alive or gone. This is the only place that declares a token gone, and it does so
// only on proof:
//
//	alive               it is in a list, or RingCX accepts it
//	gone, by the list   its user's own list does not hold it, and RingCX refuses the token
//	                    or another list, some seconds apart, does not hold it either
//	gone, by its word   RingCX said that it revoked it, and refuses it since
//	gone, by refusal    RingCX refuses it, accepts another credential in the same header,
//	                    and refuses it again, and its user is enabled
//	not known           everything else; the reason says what is missing
func verdict(e evidence) (_ Whereabouts, reason string) {
	if where, reason := e.alive(); where != Unproven {
		return where, reason
	}
	if reason := e.gone(); reason != "" {
		return Gone, reason
	}
	return Unproven, e.lacks()
}

// alive returns what proves that the token is alive, and where; Unproven if nothing does.
func (e evidence) alive() (_ Whereabouts, reason string) {
	switch {
	case e.listed:
		return Listed, "RingCX lists it"
	case e.withToken == accepted && e.loginRefused:
		return Itself, "RingCX accepts it, and refuses the provider's login"
	case e.withToken == accepted && e.elsewhere:
		return Elsewhere, "RingCX accepts it, under another user"
	case e.withToken == accepted || e.withTokenAgain == accepted:
		return Listed, "RingCX accepts it"
	}
	return Unproven, ""
}

// gone returns what proves that a token that nothing proves to be alive is gone; "" if nothing does.
func (e evidence) gone() string {
	switch {
	case e.saidRevoked && e.withToken == refused:
		return "RingCX answered that it was revoked, and has refused it since"
	case e.missing && e.withToken == refused:
		return "the list of its user does not contain it, and RingCX refuses it"
	case e.missing && e.missingTwice:
		return "two lists of its user, some seconds apart, do not contain it"
	case e.lacks() == "":
		return "RingCX refused it twice, and accepted another credential in between"
	}
	return ""
}

// lacks returns which proof is missing that RingCX refuses the token for good; "" if none is.
func (e evidence) lacks() string {
	switch {
	case e.otherHost:
		return "api_url names another host than the one where the token was last seen, so an answer from there " +
			"says nothing about the token"
	case e.withToken != refused:
		return "RingCX neither accepted the token nor refused it"
	case e.control != accepted:
		return "RingCX refused the token, but in the same header it did not accept a credential that works either, " +
			"so the refusal proves nothing"
	case e.withTokenAgain != refused:
		return "RingCX refused the token once, but not when it was asked again"
	case e.disabled:
		return "RingCX refused the token, but its user is or may be disabled, and the tokens of a disabled user " +
			"work again when the user is enabled"
	}
	return ""
}
