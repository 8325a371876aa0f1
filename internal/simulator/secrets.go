package simulator

import (
	"crypto/rand"
	"fmt"
	"slices"
)

// Secrets returns every secret configured or issued so far, to search for leaks: passwords, the client secret,
// RingCentral JWTs and tokens, RingCX JWTs and refresh tokens, authTokens, API tokens (live and revoked), and the
// secrets of the account objects.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.secrets)
}

// keepSecret remembers a secret for Secrets and returns it.
func (s *Server) keepSecret(secret string) string {
	if secret != "" && !s.knownSecret[secret] {
		s.knownSecret[secret] = true
		s.secrets = append(s.secrets, secret)
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
