// Package ringcx is a client for the parts of the RingCX REST API that concern permanent API tokens: the logins, the
// tokens themselves, accounts and users.
//
// It knows HTTP and RingCX, and nothing about Terraform. Beyond what a plain client does, it guarantees that
//
//   - a create request is never repeated while its outcome is unknown (ledger.go),
//   - a token is reported as gone only when that is proven (locate.go),
//   - one list request serves all callers (client.go),
//   - sessions renew themselves (sessions.go).
//
// How one request is sent, repeated, held back by a limit and reported is in package wire.
//
// API.md, beside this file, says what is known of the API and from which source. Comments cite its sections.
package ringcx
