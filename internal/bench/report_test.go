package main

import (
	"strings"
	"testing"
	"time"
)

func TestTooMany(t *testing.T) {
	fine := measure{requests: 3, allowed: 3, refused: 9}
	if err := tooMany([]result{{create: fine, plan: fine, destroy: fine}}); err != nil {
		t.Errorf("as many as are allowed: %v", err)
	}
	err := tooMany([]result{{create: fine, plan: measure{requests: 4, allowed: 3}, destroy: fine}})
	if err == nil || !strings.Contains(err.Error(), "plan made 4 requests, 3 are allowed") {
		t.Errorf("one too many: %v", err)
	}
}

func TestCompare(t *testing.T) {
	// A pause of the machine during one plan must not move the result.
	rounds := []round{
		{real: 11 * time.Second, plain: 10 * time.Second, quiet: 5 * time.Second},
		{real: 22 * time.Second, plain: 20 * time.Second, quiet: 10 * time.Second},
		{real: 90 * time.Second, plain: 10 * time.Second, quiet: 10 * time.Second},
	}
	want := versus{real: 22 * time.Second, plain: 10 * time.Second, quiet: 10 * time.Second, toPlain: 1.1, toQuiet: 2.2}
	if got := compare(rounds); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestVerdict(t *testing.T) {
	many := scenario{n: targetTokens}
	slowly := scenario{n: targetTokens, delay: slow}
	for _, c := range []struct {
		scenario scenario
		versus   versus
		want     string
	}{
		{many, versus{toPlain: 0.75, toQuiet: 1.15}, "at most 0.75 and 1.15: met"},
		{many, versus{toPlain: 0.76, toQuiet: 1}, "at most 0.75 and 1.15: **missed**"},
		{many, versus{toPlain: 0.5, toQuiet: 1.16}, "at most 0.75 and 1.15: **missed**"},
		{slowly, versus{toPlain: 1, toQuiet: 2}, "at most 1.00 of the plain floor: met"},
		{slowly, versus{toPlain: 1.01}, "at most 1.00 of the plain floor: **missed**"},
		{scenario{n: 1}, versus{toPlain: 9}, ""},
		{scenario{n: 8 * targetTokens}, versus{toPlain: 9}, ""},
	} {
		if got := c.versus.verdict(c.scenario); got != c.want {
			t.Errorf("%v: got %q, want %q", c.versus, got, c.want)
		}
	}
}

// BENCHMARKS.md has every figure, and says the first of them in a sentence.
func TestPage(t *testing.T) {
	page := report{"Terraform v1", []result{{
		scenario: scenario{login: engage, n: targetTokens},
		rounds:   []round{{real: 6 * time.Second, plain: 10 * time.Second, quiet: 5 * time.Second}},
	}}, nil}.page()
	for _, want := range []string{"takes 0.60 times", "takes 1.20 times", "| 6.00 s | 10.00 s | 0.60 | 5.00 s | 1.20 |"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(page, "{{") {
		t.Error("something is left to be filled in")
	}
}

func TestNumber(t *testing.T) {
	for want, s := range map[string]scenario{
		"engage, 0 ms a request, 1 token":      {login: engage, of: tokens, n: 1},
		"engage, 0 ms a request, 30 API users": {login: engage, of: rights, n: 30},
	} {
		if got := s.name(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		page := report{results: []result{{scenario: s, plan: measure{requests: 1}}}}.page()
		if row := "| " + s.number() + " | plan |"; !strings.Contains(page, row) {
			t.Errorf("no row %q in\n%s", row, page)
		}
	}
}

func TestHighWaterMark(t *testing.T) {
	if got := highWaterMark([]byte("Name:\tx\nVmPeak:\t 9 kB\nVmHWM:\t   1234 kB\nVmRSS:\t 5 kB\n")); got != 1234<<10 {
		t.Errorf("got %d", got)
	}
	if got := highWaterMark([]byte("Name:\tx\n")); got != 0 {
		t.Errorf("without the line: got %d", got)
	}
}
