package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// madeJWT is a JWT credential of a user that expires so much later; 0: it has no expiry.
func madeJWT(t *testing.T, subject string, life time.Duration) string {
	t.Helper()
	claims := jwt.RegisteredClaims{Subject: subject}
	if life != 0 {
		claims.ExpiresAt = jwt.NewNumericDate(time.Now().Add(life))
	}
	made, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("canary"))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

const day = 24 * time.Hour

// A JWT credential that has expired is an error that names the date, and one that soon will is a warning. Nobody is
// asked for either.
func TestJWTExpiry(t *testing.T) {
	const noJWT = 1
	for name, c := range map[string]struct {
		life     time.Duration
		severity tfprotov6.DiagnosticSeverity
		summary  string
	}{
		"expired":       {-time.Hour, tfprotov6.DiagnosticSeverityError, "Expired jwt"},
		"expires today": {time.Hour, tfprotov6.DiagnosticSeverityWarning, "The jwt expires soon"},
		"in a month":    {29 * day, tfprotov6.DiagnosticSeverityWarning, "The jwt expires soon"},
		"later":         {31 * day, 0, ""},
		"no expiry":     {0, 0, ""},
		"is no JWT":     {noJWT, 0, ""},
	} {
		for from, fromBlock := range map[string]bool{"block": true, "environment": false} {
			t.Run(name+" from "+from, func(t *testing.T) {
				t.Parallel()
				rig := newRig(t, simulator.Config{})
				b, variables := asBlock(rig.login(modeRingCentral, simulator.DefaultUserName)), map[string]string{}
				credential := "no-jwt"
				if c.life != noJWT {
					credential = madeJWT(t, "1001", c.life)
				}
				if b[attrJWT] = credential; !fromBlock {
					variables["RINGCX_JWT"] = credential
					delete(b, attrJWT)
				}
				s := newRPC(t, variables)
				wantNoProblem(t, s.validate(b)) // its result must not depend on the date
				diags := s.configure(b, false).Diagnostics
				if n := rig.Count(); n != 0 {
					t.Errorf("%d requests", n)
				}
				if c.summary == "" {
					wantNoProblem(t, diags)
					return
				}
				date := time.Now().Add(c.life).UTC().Format("2 January 2006")
				if len(diags) != 1 || diags[0].Severity != c.severity || diags[0].Summary != c.summary ||
					!strings.Contains(diags[0].Detail, date) {
					t.Fatalf("want one %s %q with the date %s:\n%s", c.severity, c.summary, date, textOf(diags))
				}
				if strings.Contains(diags[0].Detail, "RINGCX_JWT") == fromBlock || strings.Contains(textOf(diags), credential) ||
					diags[0].Attribute != nil && fromBlock {
					t.Errorf("it names the wrong place, or shows the JWT:\n%s", textOf(diags))
				}
			})
		}
	}
}

// An expired JWT is one problem among the others of a block, and none of a mode that does not use it.
func TestJWTExpiryAmongProblems(t *testing.T) {
	t.Parallel()
	expired := map[string]string{"RINGCX_JWT": madeJWT(t, "1001", -day)}
	diags := newRPC(t, expired).configure(map[string]any{attrAuthMode: modeRingCentral, attrClientID: "c"},
		false).Diagnostics
	if text := textOf(diags); len(diags) != 2 || !strings.Contains(text, "Missing client_secret") ||
		!strings.Contains(text, "Expired jwt") {
		t.Errorf("want the missing secret and the expired JWT:\n%s", text)
	}
	wantNoProblem(t, newRPC(t, expired).configure(map[string]any(complete[modeLegacy]), false).Diagnostics)
	wantNoProblem(t, newRPC(t, expired).configure(map[string]any(complete[modeRingCentral+" by access token"]),
		false).Diagnostics)
}

// The environment's access token beats its JWT, with a warning, since it may have been forgotten there. One of the two
// in the block is meant, and gives none.
func TestAccessTokenBesideJWT(t *testing.T) {
	t.Parallel()
	both := map[string]string{"RINGCX_RC_ACCESS_TOKEN": "canary-a", "RINGCX_JWT": "canary-j", "RINGCX_CLIENT_ID": "c",
		"RINGCX_CLIENT_SECRET": "canary-s"}
	diags := newRPC(t, both).configure(map[string]any{attrAuthMode: modeRingCentral}, false).Diagnostics
	text := textOf(diags)
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityWarning || strings.Contains(text, "canary") ||
		!strings.Contains(text, "RINGCX_RC_ACCESS_TOKEN") || !strings.Contains(text, "RINGCX_JWT") {
		t.Errorf("want one warning that names both variables and no value:\n%s", text)
	}
	for _, name := range []string{attrRCAccessToken, attrJWT} {
		wantNoProblem(t, newRPC(t, both).configure(map[string]any{attrAuthMode: modeRingCentral, name: "given"},
			false).Diagnostics)
	}
}

// The JWT of an owner is checked where a login with it is due, and before it is tried.
func TestOwnerJWTExpiry(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	s := rig.rpc(t, rig.login(modeRingCentral, simulator.DefaultUserName))
	owner := func(credential any) map[string]any {
		return map[string]any{"owner": map[string]any{"jwt_wo": credential}}
	}
	const want = "Expired secret of the owner"

	// A warning in the plan of a create, since Terraform plans creates before it destroys too; an error in the apply.
	expired := owner(madeJWT(t, "1002", -day))
	plan := s.plan(s.absent(), expired)
	if diags := plan.Diagnostics; len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityWarning ||
		!strings.Contains(textOf(diags), want) {
		t.Errorf("want one warning:\n%s", textOf(diags))
	}
	plan.Diagnostics = nil
	wantOneError(t, s.applied(s.absent(), expired, plan).Diagnostics, want)
	// Not known when it was planned.
	plan = s.plan(s.absent(), owner(notKnown))
	wantNoProblem(t, plan.Diagnostics)
	wantOneError(t, s.applied(s.absent(), owner(madeJWT(t, "1002", -day)), plan).Diagnostics, want)
	rig.wantCounts(t, "expired", counts{})

	made := s.apply(s.absent(), owner(simulator.DefaultUsers()[1].JWT))
	rig.ResetRequests()
	// Secrets of tokens that exist are needed for nothing; another owner's has to log in.
	wantNoProblem(t, s.plan(made, owner(madeJWT(t, "1002", -day))).Diagnostics)
	wantOneError(t, s.plan(made, owner(madeJWT(t, "1003", -day))).Diagnostics, want)
	rig.wantCounts(t, "the owner of a token that exists", counts{})
}
