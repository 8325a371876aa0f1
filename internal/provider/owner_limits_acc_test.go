package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// New owners get through a limit of five logins in one apply, although no refusal has a Retry-After and one refusal is
// one more than max_retries allows. (RingCX's window is a minute; that of the provider under test is a second.)
func TestAccOwnersUnderLoginLimit(t *testing.T) {
	t.Parallel()
	const owners = 16
	users := simulator.DefaultUsers()
	passwords, names := map[string]string{}, ""
	for i := range owners {
		u := simulator.User{ID: 3000 + i, Name: fmt.Sprintf("api-%d@example.com", i),
			Password: fmt.Sprintf("pässwörd-%d+1&2", i), Roles: []string{"USER"}}
		users = append(users, u)
		passwords[u.Name] = u.Password
		names += quote(u.Name) + ", "
	}
	rig := newRig(t, simulator.Config{Users: users, Limits: []simulator.Limit{
		{Routes: []simulator.Route{simulator.RouteEngageLogin}, Requests: 5, Window: time.Second},
	}})
	w := newWorkspace(t, 11, rig.login(modeEngage, otherUser))
	w.env["RINGCX_MAX_RETRIES"] = "0"
	w.config(strings.Replace(fleet, `["ivr@example.com", "crm@example.com"]`, "["+names+"]", 1))
	w.variable("each", "1")
	w.variable("passwords", asMap(passwords))
	w.apply()
	if err := rig.wantTokens(owners); err != nil {
		t.Error(err)
	}
	refused := 0
	for _, r := range rig.Requests() {
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("the limit was never met")
	}
}
