package ringcx

import (
	"strings"
	"testing"
)

// The verdicts on a token, by the evidence.
func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name     string
		evidence evidence
		want     Whereabouts
		reason   string
	}{
		{"in a list", evidence{listed: true}, Listed, "lists it"},
		{"accepted", evidence{itself: accepted}, Listed, "accepts it"},
		{"absent from its user's list, which lags", evidence{itself: accepted, lacking: true}, Listed, "accepts it"},
		{"refused first, then accepted", evidence{itself: refused, control: accepted, again: accepted}, Listed, "accepts it"},

		{"absent from its user's list, and refused", evidence{itself: refused, lacking: true}, Gone, "refuses it"},
		{"absent from its user's list twice", evidence{lacking: true, twice: true}, Gone, "two lists"},
		{"absent twice, and asked in vain", evidence{itself: unclear, lacking: true, twice: true}, Gone, "two lists"},
		{"refused twice", evidence{itself: refused, control: accepted, again: refused}, Gone, "refused it twice"},

		{"nothing", evidence{}, Unproven, "neither accepted"},
		{"absent from its user's list once", evidence{lacking: true}, Unproven, "neither accepted"},
		{"absent once, and asked in vain", evidence{itself: unclear, lacking: true}, Unproven, "neither accepted"},
		{"asked in vain", evidence{itself: unclear}, Unproven, "neither accepted"},
		{"refused once", evidence{itself: refused}, Unproven, "did not accept a credential"},
		{"the control fails", evidence{itself: refused, control: unclear}, Unproven, "did not accept a credential"},
		{"the control is refused", evidence{itself: refused, control: refused}, Unproven, "did not accept a credential"},
		{"then asked in vain", evidence{itself: refused, control: accepted, again: unclear}, Unproven, "not when it was asked again"},
		{"a disabled user", evidence{itself: refused, control: accepted, again: refused, disabled: true}, Unproven, "disabled"},
		{"another host", evidence{itself: refused, control: accepted, again: refused, otherHost: true}, Unproven, "another host"},
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
		{&Error{Status: 401, html: true}, unclear},
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
