package wire

import (
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
