//go:build unix

package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// The script of the guide "Test your modules" tests the simulator that it started, or fails and says why.
func TestGuideScript(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// A terraform that says where it was sent, and what it is told there.
	write(t, filepath.Join(bin, "terraform"), `#!/bin/sh
echo "terraform $* at $RINGCX_API_URL as $RINGCX_USERNAME of $RINGCX_PLATFORM_ID \
with $RINGCX_PASSWORD in mode $RINGCX_AUTH_MODE"
[ "$1" != test ] || exit "${TERRAFORM_TEST_STATUS:-0}"
`)
	var calls atomic.Int32
	somebodyElse := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer somebodyElse.Close()
	_, taken, err := net.SplitHostPort(somebodyElse.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	write(t, filepath.Join(broken, "ringcx-simulator"), "#!/bin/sh\necho 'it broke' >&2\nexit 3\n")
	write(t, filepath.Join(broken, "terraform"), "#!/bin/sh\necho terraform\n")

	system := ":/usr/bin:/bin"
	for name, c := range map[string]struct {
		env    []string
		status int
		want   []string
		ran    bool
	}{
		"works": {
			env: []string{"PATH=" + bin + system, "SIMULATOR_PORT=0"},
			want: []string{
				"terraform init -input=false", "terraform test at http://127.0.0.1:",
				"as admin@example.com of aws80 with pässwörd-admin+1&2/3%4 5 in mode engage",
			},
			ran: true,
		},
		"tests fail": {
			env:    []string{"PATH=" + bin + system, "SIMULATOR_PORT=0", "TERRAFORM_TEST_STATUS=7"},
			status: 7, want: []string{"terraform test at"}, ran: true,
		},
		"no simulator": {
			env:    []string{"PATH=" + system},
			status: 1, want: []string{"there is no ringcx-simulator on PATH"},
		},
		"port taken": {
			env:    []string{"PATH=" + bin + system, "SIMULATOR_PORT=" + taken},
			status: 1, want: []string{"the simulator did not start", "127.0.0.1:" + taken + " already"},
		},
		"it breaks": {
			env:    []string{"PATH=" + broken + system, "SIMULATOR_PORT=0"},
			status: 1, want: []string{"the simulator did not start", "it broke"},
		},
	} {
		script := exec.CommandContext(t.Context(), "/bin/sh", "../../examples/guides/module-test/test.sh")
		script.Env = append(c.env, "HOME="+t.TempDir())
		out, _ := script.CombinedOutput()
		if got := script.ProcessState.ExitCode(); got != c.status {
			t.Errorf("%s: status %d, want %d", name, got, c.status)
		}
		for _, want := range c.want {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: %q is not in:\n%s", name, want, out)
			}
		}
		if strings.Contains(string(out), "terraform test") != c.ran {
			t.Errorf("%s: ran Terraform: %v\n%s", name, !c.ran, out)
		}
	}
	if calls.Load() != 0 {
		t.Errorf("%d requests to somebody else's server", calls.Load())
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}

// Whoever goes on from the simulator to RingCX in the same shell is told how to leave nothing of the simulator there.
func TestLoginCanBeLeft(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash") // which the line is for
	if err != nil {
		t.Fatal(err)
	}
	printed := start(t)
	if !strings.Contains(printed, "Afterwards open a new shell") || !strings.Contains(printed, "\n"+leave) {
		t.Fatalf("does not say how to leave:\n%s", printed)
	}
	exports := strings.Join(regexp.MustCompile(`(?m)^export .*\n`).FindAllString(printed, -1), "")
	for script, want := range map[string]bool{exports: true, exports + leave: false} {
		out, err := exec.CommandContext(t.Context(), bash, "-ec", script+"env").Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(out), "\nRINGCX_"); got != want {
			t.Errorf("variables are set: %t, want %t, after\n%s", got, want, script)
		}
	}
}
