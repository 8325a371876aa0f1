package ringcx_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// The lists that are read again after a token was created or revoked: those of its user, and those of logins of whom it
// is not known who they are. The others are kept.
func TestStaleLists(t *testing.T) {
	const own, ivr, ivrByToken, crm = "own", "ivr", "ivr, by an API token", "crm"
	all := []string{own, ivr, ivrByToken, crm}
	for _, c := range []struct {
		name string
		// known are the logins that have made a token, by which the client knows whose login each is.
		known []string
		// happens to a token of the login. Without a login it is revoked, and no user is known to have it.
		happens, of string
		want        []string
	}{
		{"all known, created", all, "created", own, []string{own}},
		{"all known, created for an owner", all, "created", ivr, []string{ivr, ivrByToken}},
		{"all known, revoked", all, "revoked", own, []string{own}},
		{"all known, an owner's revoked", all, "revoked", ivrByToken, []string{ivr, ivrByToken}},
		{"all known, revoked, and nobody knows whose", all, "revoked", "", all},
		{"some known, created", []string{own, crm}, "created", own, []string{own, ivr, ivrByToken}},
		{"some known, created for an owner", []string{ivr, crm}, "created", crm, []string{own, ivrByToken, crm}},
		{"some known, an owner's revoked", []string{own, ivr}, "revoked", ivr, []string{ivr, ivrByToken, crm}},
		{"none known, revoked", nil, "revoked", "", all},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := memoryRig(t, simulator.Config{})
				cfg := rig.Config(t, engage, 0)
				client := rig.MemoryClient(cfg)
				users := simulator.DefaultUsers()
				owners := map[string]ringcx.Credentials{
					ivr:        ownerCredentials(cfg, users[1]),
					ivrByToken: ringcx.APIToken{Token: ringcx.Token{Secret: ringcx.Secret(rig.Mint(ivrUser))}},
					crm:        ownerCredentials(cfg, users[2]),
				}
				create := func(login string) ringcx.Token {
					made, err := func(ctx context.Context) (ringcx.Created, error) {
						if login == own {
							return client.Create(ctx)
						}
						return client.CreateFor(ctx, owners[login])
					}(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					return made.Token
				}
				// read reads every list, and returns those that took a request.
				read := func() (requested []string) {
					for _, login := range all {
						rig.ResetRequests()
						var err error
						if login == own {
							_, err = client.Tokens(t.Context())
						} else {
							err = client.CanLogIn(t.Context(), owners[login])
						}
						if err != nil {
							t.Fatal(err)
						}
						if rig.Count(simulator.RouteTokenList) > 0 {
							requested = append(requested, login)
						}
					}
					return requested
				}
				tokens := map[string]ringcx.Token{"": {Secret: ringcx.Secret(rig.Mint(otherUser))}}
				for _, login := range c.known {
					tokens[login] = create(login)
				}
				read()
				if again := read(); again != nil {
					t.Fatalf("read again without a reason: %v", again)
				}
				if c.happens == "created" {
					create(c.of)
				} else if err := client.Delete(t.Context(), handle(tokens[c.of].Reveal())); err != nil {
					t.Fatal(err)
				}
				if got := read(); !slices.Equal(got, c.want) {
					t.Errorf("read again: %v, want %v", got, c.want)
				}
			})
		})
	}
}

// What RingCX told about the tokens of an owner is asked again after any token was created or revoked.
func TestStaleSiblings(t *testing.T) {
	for name, happens := range map[string]func(*testing.T, *situation, *ringcx.Client) error{
		"created": func(t *testing.T, _ *situation, c *ringcx.Client) error {
			t.Helper()
			_, err := c.Create(t.Context())
			return err
		},
		"revoked": func(t *testing.T, s *situation, c *ringcx.Client) error {
			t.Helper()
			return c.Delete(t.Context(), s.siblings())
		},
		"nothing": func(*testing.T, *situation, *ringcx.Client) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSituation(t, simulator.Config{}, ivrUser)
				client := s.MemoryClient(s.cfg)
				locate := func() (lists int) {
					s.ResetRequests()
					if found, err := client.Locate(t.Context(), s.handle); found.Where != ringcx.Listed {
						t.Fatal(found.Where, err)
					}
					return s.Count(simulator.RouteTokenList)
				}
				first := locate()
				if err := happens(t, s, client); err != nil {
					t.Fatal(err)
				}
				want := 1
				if name == "nothing" {
					want = 0
				}
				if again := locate(); first != 1 || again != want {
					t.Errorf("%d and then %d lists, want 1 and %d", first, again, want)
				}
			})
		})
	}
}
