package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/ringcx/terraform-provider-ringcx/internal/doctor"
)

// page prints results for a person.
type page struct {
	w      io.Writer
	colour bool
	group  string // whose heading was printed last
	width  int    // of the ids in it
	advice string // that was printed last
}

// groups are the headings, by what the ids of their checks begin with.
var groups = map[string]string{
	"settings": "Settings", "reach": "The way to RingCX", "login": "The login", "tokens": "The user's API tokens",
	"header": "The headers of a credential", "accounts": "Accounts", "users": "Users", "roles": "Roles",
	"rights": "Rights documents", "objects": "What rights documents name, in one account",
	"manage": "What Terraform can manage with this login", "create": "A token, made and revoked",
}

var colours = map[doctor.Status]string{doctor.OK: "32", doctor.Warn: "33", doctor.Fail: "31", doctor.Skip: "2"}

// line prints a result in one line, and below it what to do.
func (p *page) line(r doctor.Result) {
	if r.Irrelevant || r.LeftOut {
		return
	}
	prefix, _, _ := strings.Cut(r.ID, ".")
	if p.group != prefix {
		if p.group != "" {
			p.printf("\n")
		}
		p.group, p.width = prefix, widthOf(prefix)
		p.printf("%s\n", groups[prefix])
	}
	status := fmt.Sprintf("%-4s", r.Status)
	if p.colour {
		status = "\x1b[" + colours[r.Status] + "m" + status + "\x1b[0m"
	}
	seen := r.Seen
	if r.Assumption == doctor.Otherwise {
		seen += " (otherwise than documented)"
	}
	p.printf("  %s  %-*s %s\n", status, p.width, r.ID, seen)
	advice := r.Advice
	if r.ID == doctor.TakenBack {
		advice = "" // stands at the end
	}
	if len(r.Settings) > 0 {
		advice += "\n\nTo correct: " + variables(r.Settings) + "."
	}
	switch advice {
	case "":
	case p.advice:
		p.printf("%s\n", indented("The same as above."))
	default:
		p.printf("%s\n", indented(advice))
		p.advice = advice
	}
}

// widthOf is the width of the ids in a group: one for most, so that the lines of the page stand below one another.
func widthOf(group string) int {
	width := 26
	for id := range doctor.Checks() {
		if strings.HasPrefix(id, group+".") {
			width = max(width, len(id))
		}
	}
	return width
}

// variables are the environment variables of settings, one of which is wrong.
func variables(settings []string) string {
	names := make([]string, len(settings))
	for i, name := range settings {
		names[i] = "RINGCX_" + strings.ToUpper(name)
	}
	if len(names) == 1 {
		return names[0]
	}
	return "one of " + strings.Join(names, ", ")
}

func indented(text string) string {
	const margin = "        "
	return margin + strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n"+margin), "\n"+margin+"\n", "\n\n")
}

// summary counts what is to be done, and names at the end what failed: in a log nobody looks for it.
func (p *page) summary(results []doctor.Result, stopped bool) {
	count := map[doctor.Status]int{}
	otherwise, leftOut := 0, 0
	report := "ringcx-doctor -json"
	var failed []string
	for _, r := range results {
		switch {
		case r.Irrelevant:
			continue
		case r.LeftOut:
			leftOut++
			continue
		case r.Status == doctor.Fail:
			failed = append(failed, r.ID+": "+r.Seen)
		}
		count[r.Status]++
		if r.Assumption == doctor.Otherwise {
			otherwise++
			if strings.HasPrefix(r.ID, "create.") {
				report = "ringcx-doctor -json -create-token"
			}
		}
	}
	p.printf("\n%d ok, %d warn, %d fail.", count[doctor.OK], count[doctor.Warn], count[doctor.Fail])
	if stopped {
		p.printf(" Stopped before the end.")
	}
	if leftOut > 0 {
		p.printf(" Checks not made, because they need what failed: %d.", leftOut)
	}
	if otherwise > 0 {
		p.printf(" RingCX answered otherwise than documented in %d: please attach the report of `%s` to an issue.",
			otherwise, report)
	}
	p.printf("\n")
	if len(failed) > 0 {
		p.printf("Failed: %s.\n", strings.Join(failed, "; "))
	}
}

// takenBack says in the last line what became of the token.
func (p *page) takenBack(r doctor.Result) {
	if r.Status == doctor.Skip {
		p.printf("No token was made.\n")
		return
	}
	p.printf("%s.\n", r.Seen)
	if r.Advice != "" {
		p.printf("%s\n", r.Advice)
	}
}

func (p *page) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(p.w, format, args...) // who has gone reads nothing; what was made is taken back nevertheless
}

// progress shows on a terminal which check is under way.
type progress struct {
	mu    sync.Mutex
	w     io.Writer
	on    bool
	shown bool
}

func (p *progress) begin(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on {
		_, _ = fmt.Fprintf(p.w, "\r\x1b[K… %s", id)
		p.shown = true
	}
}

func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		_, _ = io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// tellStop says at once that a stop was heard, where taking back takes time. The function ends that: it returns when
// nothing is printed any more.
func (p *progress) tellStop(ctx context.Context, makes bool) (end func()) {
	if !makes {
		return func() {}
	}
	told := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(told)
		p.end()
		_, _ = io.WriteString(p.w, "ringcx-doctor: stopping: what was made is taken back first.\n")
	})
	return func() {
		if !stop() {
			<-told
		}
	}
}
