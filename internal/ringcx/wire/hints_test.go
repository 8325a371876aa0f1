package wire

import (
	"strings"
	"testing"
)

// What helps is known for some answers to any call. For a refusal it comes with the call.
func TestHint(t *testing.T) {
	advised := Call{Advise: func(*Error) string { return "the call's own advice" }}
	withRole := Call{Role: "MANAGE_USERS", Advise: advised.Advise}
	for _, c := range []struct {
		name   string
		call   Call
		status int
		want   string
	}{
		{"no answer", advised, 0, "this machine can reach it"},
		{"too many", advised, 429, "documents limits of 120 administrative requests and 5 exchanges"},
		{"a server's error", advised, 500, "on the server's side"},
		{"a redirect", advised, 302, "the address to which they redirect"},
		{"refused", advised, 403, "the call's own advice"},
		{"refused, with a role", withRole, 403, "needs the role MANAGE_USERS or SUPER_USER"},
		{"not found, with a role", withRole, 404, "the call's own advice"},
		{"refused, without advice", Call{}, 403, ""},
	} {
		got := c.call.hint(&Error{Status: c.status})
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
