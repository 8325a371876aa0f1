// Package wire sends single requests to RingCX and RingCentral. It knows nothing of tokens, logins and users: a Call
// carries its credential as a header, the limit against which it counts, and what to advise if it is refused.
//
//   - Client.Do repeats a request only where that is safe (client.go, retry.go),
//   - a limit holds back all requests that count against it (gate.go, pace.go, limits.go),
//   - an Error says what was done, what was answered and what to do (errors.go, error_body.go),
//   - no error or log record contains a secret (secret.go, redact.go),
//   - a record says what may be logged of a request, and if asked, what its reply was like (record.go, form.go),
//   - Replies asks for each thing once, and keeps the answer (replies.go).
package wire
