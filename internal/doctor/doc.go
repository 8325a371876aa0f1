// Package doctor examines a RingCX login before Terraform uses it, and with it what is only read of RingCX in
// documents: each check says what was seen, what to do, and whether RingCX answers as internal/ringcx/API.md has it.
//
// It takes the provider's own settings and client, and sends documented requests only. It reads, unless it is told to
// create a token (create.go), and then takes back what it made on every path (takeback.go).
//
// What it reports says what values are like, never what they are: see wire.Form. What it tells a person may name their
// settings and repeat RingCX's words, as the provider's errors do.
package doctor
