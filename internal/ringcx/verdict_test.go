package ringcx

import (
	"strings"
	"testing"
)

// The verdict on a token, by the evidence.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name     string
		evidence evidence
		want     Whereabouts
		reason   string
	}{
		{name: "in a list", evidence: evidence{listed: true}, want: Listed, reason: "lists it"},
		{name: "accepted", evidence: evidence{withToken: accepted}, want: Listed, reason: "accepts it"},
		{
			name: "absent from its user's list, which lags", evidence: evidence{withToken: accepted, missing: true},
			want: Listed, reason: "accepts it",
		},
		{
			name:     "refused first, then accepted",
			evidence: evidence{withToken: refused, control: accepted, withTokenAgain: accepted}, want: Listed,
			reason: "accepts it",
		},

		{
			name: "absent from its user's list, and refused", evidence: evidence{withToken: refused, missing: true}, want: Gone,
			reason: "refuses it",
		},
		{
			name: "absent from its user's list twice", evidence: evidence{missing: true, missingTwice: true}, want: Gone,
			reason: "two lists",
		},
		{
			name:     "absent twice, and given no clear answer",
			evidence: evidence{withToken: unclear, missing: true, missingTwice: true}, want: Gone, reason: "two lists",
		},
		{
			name: "refused twice", evidence: evidence{withToken: refused, control: accepted, withTokenAgain: refused},
			want: Gone, reason: "refused it twice",
		},
		{
			name: "said to be revoked, and refused", evidence: evidence{saidRevoked: true, withToken: refused}, want: Gone,
			reason: "has refused it since",
		},
		{
			name: "said to be revoked, and accepted", evidence: evidence{saidRevoked: true, withToken: accepted}, want: Listed,
			reason: "accepts it",
		},
		{
			name: "said to be revoked, and given no clear answer", evidence: evidence{saidRevoked: true, withToken: unclear},
			want: Unproven, reason: "neither accepted",
		},

		{name: "nothing", want: Unproven, reason: "neither accepted"},
		{
			name: "absent from its user's list once", evidence: evidence{missing: true}, want: Unproven,
			reason: "neither accepted",
		},
		{
			name: "absent once, and given no clear answer", evidence: evidence{withToken: unclear, missing: true},
			want: Unproven, reason: "neither accepted",
		},
		{name: "given no clear answer", evidence: evidence{withToken: unclear}, want: Unproven, reason: "neither accepted"},
		{name: "refused once", evidence: evidence{withToken: refused}, want: Unproven, reason: "did not accept a credential"},
		{
			name: "the control fails", evidence: evidence{withToken: refused, control: unclear}, want: Unproven,
			reason: "did not accept a credential",
		},
		{
			name: "the control is refused", evidence: evidence{withToken: refused, control: refused}, want: Unproven,
			reason: "did not accept a credential",
		},
		{
			name:     "then given no clear answer",
			evidence: evidence{withToken: refused, control: accepted, withTokenAgain: unclear}, want: Unproven,
			reason: "not when it was asked again",
		},
		{
			name:     "a disabled user",
			evidence: evidence{withToken: refused, control: accepted, withTokenAgain: refused, disabled: true}, want: Unproven,
			reason: "disabled",
		},
		{
			name:     "another host",
			evidence: evidence{withToken: refused, control: accepted, withTokenAgain: refused, otherHost: true}, want: Unproven,
			reason: "another host",
		},
	} {
		if got, reason := verdict(c.evidence); got != c.want || !strings.Contains(reason, c.reason) {
			t.Errorf("%s: got %v, %q; want %v, %q", c.name, got, reason, c.want, c.reason)
		}
	}
}

// What counts as a refusal of a token.
func TestAnswerOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want answerKind
	}{
		{nil, accepted},
		{&Error{Status: 401}, refused},
		{&Error{Status: 401, Message: "Jwt is expired"}, refused},
		{&Error{Status: 401, HTML: true}, unclear},
		{&Error{Status: 401, Message: "Jwt is missing"}, unclear},
		{&Error{Status: 401, Message: "Jwt is not in the form of Header.Payload.Signature with two dots and 3 " +
			"sections"}, unclear},
		{&Error{Status: 403}, unclear},
		{&Error{Status: 404}, unclear},
		{&Error{Status: 500}, unclear},
		{&Error{}, unclear},
	} {
		if got := answerOf(c.err); got != c.want {
			t.Errorf("%v: got %v, want %v", c.err, got, c.want)
		}
	}
}
