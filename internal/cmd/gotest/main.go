// Command gotest runs `go test` with these arguments and prints what that prints. After a `--` come those of another
// run, which follows if the one before passed. It writes one line to the file that comes first: how many tests were
// skipped, by reason, because `go test` does not say so and a green run would hide it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: gotest FILE [arguments of go test] [-- arguments of another]")
		os.Exit(2)
	}
	var tests []*exec.Cmd
	for rest := os.Args[2:]; ; {
		end := slices.Index(rest, "--")
		if end < 0 {
			tests = append(tests, goTest(context.Background(), rest))
			break
		}
		tests = append(tests, goTest(context.Background(), rest[:end]))
		rest = rest[end+1:]
	}
	err := run(tests, os.Args[1], os.Stdout)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		os.Exit(failed.ExitCode()) // go test has said why
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		os.Exit(1)
	}
}

func goTest(ctx context.Context, args []string) *exec.Cmd {
	return exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, args...)...) //nolint:gosec // as go test
}

// run runs the tests until some fail, prints their output to w, and leaves the line in the file.
func run(tests []*exec.Cmd, file string, w io.Writer) (err error) {
	r := newReport(w)
	for _, cmd := range tests {
		if err = r.run(cmd); err != nil {
			break
		}
	}
	r.close()
	line := []byte(r.skipped() + "\n")
	return errors.Join(err, os.WriteFile(file, line, 0o600)) //nolint:gosec // the file that is asked for
}

// run runs tests and takes their events.
func (r *report) run(cmd *exec.Cmd) error {
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	return errors.Join(r.read(events), cmd.Wait())
}

// read takes the events of `go test -json`. A line that is none is printed as it is.
func (r *report) read(events io.Reader) error {
	for lines := bufio.NewReader(events); ; {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			r.take(e)
		} else {
			r.print(string(line))
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
