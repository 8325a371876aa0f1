package provider

import (
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

func TestUserAgent(t *testing.T) {
	const us, file = "terraform-provider-ringcx/1.2.3", "/ringcx/ringcx/1.2.3/linux_amd64/terraform-provider-ringcx_v1.2.3"
	for _, c := range []struct{ executable, appended, want string }{
		{"/w/.terraform/providers/registry.terraform.io" + file, "", us + " Terraform/1.9.0"},
		{"/w/.terraform/providers/registry.opentofu.org" + file, "", us + " OpenTofu/1.9.0"},
		{"/home/me/src/not-registry.opentofu.org/terraform-provider-ringcx", "", us + " Terraform/1.9.0"},
		{"", "", us + " Terraform/1.9.0"},
		{"", "pipeline/7 (team x)", us + " Terraform/1.9.0 pipeline/7 (team x)"},
		{"", " pipeline/7\r\nX-Auth-Token: y\x00\n", us + " Terraform/1.9.0 pipeline/7 X-Auth-Token: y"},
		{"", " \t", us + " Terraform/1.9.0"},
	} {
		if got := userAgent("1.2.3", "1.9.0", c.executable, c.appended); got != c.want {
			t.Errorf("%q, %q: got %q", c.executable, c.appended, got)
		}
	}
}

// TF_APPEND_USER_AGENT reaches RingCX.
func TestAppendedUserAgent(t *testing.T) {
	rig := newRig(t, simulator.Config{})
	s := newRPC(t, map[string]string{"TF_APPEND_USER_AGENT": "pipeline/7"})
	wantNoProblem(t, s.configure(asBlock(rig.login(modeLegacy, simulator.DefaultUserName)), false).Diagnostics)
	wantNoProblem(t, s.readTokens().Diagnostics)
	for _, r := range rig.Requests() {
		if got := r.Header.Get("User-Agent"); got != "terraform-provider-ringcx/test Terraform/1.99.0 pipeline/7" {
			t.Errorf("%s: User-Agent %q", r.Route, got)
		}
	}
	if rig.Count() == 0 {
		t.Error("nothing was asked for")
	}
}
