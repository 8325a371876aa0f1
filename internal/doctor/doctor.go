package doctor

import (
	"context"
	"slices"
)

// Run makes the checks one after the other. It ends early if the context does, but never before everything is taken
// back that it made.
func Run(ctx context.Context, req Request) []Result {
	x := &examination{Request: req, mode: req.Environment.AuthMode, done: map[string]Outcome{}}
	var results []Result
	add := func(id, section string, o Outcome) {
		r := Result{ID: id, Section: section, Outcome: o}
		x.done[id] = o
		results = append(results, r)
		req.Tell(r)
	}
	for _, s := range req.Environment.Settings {
		add("settings."+s.Name, settingSections[s.Name], setting(s, req.Environment))
	}
	if !Failed(results) && req.Environment.Config != nil {
		x.connect(*req.Environment.Config)
	}
	for _, c := range checks() {
		if x.client != nil {
			req.Begin(c.id)
		}
		add(c.id, c.section, c.try(ctx, x))
	}
	return results
}

// Checks returns the ids of all checks, but for those of single settings, each with its section of API.md.
func Checks() map[string]string {
	all := map[string]string{}
	for _, c := range checks() {
		all[c.id] = c.section
	}
	return all
}

// checks are in the order in which they run.
func checks() []check {
	return slices.Concat(reachChecks, loginChecks, tokenChecks, listChecks, rightsChecks, objectChecks, manageChecks,
		createChecks)
}
