package main

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is one of `go doc test2json`. Without a test it is about the package.
type event struct{ Action, Package, Test, Output string }

// report makes of events what `go test` prints without -json, and counts the skipped tests. Like `go test` it prints a
// package when that has ended.
type report struct {
	w       io.Writer
	pending map[string]map[string]string // output of what has not ended, by package and test; "" is the package
	reasons map[string]int               // of skipped tests
	failed  bool                         // a package has
}

func newReport(w io.Writer) *report {
	return &report{w: w, pending: make(map[string]map[string]string), reasons: make(map[string]int)}
}

func (r *report) print(text string) { fmt.Fprint(r.w, text) }

func (r *report) take(e event) {
	tests := r.pending[e.Package]
	if tests == nil {
		tests = make(map[string]string)
		r.pending[e.Package] = tests
	}
	switch e.Action {
	case "build-output": // its own closing lines are a package's output
		r.print(e.Output)
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") { // the progress of -v
			tests[e.Test] += e.Output
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.print(packageOutput(e.Action, tests))
			delete(r.pending, e.Package)
			r.failed = r.failed || e.Action == "fail"
			return
		}
		if e.Action == "fail" {
			tests[""] += tests[e.Test]
		}
		if e.Action == "skip" {
			r.reasons[reason(tests[e.Test])]++
		}
		delete(tests, e.Test)
	}
}

// close prints the last line of `go test`, which is no event.
func (r *report) close() {
	if r.failed {
		r.print("FAIL\n")
	}
}

// packageOutput is what `go test` prints of a package that has ended: of one that passed the last line, of another all,
// with what tests have said that an exit has cut off.
func packageOutput(action string, tests map[string]string) string {
	if action == "pass" {
		lines := slices.Collect(strings.Lines(tests[""]))
		return strings.Join(lines[max(0, len(lines)-1):], "")
	}
	var cutOff string
	for _, test := range slices.Sorted(maps.Keys(tests)) {
		if test != "" {
			cutOff += tests[test]
		}
	}
	return cutOff + tests[""]
}

// source is where a message of a test comes from.
var source = regexp.MustCompile(`^\s+\S+\.go:\d+: `)

// reason is why a test was skipped: its last message, which stands before the line that says that it was.
func reason(output string) string {
	message, _, _ := strings.Cut(output, "--- SKIP: ")
	lines := strings.Split(strings.TrimRight(message, " \n"), "\n")
	if last := source.ReplaceAllString(lines[len(lines)-1], ""); last != "" {
		return last
	}
	return "no reason given"
}

// skipped is the line that tells how many tests were skipped and why.
func (r *report) skipped() string {
	all, reasons := 0, []string{}
	for _, why := range slices.Sorted(maps.Keys(r.reasons)) {
		all += r.reasons[why]
		reasons = append(reasons, fmt.Sprintf("%s: %d", why, r.reasons[why]))
	}
	if all == 0 {
		return "Skipped: 0"
	}
	return fmt.Sprintf("Skipped: %d (%s)", all, strings.Join(reasons, ", "))
}
