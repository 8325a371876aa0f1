// Package simulator is RingCX on loopback: an http.Handler that answers as RingCX's documents say, for tests, for the
// demo, and for people who test their own Terraform modules. RingCX has no sandbox. What
// is known of its API, with its sources, stands in internal/ringcx/API.md; comments cite its sections.
//
// One handler serves all that RingCX spreads over several hosts: RingCentral's OAuth server, the RingCX
// authentication endpoints, the voice API below /voice/api (hosts ringcx and engage) and below /api (legacy portals).
//
// It serves the documents, not one client. A request that no document describes is answered as a careful server
// would, and is marked in the log (Request.Undocumented). Where the documents are silent or disagree, Config has a
// switch or a comment names the choice.
//
// Its log, its control API and its answers hold secrets in the clear: they are made up, and it must never listen on
// anything but loopback.
package simulator
