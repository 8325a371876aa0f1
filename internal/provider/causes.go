package provider

import (
	"regexp"
	"strings"
	"sync"
)

// causes remembers which causes the errors of this provider have told. One
// outage fails every token of a plan, and Terraform prints an error for each:
// the first one tells the cause in full, and those after it have a line that
// says so. Only what is the same word for word is one cause.
//
// It is for errors alone. Terraform folds warnings that are alike itself, and
// shows any one of them.
type causes struct {
	mu   sync.Mutex
	told map[string]bool
}

const toldBefore = "The first error with this cause has the rest, and what to do."

// tries is the line of an error that tells how often a request was sent, which
// differs where the cause does not.
var tries = regexp.MustCompile(`\nTried \d+ times[^\n]*`)

// first reports whether a cause is told for the first time. A nil receiver has
// told nothing.
func (c *causes) first(cause string) bool {
	if c == nil {
		return true
	}
	cause = tries.ReplaceAllString(cause, "")
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told[cause] {
		return false
	}
	if c.told == nil {
		c.told = make(map[string]bool)
	}
	c.told[cause] = true
	return true
}

// text is that of an error: what is its own, such as the id that it is about,
// then the cause, and what to do. Where the cause was told before, the first
// line of it is left.
func (c *causes) text(own, cause, advice string) string {
	line, rest, _ := strings.Cut(cause, "\n")
	if rest+advice == "" || c.first(cause+advice) {
		return strings.TrimSpace(own + " " + cause + advice)
	}
	return strings.TrimSpace(own+" "+line) + " " + toldBefore
}
