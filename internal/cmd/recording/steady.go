package main

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	anID     = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	aPort    = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	aDate    = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	aTime    = regexp.MustCompile(`after \d+s`)
	onlyID   = regexp.MustCompile(`^[ +~-]*"[0-9a-f]{64}",$`)
	progress = regexp.MustCompile(`^(?:data\.)?\w+\.\w+(?:\[[^]]*\])?: `)
)

// steady returns the lines of an output as they would be in every run: ids by the order in which they appear, one port,
// one time, and what Terraform does in parallel in the order of the names.
func steady(printed string) []string {
	printed = aPort.ReplaceAllString(printed, "127.0.0.1:8787")
	printed = aTime.ReplaceAllString(printed, "after 0s")
	printed = aDate.ReplaceAllString(printed, "2026-11-26T12:00:00Z")
	lines := strings.Split(strings.TrimRight(printed, "\n"), "\n")
	sortRuns(lines, progress, byProgress)
	ids := map[string]string{}
	for i, line := range lines {
		lines[i] = anID.ReplaceAllStringFunc(line, func(id string) string {
			if ids[id] == "" {
				ids[id] = fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, len(ids))))
			}
			return ids[id]
		})
	}
	sortRuns(lines, onlyID, strings.Compare) // Terraform sorts ids by what they were
	return lines
}

// sortRuns sorts the lines that match, as far as they follow one another.
func sortRuns(lines []string, match *regexp.Regexp, compare func(a, b string) int) {
	for from := 0; from < len(lines); from++ {
		to := from
		for to < len(lines) && match.MatchString(lines[to]) {
			to++
		}
		slices.SortFunc(lines[from:to], compare)
		from = max(from, to-1)
	}
}

// byProgress puts what begins before what ends, and each in the order of the names.
func byProgress(a, b string) int {
	const ended = " complete after "
	switch {
	case strings.Contains(a, ended) == strings.Contains(b, ended):
		return strings.Compare(a, b)
	case strings.Contains(a, ended):
		return 1
	}
	return -1
}
