package nettest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/nettest"
)

func TestListener(t *testing.T) {
	t.Parallel()
	l := nettest.Listen()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.DialContext(gone, "tcp", "x:1"); !errors.Is(err, context.Canceled) {
		t.Errorf("without anybody to accept: %v", err)
	}
	go func() {
		conn, err := l.DialContext(t.Context(), "tcp", "x:1")
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "hello")
		_ = conn.Close()
	}()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(conn); string(got) != "hello" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
	var op *net.OpError
	_, err = l.DialContext(t.Context(), "tcp", "x:1")
	if !errors.As(err, &op) || op.Op != "dial" || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dialing a closed listener: %v", err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accepting on a closed listener: %v", err)
	}
}
