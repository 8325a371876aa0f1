package simulator

import (
	"crypto/rand"
	"fmt"
)

// secrets are those that were configured or issued so far, each once.
type secrets struct {
	list  []string
	known map[string]bool
}

// keep remembers a secret and returns it.
func (s *secrets) keep(secret string) string {
	if secret != "" && !s.known[secret] {
		s.known[secret] = true
		s.list = append(s.list, secret)
	}
	return secret
}

// newUUID returns a random (version 4) UUID.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
