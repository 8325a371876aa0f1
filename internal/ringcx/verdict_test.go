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
		{"in a list", evidence{listed: true}, Listed, "lists it"},
		{"accepted", evidence{withToken: accepted}, Listed, "accepts it"},
		{"absent from its user's list, which lags", evidence{withToken: accepted, missing: true}, Listed, "accepts it"},
		{"refused first, then accepted", evidence{withToken: refused, control: accepted, withTokenAgain: accepted}, Listed, "accepts it"},

		{"absent from its user's list, and refused", evidence{withToken: refused, missing: true}, Gone, "refuses it"},
		{"absent from its user's list twice", evidence{missing: true, missingTwice: true}, Gone, "two lists"},
		{"absent twice, and given no clear answer", evidence{withToken: unclear, missing: true, missingTwice: true}, Gone, "two lists"},
		{"refused twice", evidence{withToken: refused, control: accepted, withTokenAgain: refused}, Gone, "refused it twice"},

		{"nothing", evidence{}, Unproven, "neither accepted"},
		{"absent from its user's list once", evidence{missing: true}, Unproven, "neither accepted"},
		{"absent once, and given no clear answer", evidence{withToken: unclear, missing: true}, Unproven, "neither accepted"},
		{"given no clear answer", evidence{withToken: unclear}, Unproven, "neither accepted"},
		{"refused once", evidence{withToken: refused}, Unproven, "did not accept a credential"},
		{"the control fails", evidence{withToken: refused, control: unclear}, Unproven, "did not accept a credential"},
		{"the control is refused", evidence{withToken: refused, control: refused}, Unproven, "did not accept a credential"},
		{"then given no clear answer", evidence{withToken: refused, control: accepted, withTokenAgain: unclear}, Unproven, "not when it was asked again"},
		{"a disabled user", evidence{withToken: refused, control: accepted, withTokenAgain: refused, disabled: true}, Unproven, "disabled"},
		{"another host", evidence{withToken: refused, control: accepted, withTokenAgain: refused, otherHost: true}, Unproven, "another host"},
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
		{&Error{Status: 401, Message: "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections"}, unclear},
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
