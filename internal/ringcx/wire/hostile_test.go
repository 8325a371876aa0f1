package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// What a certificate, a proxy or a redirect says comes before any trust in the server. It reaches an error and a log
// record without a secret, and with everything escaped that a terminal would obey.
func TestHostileConnections(t *testing.T) {
	const secret = "correct-horse-battery"
	const words = "\x1b[31m\a\b" + secret
	honest := "https://" + serveRaw(t, nil, "")
	_, port, err := net.SplitHostPort(serveRaw(t, certificate(t, words+strings.Repeat(".x", 2000)), ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		to, proxy string
		want      string
	}{
		"certificate": {to: "https://localhost:" + port, want: `\x1b[31m\a\b(redacted)`},
		"proxy": {
			to: honest, proxy: serveRaw(t, nil, "HTTP/1.1 403 "+words+"\u202e\u009b\r\n\r\n"),
			want: `\x1b[31m\a\b(redacted)\u202e\u009b`,
		},
		"redirect": {
			to:   "http://" + serveRaw(t, nil, "HTTP/1.1 302 Found\r\nLocation: https://"+secret+"\u202e.example/\r\n\r\n"),
			want: `a redirect to (redacted)\u202e.example`,
		},
		"no HTTP": {to: "http://" + serveRaw(t, nil, words+"\u202e\r\n\r\n"), want: "(redacted)"},
		"content type": {
			to: "http://" + serveRaw(t, nil, "HTTP/1.1 200 OK\r\nContent-Type: "+secret+"\u202e\u200b\r\n"+
				"Content-Length: 1\r\n\r\nx"),
			want: "(redacted)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			transport := &http.Transport{DisableKeepAlives: true}
			if c.proxy != "" {
				transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: c.proxy})
			}
			var records strings.Builder
			w := New(Config{Transport: transport, Observe: func(_ context.Context, r Record) { records.WriteString(r.Failure) }})
			w.Hide(secret)
			call := Call{Op: "ask", Method: http.MethodGet, URL: c.to}
			r, err := w.Do(t.Context(), call)
			if err == nil {
				err = call.Unexpected(r, fmt.Errorf("it says %s", words))
			}
			text := err.Error() + records.String()
			if !strings.Contains(text, c.want) {
				t.Errorf("got %q, want %q", text, c.want)
			}
			hidden := strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), unprintable)
			if hidden || strings.Contains(text, secret) {
				t.Errorf("it is not fit for a terminal: %q", text)
			}
			if len(text) > 4*maxText {
				t.Errorf("%d bytes", len(text))
			}
		})
	}
}

// serveRaw answers every connection with a text, by TLS if there is a certificate, and returns its address.
func serveRaw(t *testing.T, certificate *tls.Certificate, text string) (address string) {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if certificate != nil {
					_ = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*certificate}}).Handshake()
					return
				}
				_, _ = conn.Read(make([]byte, 1<<16))
				_, _ = io.WriteString(conn, text)
			}()
		}
	}()
	return listener.Addr().String()
}

// certificate is for a host of this name, and nobody trusts it.
func certificate(t *testing.T, host string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
