package doctor

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/provider"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

func tokens(names ...string) (list []ringcx.Token) {
	for _, name := range names {
		list = append(list, ringcx.Token{Secret: ringcx.Secret(name)})
	}
	return list
}

func text(list []ringcx.Token) string {
	var names []string
	for _, t := range list {
		names = append(names, t.Reveal())
	}
	return strings.Join(names, " ")
}

func TestLeftovers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, now   []ringcx.Token
		token         string
		ours          bool
		sent          int
		mine, foreign string
	}{
		"nothing new":                {tokens("a"), tokens("a"), "", false, 1, "", ""},
		"one for the lost reply":     {tokens("a"), tokens("a", "b"), "", false, 1, "b", ""},
		"two for two":                {tokens("a"), tokens("c", "a", "b"), "", false, 2, "c b", ""},
		"fewer than requests":        {nil, tokens("b"), "", false, 3, "b", ""},
		"more than requests":         {tokens("a"), tokens("a", "b", "c"), "", false, 1, "", "b c"},
		"ours is not among them":     {tokens("a"), tokens("a", "b", "c"), "b", true, 1, "c", ""},
		"ours, and nothing is owed":  {tokens("a"), tokens("a", "b", "c"), "b", true, 0, "", "c"},
		"found in the list":          {tokens("a"), tokens("a", "b"), "b", false, 1, "b", ""},
		"found in an earlier list":   {tokens("a"), tokens("a"), "b", false, 1, "b", ""},
		"found earlier, and another": {tokens("a"), tokens("a", "c"), "b", false, 1, "", "c b"},
		"what went is not ours":      {tokens("a", "x"), tokens("b"), "", false, 1, "b", ""},
	} {
		mine, foreign := leftovers(c.before, c.now, ringcx.Token{Secret: ringcx.Secret(c.token)}, c.ours, c.sent)
		if text(mine) != c.mine || text(foreign) != c.foreign {
			t.Errorf("%s: mine %q, foreign %q", name, text(mine), text(foreign))
		}
	}
}

func TestBackOutcome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		back
		status Status
		words  string
	}{
		{back{made: 1, revoked: 1}, OK, "1 token made, 1 revoked: everything was taken back"},
		{back{}, OK, "0 tokens made, 0 revoked: everything was taken back"},
		{back{owed: 1}, Warn, "0 tokens made, 0 revoked, 0 left, 1 request without an answer"},
		{back{made: 2, revoked: 1, left: []string{"x"}, err: errors.New("no")}, Fail, "1 left"},
		{back{owed: 1, err: errors.New("no list")}, Fail, "1 request without an answer"},
	} {
		if o := c.outcome("host"); o.Status != c.status || !strings.Contains(o.Seen, c.words) {
			t.Errorf("%+v: %+v", c.back, o)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	here := time.Date(2026, 11, 26, 1, 2, 3, 0, time.UTC)
	for skew, want := range map[time.Duration]Status{
		0: OK, time.Minute: OK, -time.Minute: OK, 61 * time.Second: Warn, -10 * time.Minute: Warn, 24 * time.Hour: Warn,
	} {
		if o := clock(here, here.Add(skew)); o.Status != want {
			t.Errorf("%s: %+v", skew, o)
		}
	}
	if o := clock(here, time.Time{}); o.Status != Skip {
		t.Errorf("without a Date: %+v", o)
	}
}

func TestSmallDecisions(t *testing.T) {
	t.Parallel()
	is := func(o Outcome) string { return fmt.Sprint(o.Status, ", ", o.Assumption) }
	for name, c := range map[string]struct{ got, want string }{
		"five minutes":      {is(lifetime(5*time.Minute - time.Second)), "ok, as documented"},
		"an hour":           {is(lifetime(time.Hour)), "ok, otherwise"},
		"no lag":            {is(lagged(0, time.Second)), "ok, as documented"},
		"a lag":             {is(lagged(2*time.Second, time.Second)), "ok, otherwise"},
		"the same spelling": {is(spelled("<uuid>", "<uuid>")), "ok, as documented"},
		"only quotes":       {is(spelled("<uuid> in quotes", "<uuid>")), "ok, as documented"},
		"without a prefix":  {is(spelled("<uuid>", "<prefix>:<uuid>")), "ok, otherwise"},
		"keys are accounts": {is(keysAre([]string{"1"}, []string{"1", "1"})), "ok, as documented"},
		"keys are names":    {is(keysAre([]string{"Sales"}, []string{"1"})), "ok, otherwise"},
		"no documents":      {is(keysAre(nil, nil)), "skip, not tried"},
		"no account":        {accountID(), ""},
		"the first account": {accountID(account("1", "", false), account("2", "", false)), "1"},
		"a usual account":   {accountID(account("1", "", false), account("2", "9", true), account("3", "9", false)), "3"},
		"ends in itself":    {endOf("1.2", "2"), "itself"},
		"ends in the other": {endOf("1.12", "2"), "another"},
		"a root user":       {endOf("", "2"), "none"},
		"DNS":               {noAnswer("lookup x: no such host"), "no answer: the name of the host does not exist"},
		"closed":            {noAnswer("connect: connection refused"), "no answer: nothing listens at the address"},
		"proxy":             {noAnswer("proxyconnect tcp: connection refused")[:20], "no answer: the proxy"},
		"certificate":       {noAnswer("tls: failed to verify certificate: x"), "no answer: the certificate is not trusted"},
		"unknown":           {noAnswer("EOF"), "no answer: the connection broke"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", name, c.got, c.want)
		}
	}
}

func account(id, main string, archived bool) ringcx.Account {
	a := ringcx.Account{ID: id, Archived: &archived}
	if main != "" {
		a.MainAccountID = &main
	}
	return a
}

func accountID(accounts ...ringcx.Account) string {
	a, _ := accountToTry(accounts)
	return a.ID
}

// Which settings are wrong depends on what was answered.
func TestConcerned(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]wire.Record{
		"[]":                        {Status: 429},
		"[api_url]":                 {Status: 404},
		"[ringcentral_url]":         {Route: routeOAuth, Failure: "connection refused"},
		"[api_url request_timeout]": {Failure: "no complete answer arrived within 30s"},
		"[username password]":       {Status: 401},
	} {
		if got := fmt.Sprint(concerned(record{Record: r}, []string{"username", "password"})); got != want {
			t.Errorf("%+v: %s, want %s", r, got, want)
		}
	}
	if got := concerned(record{Record: wire.Record{Status: 404}}, nil); got != nil {
		t.Errorf("after a login that works: %s", got)
	}
}

// Whatever is wrong with a setting, what is published of it is the provider's summary, never its value.
func TestSettingsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const value = "Paßwort: aws80-möglich\n"
	for _, mode := range []string{value, modeRingCentral, modeEngage, modeLegacy, modeAPIToken} {
		env := provider.ReadEnvironment(func(name string) string {
			if name == "RINGCX_AUTH_MODE" {
				return mode
			}
			return value
		}, time.Now())
		if env.Config != nil {
			t.Errorf("mode %q: it is usable", mode)
		}
		failed := 0
		for _, s := range env.Settings {
			o := setting(s, env)
			if strings.Contains(o.Seen, "aws80") {
				t.Errorf("mode %q: %s", mode, o.Seen)
			}
			if o.Status == Fail {
				failed++
			}
		}
		if failed == 0 {
			t.Errorf("mode %q: nothing fails", mode)
		}
	}
}
