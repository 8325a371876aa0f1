// Package simulator simulates RingCX on loopback: an http.Handler that answers as RingCX's documents say, for tests,
// for the demo, and for people who test their own Terraform modules. RingCX has no sandbox. internal/ringcx/API.md says
// what is known of its API and from which source; comments cite its sections.
//
// One handler serves everything that RingCX spreads over several hosts: RingCentral's OAuth server, the RingCX
// authentication endpoints, and the voice API below /voice/api (hosts ringcx and engage) and below /api (legacy
// portals).
//
// It follows the documents, not one client. It answers a request that no document describes as a careful server would,
// and marks it in the log (Request.Undocumented). Where the documents are silent or disagree, Config has a switch or a
// comment names the choice.
//
// What exists in the simulated tenant is in the package tenant, which knows no HTTP. Here are the routes and their
// answers, the logins, the limits, the faults and the control API.
//
// Its log, its control API and its answers contain secrets in plain text. The secrets are made up, and it must listen
// on loopback only. The control API answers to no web page: only a Host on loopback, and no Origin. The log is bounded:
// the oldest requests go, and it says how many.
package simulator
