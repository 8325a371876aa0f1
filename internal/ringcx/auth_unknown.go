package ringcx

import "context"

// Unknown stands for credentials that are not known yet. A token can still be asked, and revoked, with itself.
type Unknown struct{}

func (Unknown) secrets() []Secret { return nil }

func (Unknown) who() string { return "an unknown user" }

func (Unknown) login(context.Context, sender, endpoints) (*session, error) {
	return nil, &Error{
		Op: "log in to RingCX", NotActed: true, Cause: "the provider block uses values that are not known yet",
		Hint: "Give the provider block a login that is known, for example by the environment.",
	}
}
