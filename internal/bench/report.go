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

// What a plan over 1000 tokens may take, so many times the floors: the plain one and the quiet one, and the plain one
// where requests are slow.
const (
	targetTokens = 1000
	targetPlain  = 0.75
	targetQuiet  = 1.15
	targetSlow   = 1.00
)

// report is what the results say, and how they were made.
type report struct {
	cli     string // such as "Terraform v1.11.4"
	results []result
	fleets  []fleet
}

func newReport(ctx context.Context, cli *clitest.CLI, results []result, fleets []fleet) (report, error) {
	version, err := clitest.Version(ctx, cli.Path)
	return report{version, results, fleets}, err
}

// tables writes the results in Markdown.
func (r report) tables() string {
	var b strings.Builder
	b.WriteString("| Login, answers | Number | Command | Requests | Allowed | Time | Memory " +
		"|\n|---|--:|---|--:|--:|--:|--:|\n")
	for _, result := range r.results {
		for _, c := range result.commands() {
			if c.measure == (measure{}) {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %.1f s | %s |\n", result.scenario, result.number(), c.name,
				c.counted(), c.allowed, c.time.Seconds(), mebibytes(c.memory))
		}
	}
	b.WriteString("\n| Login, answers | Tokens | Plan | Plain floor | Ratio | Quiet floor | Ratio | Target | Requests " +
		"| A REST provider's |\n|---|--:|--:|--:|--:|--:|--:|---|--:|--:|\n")
	for _, result := range r.results {
		if v := compare(result.rounds); v != (versus{}) {
			fmt.Fprintf(&b, "| %s | %d | %.2f s | %.2f s | %.2f | %.2f s | %.2f | %s | %d | %d |\n", result.scenario,
				result.n, v.real.Seconds(), v.plain.Seconds(), v.toPlain, v.quiet.Seconds(), v.toQuiet,
				v.verdict(result.scenario), result.plan.requests, restRequests(result.scenario))
		}
	}
	return b.String() + "\n" + r.limitedTable() + "\n" + fleetTable(r.fleets)
}

// restRequests is what a plan costs with a provider that reads each token by itself.
func restRequests(s scenario) int { return s.login.requests + s.n }

// limitedTable writes what plans cost that have to wait for a limit, in Markdown.
func (r report) limitedTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| Plan, %d requests a minute | Requests | Refused | Time | Least possible | Ratio "+
		"|\n|---|--:|--:|--:|--:|--:|\n", adminLimit)
	for _, result := range r.results {
		if result.limited && result.onlyPlan {
			least := leastTime(result.plan.requests)
			fmt.Fprintf(&b, "| %s | %d | %d | %.1f s | %.0f s | %.2f |\n", result.number(),
				result.plan.requests, result.plan.refused, result.plan.time.Seconds(), least.Seconds(),
				result.plan.time.Seconds()/least.Seconds())
		}
	}
	return b.String()
}

// leastTime is what so many requests take at least: a minute for each time that a minute's are used up.
func leastTime(requests int) time.Duration {
	return time.Duration((requests-1)/adminLimit) * time.Minute
}

//go:embed page.md
var page string

// page is BENCHMARKS.md.
func (r report) page() string {
	machine := fmt.Sprintf("%d cores, %s/%s, %s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(),
		r.cli)
	return strings.NewReplacer("{{machine}}", machine, "{{rounds}}", fmt.Sprint(fullRounds), "{{headline}}",
		r.headline(), "{{tables}}", strings.TrimSpace(r.tables())).Replace(page)
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
		for _, c := range r.commands() {
			if c.requests > c.allowed {
				errs = append(errs, fmt.Errorf("%s: %s made %d requests, %d are allowed", r.name(), c.name, c.requests, c.allowed))
			}
		}
	}
	return errors.Join(errs...)
}

// versus sums up rounds by their medians. Those of the ratios are taken over the rounds, since the plans of a round ran
// while the machine was equally busy.
type versus struct {
	real, plain, quiet time.Duration
	toPlain, toQuiet   float64
}

func compare(rounds []round) versus {
	if len(rounds) == 0 {
		return versus{}
	}
	return versus{
		real:    median(rounds, func(r round) time.Duration { return r.real }),
		plain:   median(rounds, func(r round) time.Duration { return r.plain }),
		quiet:   median(rounds, func(r round) time.Duration { return r.quiet }),
		toPlain: median(rounds, func(r round) float64 { return r.real.Seconds() / r.plain.Seconds() }),
		toQuiet: median(rounds, func(r round) float64 { return r.real.Seconds() / r.quiet.Seconds() }),
	}
}

func median[T time.Duration | float64](rounds []round, of func(round) T) T {
	values := make([]T, len(rounds))
	for i, r := range rounds {
		values[i] = of(r)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// verdict compares with the targets, which are set for so many tokens only that Terraform's own time, which grows with
// their square, does not hide everything else.
func (v versus) verdict(s scenario) string {
	if s.n != targetTokens {
		return ""
	}
	target, met := fmt.Sprintf("at most %.2f and %.2f", targetPlain, targetQuiet), v.toPlain <= targetPlain &&
		v.toQuiet <= targetQuiet
	if s.delay > 0 {
		target, met = fmt.Sprintf("at most %.2f of the plain floor", targetSlow), v.toPlain <= targetSlow
	}
	if !met {
		return target + ": **missed**"
	}
	return target + ": met"
}

// headline is the comparison in a sentence, from the results over many tokens with fast answers.
func (r report) headline() string {
	for _, result := range r.results {
		if v := compare(result.rounds); v != (versus{}) && result.n == targetTokens && result.delay == 0 {
			return fmt.Sprintf("A plan over %d tokens takes %.2f times as long as with a provider on the same framework that "+
				"only writes its default log, and it takes %.2f times as long as with one that does nothing and writes no "+
				"log.", targetTokens, v.toPlain,
				v.toQuiet)
		}
	}
	return ""
}
