package ringcx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// Secret is a string that does not print: every formatting verb and every encoder shows a placeholder, so that no
// error, log record or panic message can contain it by accident.
type Secret string

const placeholder = "(secret)"

// Reveal returns the value itself, for requests and for the Terraform state.
func (s Secret) Reveal() string { return string(s) }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, placeholder) }

// MarshalText implements encoding.TextMarshaler, which JSON uses too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(placeholder), nil }

// Token is a permanent API token of one RingCX user. It never expires, and nothing but its value identifies it (API.md,
// section 8).
type Token struct{ Secret }

// ID returns the token's non-secret id: the lower-case hex SHA-256 of its value, as sha256() in HCL and sha256sum in a
// shell compute it.
func (t Token) ID() string {
	sum := sha256.Sum256([]byte(t.Secret))
	return hex.EncodeToString(sum[:])
}

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.Secret == "" }
