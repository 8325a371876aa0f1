package doctor

import (
	"encoding/json"
	"io"
	"slices"
)

// ReportVersion is that of the form of a report, which report.schema.json describes. It rises when a reader of the form
// before could not read it.
const ReportVersion = 1

// Report is what may be published: see Outcome.Seen.
type Report struct {
	Version  int     `json:"version"`
	Program  string  `json:"program"`   // ringcx-doctor and its version
	AuthMode string  `json:"auth_mode"` // "" if it is none
	Created  bool    `json:"created"`   // whether a token was to be created
	Checks   []Entry `json:"checks"`
}

// Entry is a check in a report.
type Entry struct {
	ID         string     `json:"id"`
	Section    string     `json:"section"` // of API.md; "" if the check tests nothing of it
	Status     Status     `json:"status"`
	Assumption Assumption `json:"assumption"`
	Seen       string     `json:"seen"`
	Settings   []string   `json:"settings,omitempty"` // of which one is wrong
}

// NewReport takes from the results what may be published.
func NewReport(program string, req Request, results []Result) Report {
	report := Report{
		Version: ReportVersion, Program: program, AuthMode: req.Environment.AuthMode, Created: req.CreateToken,
		Checks: []Entry{},
	}
	for _, r := range results {
		report.Checks = append(report.Checks, Entry{r.ID, r.Section, r.Status, r.Assumption, r.Seen, r.Settings})
	}
	return report
}

// Write writes the report as JSON.
func (r Report) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // forms such as <uuid> are for people too
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// Failed reports whether a check failed.
func Failed(results []Result) bool {
	return slices.ContainsFunc(results, func(r Result) bool { return r.Status == Fail })
}
