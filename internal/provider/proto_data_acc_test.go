package provider

import (
	"os"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// terraform-plugin-go can write the provider's configuration, and everything else that passes, to files. Here it is not
// let, because the passwords would be in them.
func TestAccProtocolDataIsNotWritten(t *testing.T) {
	t.Parallel()
	rig := newRig(t, simulator.Config{})
	w := newWorkspace(t, 5, rig.login(modeEngage, simulator.DefaultUserName))
	dir := t.TempDir()
	w.env["TF_LOG_SDK_PROTO_DATA_DIR"], w.env[serveEnv] = dir, serveAsMain
	w.config(`resource "ringcx_api_token" "x" {}`)
	w.apply()
	w.destroy()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Errorf("%s was written", f.Name())
	}
}
