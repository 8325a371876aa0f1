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
	pairs := []pair{
		{real: 11 * time.Second, floor: 10 * time.Second},
		{real: 22 * time.Second, floor: 20 * time.Second},
		{real: 90 * time.Second, floor: 10 * time.Second},
	}
	want := versus{real: 22 * time.Second, floor: 10 * time.Second, more: 2 * time.Second, ratio: 1.1}
	if got := compare(pairs); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestVerdict(t *testing.T) {
	many := scenario{tokens: targetTokens}
	slowly := scenario{tokens: targetTokens, delay: slow}
	for _, c := range []struct {
		scenario scenario
		versus   versus
		want     string
	}{
		{many, versus{ratio: 1.15}, "at most 1.15 times: met"},
		{many, versus{ratio: 1.16}, "at most 1.15 times: **missed**"},
		{slowly, versus{ratio: 2, more: time.Second}, "at most 1s more: met"},
		{slowly, versus{more: time.Second + 1}, "at most 1s more: **missed**"},
		{scenario{tokens: 1}, versus{ratio: 9}, ""},
	} {
		if got := c.versus.verdict(c.scenario); got != c.want {
			t.Errorf("%v: got %q, want %q", c.versus, got, c.want)
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
