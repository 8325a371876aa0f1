package provider

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rig is a simulator that serves one test. The tests run the provider against it by its RPCs (rpc), or by Terraform
// (workspace, and test).
type rig struct {
	*simulator.Server
	url string
	env map[string]string // of the provider that test and echoed run, which sees no other
}

func newRig(t *testing.T, cfg simulator.Config) *rig {
	t.Helper()
	sim := simulator.New(cfg)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	t.Cleanup(func() {
		for _, r := range sim.Undocumented() {
			t.Errorf("undocumented request %s %s: %s", r.Method, r.Route, r.Undocumented)
		}
	})
	return &rig{Server: sim, url: server.URL}
}

// newTestProvider is the provider with pauses short enough for tests.
func newTestProvider() provider.Provider {
	p := New("test")().(*ringcxProvider)
	p.tune = func(c *ringcx.Config) {
		c.MinBackoff, c.ListLag, c.RateWindow = 5*time.Millisecond, 100*time.Millisecond, time.Second
	}
	return p
}

// factory starts the provider in this process, for terraform-plugin-testing.
func (r *rig) factory() (tfprotov6.ProviderServer, error) {
	p := newTestProvider().(*ringcxProvider)
	p.getenv = func(name string) string { return r.env[name] }
	return providerserver.NewProtocol6WithError(p)()
}

// test runs a test case of terraform-plugin-testing with the provider under test, on the CLI of needCLI.
func (r *rig) test(t *testing.T, atLeast int, c resource.TestCase) {
	t.Helper()
	needCLI(t, atLeast)
	c.ProtoV6ProviderFactories = map[string]func() (tfprotov6.ProviderServer, error){"ringcx": r.factory}
	resource.Test(t, c)
}

// Users of the simulator.
const (
	adminUser = simulator.DefaultUserName
	otherUser = "other@example.com" // has nothing to do with the admin
	ivrUser   = "ivr@example.com"   // below the admin
	crmUser   = "crm@example.com"   // below the admin
)

var allModes = []string{modeRingCentral, modeEngage, modeLegacy, modeAPIToken}

// login returns the attributes of a provider block that logs in as a user.
func (r *rig) login(mode, userName string) map[string]string {
	block := map[string]string{}
	for _, s := range r.Config().LoginSettings(mode, r.url, userNamed(userName)) {
		block[s.Attribute] = s.Value
	}
	switch mode {
	case modeLegacy:
		block[attrAPIURL] += "/" // as RingCX's documentation prints it
	case modeAPIToken:
		block[attrAPIToken] = r.Mint(userName)
	}
	return block
}

// loginByEnvironment has the provider that test runs log in where its block says nothing.
func (r *rig) loginByEnvironment(mode, userName string) {
	r.env = make(map[string]string)
	for name, value := range r.login(mode, userName) {
		r.env[envOf(name)] = value
	}
}

// userNamed is a user of the simulator.
func userNamed(name string) simulator.User {
	for _, u := range simulator.DefaultUsers() {
		if u.Name == name {
			return u
		}
	}
	return simulator.User{}
}

func passwordOf(userName string) string { return userNamed(userName).Password }

func jwtOf(userName string) string { return userNamed(userName).JWT }

// providerBlock writes a provider block.
func providerBlock(attributes map[string]string) string {
	var b strings.Builder
	b.WriteString("provider \"ringcx\" {\n")
	for name, value := range attributes {
		fmt.Fprintf(&b, "  %s = %s\n", name, quote(value))
	}
	b.WriteString("}\n")
	return b.String()
}

// quote writes an HCL string.
func quote(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(fmt.Sprintf("%q", s))
}

// admin is the provider block for the simulator's first user.
func (r *rig) admin(t *testing.T, mode string) string {
	t.Helper()
	return providerBlock(r.login(mode, simulator.DefaultUserName))
}
