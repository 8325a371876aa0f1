// Command bench measures what the provider costs: requests, time and memory of Terraform commands over many tokens,
// with the real Terraform or OpenTofu against the simulator. It prints a table and keeps it in BENCHMARKS.md, and fails
// when a command makes more requests than it may. Times are shown and never fail it: they depend on the machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

func main() {
	quick := flag.Bool("quick", false, "try it: fewer runs, at most 100 tokens, no rate limits, and BENCHMARKS.md is "+
		"left as it is")
	only := flag.String("only", "", "measure only the scenarios whose names match, such as 'owners|8000 tokens', and "+
		"leave BENCHMARKS.md as it is")
	flag.Parse()
	names, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: -only:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	if err := run(ctx, *quick, names); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// The plan: each scenario runs a create, plans and a destroy. A plan is timed in turn with those of the floors.
const (
	slow        = 200 * time.Millisecond // what a request takes in the slow scenarios
	limitedTo   = 150                    // tokens under RingCX's rate limits: enough to reach them in three minutes
	fullRounds  = 7
	quickRounds = 3
	quickTokens = 100

	limitedOwners = 200 // whose lists a plan reads under RingCX's rate limits
	adminLimit    = 120 // requests a minute
)

func scenarios(quick bool) []scenario {
	var list []scenario
	for _, delay := range []time.Duration{0, slow} {
		for _, n := range []int{1, 100, 1000} {
			list = append(list, scenario{login: engage, of: tokens, n: n, delay: delay, rounds: fullRounds})
		}
	}
	for _, n := range []int{4000, 8000} {
		list = append(list, scenario{login: engage, of: tokens, n: n, rounds: 1, onlyPlan: true})
	}
	list = append(list,
		scenario{login: ringCentral, of: tokens, n: 1000, delay: slow, rounds: fullRounds},
		scenario{login: engage, of: tokens, n: limitedTo, limited: true},
		scenario{login: engage, of: owners, n: limitedOwners, limited: true, onlyPlan: true},
		scenario{login: engage, of: rights, n: 30},
		scenario{login: engage, of: rights, n: 100},
		scenario{login: engage, of: names, n: 200})
	if !quick {
		return list
	}
	var short []scenario
	for _, s := range list {
		if !s.limited && !s.onlyPlan {
			s.n, s.rounds = min(s.n, quickTokens), min(s.rounds, quickRounds)
			if len(short) == 0 || short[len(short)-1].name() != s.name() {
				short = append(short, s)
			}
		}
	}
	return short
}

func run(ctx context.Context, quick bool, only *regexp.Regexp) (err error) {
	dir, err := os.MkdirTemp("", "ringcx-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b, err := newBench(ctx, dir)
	if err != nil {
		return err
	}
	var results []result
	for _, s := range scenarios(quick) {
		if !only.MatchString(s.name()) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s ...\n", s.name())
		r, err := b.run(ctx, s)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	all := only.String() == ""
	var fleets []fleet
	if all {
		fmt.Fprintln(os.Stderr, "forty new owners, fake clock ...")
		if fleets, err = runFleets(ctx); err != nil {
			return err
		}
	}
	report, err := newReport(ctx, b.real, results, fleets)
	if err != nil {
		return err
	}
	fmt.Print(report.tables())
	if all && !quick {
		if err := keep(ctx, report); err != nil {
			return err
		}
	}
	return tooMany(results)
}

// keep writes the report to BENCHMARKS.md, and its chart to assets/, in the root of the module.
func keep(ctx context.Context, r report) error {
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", clitest.Provider).Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	dir := strings.TrimSpace(string(root))
	return errors.Join(os.WriteFile(filepath.Join(dir, "BENCHMARKS.md"), []byte(r.page()), 0o644),
		os.WriteFile(filepath.Join(dir, "assets", "plan-growth.svg"), []byte(chart(growth(r.results))), 0o644))
}
