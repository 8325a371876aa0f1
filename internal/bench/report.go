package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// What a plan over 1000 tokens may take: so many times the floor, and so much more than it where requests are slow.
const (
	targetTokens = 1000
	targetRatio  = 1.15
	targetMore   = time.Second
)

// report is what the results say, and how they were made.
type report struct {
	cli     string // such as "Terraform v1.11.4"
	results []result
}

func newReport(ctx context.Context, cli *clitest.CLI, results []result) (report, error) {
	version, err := clitest.Workspace{CLI: cli}.Run(ctx, 0, "version")
	if err != nil {
		return report{}, err
	}
	first, _, _ := strings.Cut(version, "\n")
	return report{first, results}, nil
}

// tables writes the results in Markdown.
func (r report) tables() string {
	var b strings.Builder
	b.WriteString("| Login, answers | Tokens | Command | Requests | Allowed | Time | Memory |\n|---|--:|---|--:|--:|--:|--:|\n")
	for _, result := range r.results {
		for _, row := range []struct {
			command string
			measure
		}{{"create", result.create}, {"plan", result.plan}, {"destroy", result.destroy}} {
			fmt.Fprintf(&b, "| %s | %d | %s | %s | %d | %.1f s | %s |\n", result.scenario, result.scenario.tokens, row.command,
				row.counted(), row.allowed, row.time.Seconds(), mebibytes(row.memory))
		}
	}
	b.WriteString("\n| Login, answers | Tokens | Plan | Floor | Ratio | More | Target |\n|---|--:|--:|--:|--:|--:|---|\n")
	for _, result := range r.results {
		if v := compare(result.versus); v != (versus{}) {
			fmt.Fprintf(&b, "| %s | %d | %.2f s | %.2f s | %.2f | %+.2f s | %s |\n", result.scenario, result.scenario.tokens,
				v.real.Seconds(), v.floor.Seconds(), v.ratio, v.more.Seconds(), v.verdict(result.scenario))
		}
	}
	return b.String()
}

//go:embed page.md
var page string

// page is BENCHMARKS.md.
func (r report) page() string {
	machine := fmt.Sprintf("%d cores, %s/%s, %s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), r.cli)
	return strings.NewReplacer("{{machine}}", machine, "{{pairs}}", fmt.Sprint(fullPairs), "{{tables}}", strings.TrimSpace(r.tables())).Replace(page)
}

func (m measure) counted() string {
	if m.refused > 0 {
		return fmt.Sprintf("%d, and %d refused", m.requests, m.refused)
	}
	return fmt.Sprint(m.requests)
}

func mebibytes(bytes int64) string {
	if bytes == 0 {
		return "not known"
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

// tooMany says which commands made more requests than they may.
func tooMany(results []result) error {
	var errs []error
	for _, r := range results {
		for command, m := range map[string]measure{"create": r.create, "plan": r.plan, "destroy": r.destroy} {
			if m.requests > m.allowed {
				errs = append(errs, fmt.Errorf("%s, %d tokens: %s made %d requests, %d are allowed", r.scenario, r.scenario.tokens, command, m.requests, m.allowed))
			}
		}
	}
	return errors.Join(errs...)
}

// versus sums up pairs by their medians. Those of the ratio and of the difference are taken over the pairs, since both
// plans of a pair ran while the machine was equally busy.
type versus struct {
	real, floor, more time.Duration
	ratio             float64
}

func compare(pairs []pair) versus {
	if len(pairs) == 0 {
		return versus{}
	}
	return versus{
		real:  median(pairs, func(p pair) time.Duration { return p.real }),
		floor: median(pairs, func(p pair) time.Duration { return p.floor }),
		more:  median(pairs, func(p pair) time.Duration { return p.real - p.floor }),
		ratio: median(pairs, func(p pair) float64 { return p.real.Seconds() / p.floor.Seconds() }),
	}
}

func median[T time.Duration | float64](pairs []pair, of func(pair) T) T {
	values := make([]T, len(pairs))
	for i, p := range pairs {
		values[i] = of(p)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// verdict compares with the target, which is set for many tokens only.
func (v versus) verdict(s scenario) string {
	if s.tokens < targetTokens {
		return ""
	}
	target, met := fmt.Sprintf("at most %.2f times", targetRatio), v.ratio <= targetRatio
	if s.delay > 0 {
		target, met = fmt.Sprintf("at most %s more", targetMore), v.more <= targetMore
	}
	if !met {
		return target + ": **missed**"
	}
	return target + ": met"
}
