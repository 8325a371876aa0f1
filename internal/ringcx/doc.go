// Package ringcx is a client for the parts of the RingCX REST API that handle
// permanent API tokens: the logins, the tokens themselves, accounts and users.
//
// It knows HTTP and RingCX and nothing of Terraform. What it promises beyond a
// plain client: a create request is never repeated while its outcome is in
// doubt (ledger.go), a token is called gone only when that is proven
// (locate.go), lists are asked for once for everybody (shared.go), sessions
// renew themselves (sessions.go), rate limits hold back the whole process
// (gate.go), and no secret is in any error or log record (secret.go,
// redact.go).
//
// What is known of the wire, with its sources, stands in API.md beside this
// file; comments cite its sections.
package ringcx
