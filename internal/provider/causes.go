package provider

import (
	"regexp"
	"strings"
	"sync"
)

// causes remembers which causes of errors this provider has reported. One outage fails every token of a plan, and
// Terraform prints an error for each of them: the first error explains the cause in full, and the others refer to it.
// Two causes are the same only if their texts are identical.
//
// It is used for errors only. Terraform itself groups warnings with the same summary, and shows one of them.
type causes struct {
	mu       sync.Mutex
	reported map[string]bool
}

const seeFirstError = "The first error with this cause has the details, and what to do."

// tries matches the line of an error that says how often a request was sent, which can differ for the same cause.
var tries = regexp.MustCompile(`\nTried \d+ times[^\n]*`)

// first reports whether a cause is reported for the first time. On a nil receiver every cause is.
func (c *causes) first(cause string) bool {
	if c == nil {
		return true
	}
	cause = tries.ReplaceAllString(cause, "")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reported[cause] {
		return false
	}
	if c.reported == nil {
		c.reported = make(map[string]bool)
	}
	c.reported[cause] = true
	return true
}

// text returns the text of an error: first what is specific to it, such as an id, then the cause and what to do. If the
// cause was reported before, only its first line remains.
func (c *causes) text(prefix, cause, advice string) string {
	line, rest, _ := strings.Cut(cause, "\n")
	if rest+advice == "" || c.first(cause+advice) {
		return strings.TrimSpace(prefix + " " + cause + advice)
	}
	return strings.TrimSpace(prefix+" "+line) + " " + seeFirstError
}
