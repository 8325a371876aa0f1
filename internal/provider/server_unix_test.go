//go:build unix

package provider

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// serving starts a shell script, which starts the provider, "$0". It returns the script's process and what the two
// print.
func serving(t *testing.T, how, script string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script, testBinary(t))
	cmd.Env = append(os.Environ(), serveEnv+"="+how, "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewReader(out)
}

// wantLine reads lines up to one that has the words.
func wantLine(t *testing.T, out *bufio.Reader, words string) string {
	t.Helper()
	for {
		line, err := out.ReadString('\n')
		if err != nil {
			t.Fatalf("no line with %q: %s", words, err)
		}
		if strings.Contains(line, words) {
			return line
		}
	}
}

// Whichever process is killed, none is left.
func TestServeEndsWithTerraform(t *testing.T) {
	t.Parallel()
	for who, victim := range map[string]func(terraform, provider int) int{
		"Terraform":    func(terraform, _ int) int { return terraform },
		"the provider": func(_, provider int) int { return provider },
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			terraform, out := serving(t, serveAsMain, `"$0" & echo pid=$!; wait`)
			_, number, _ := strings.Cut(strings.TrimSpace(wantLine(t, out, "pid=")), "=")
			provider, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			wantLine(t, out, "|grpc|") // it serves
			if err := syscall.Kill(victim(terraform.Process.Pid, provider), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, out); err != nil { // ends with the last process that could write
				t.Error(err)
			}
			_, _ = terraform.Process.Wait()
		})
	}
}

// With -debug there is no Terraform to wait for.
func TestServeDebugEndsAtTerm(t *testing.T) {
	t.Parallel()
	provider, out := serving(t, serveAttached, `exec "$0"`)
	wantLine(t, out, "TF_REATTACH_PROVIDERS=")
	if err := provider.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	state, err := provider.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if status, ok := state.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGTERM {
		t.Errorf("ended with %s", state)
	}
}
