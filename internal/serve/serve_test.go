package serve

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// serving starts a program that serves, or starts another one that does. It returns the program's process and what is
// printed.
func serving(t *testing.T, which string, env ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := program(t, which)
	cmd.Env = append(cmd.Env, "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	cmd.Env = append(cmd.Env, env...)
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
	for who, victim := range map[string]func(terraform, provider *os.Process) *os.Process{
		"Terraform":    func(terraform, _ *os.Process) *os.Process { return terraform },
		"the provider": func(_, provider *os.Process) *os.Process { return provider },
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			terraform, out := serving(t, starts)
			_, number, _ := strings.Cut(strings.TrimSpace(wantLine(t, out, "pid=")), "=")
			pid, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			provider, err := os.FindProcess(pid)
			if err != nil {
				t.Fatal(err)
			}
			wantLine(t, out, "|grpc|") // it serves
			if err := victim(terraform.Process, provider).Kill(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, out); err != nil { // ends with the last process that could write
				t.Error(err)
			}
			_, _ = terraform.Process.Wait()
		})
	}
}
