package doctor

import "fmt"

// Status is how a check ended.
type Status string

// The statuses.
const (
	OK   Status = "ok"
	Warn Status = "warn" // Terraform works, with a restriction
	Fail Status = "fail" // Terraform would not work
	Skip Status = "skip"
)

// Assumption is what a check says about the section of API.md that it tests.
type Assumption string

// The assumptions.
const (
	AsDocumented Assumption = "as documented"
	Otherwise    Assumption = "otherwise"
	NotTried     Assumption = "not tried"
)

// Outcome is the answer to a check.
type Outcome struct {
	Status     Status
	Assumption Assumption
	Seen       string   // in words of this program and by form, so that it may be published
	Advice     string   // what to do, for the person at the terminal only
	Settings   []string // the attributes of which one is wrong
	Irrelevant bool     // to somebody at a terminal: it does not concern this auth_mode, or was not asked for
	LeftOut    bool     // because something else went wrong, which somebody at a terminal is told once
	missed     bool     // RingCX did not give what was asked for, which Terraform can do without
	refused    bool     // with the status 403
}

// Result is a check with its answer.
type Result struct {
	ID      string
	Section string
	Outcome
}

func ok(a Assumption, format string, args ...any) Outcome {
	return Outcome{Status: OK, Assumption: a, Seen: fmt.Sprintf(format, args...)}
}

func warn(a Assumption, advice, format string, args ...any) Outcome {
	return Outcome{Status: Warn, Assumption: a, Advice: advice, Seen: fmt.Sprintf(format, args...)}
}

func skip(seen string) Outcome { return Outcome{Status: Skip, Assumption: NotTried, Seen: seen} }

// The answers to a check that does not concern the auth_mode, and to one that creates a token, where nobody asked for
// that.
var (
	notForMode = irrelevant("this auth_mode has no such step")
	notAsked   = irrelevant("asked for by -create-token only")
)

func irrelevant(seen string) Outcome {
	o := skip(seen)
	o.Irrelevant = true
	return o
}

// leftOut is the answer to a check that something else prevents.
func leftOut(seen string) Outcome {
	o := skip(seen)
	o.LeftOut = true
	return o
}

// documented is AsDocumented if what the documents say is so.
func documented(is bool) Assumption {
	if is {
		return AsDocumented
	}
	return Otherwise
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
