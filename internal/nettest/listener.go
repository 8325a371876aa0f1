package nettest

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// Listener listens in memory: no port, no system call. Inside a testing/synctest bubble, where a real connection
// would stop the clock, a client and the simulator can wait for hours in no time.
type Listener struct {
	dialed    chan net.Conn
	closed    chan struct{}
	closeOnce sync.Once
}

// Listen returns a listener that only its own DialContext reaches.
func Listen() *Listener {
	return &Listener{dialed: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept returns the server's end of the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.dialed:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept, and every DialContext from now on. Connections stay.
func (l *Listener) Close() error {
	l.closeOnce.Do(func() { close(l.closed) })
	return nil
}

// Addr returns a placeholder address.
func (l *Listener) Addr() net.Addr { return &net.UnixAddr{Net: "pipe", Name: "pipe"} }

// DialContext connects to the listener, whatever the address. It fits http.Transport. A closed listener refuses the
// connection, as a host does on which no server listens.
func (l *Listener) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	failed := func(err error) (net.Conn, error) {
		_, _ = client.Close(), server.Close()
		return nil, &net.OpError{Op: "dial", Net: network, Addr: l.Addr(), Err: err}
	}
	select {
	case l.dialed <- server:
		return client, nil
	case <-l.closed:
		return failed(syscall.ECONNREFUSED)
	case <-ctx.Done():
		return failed(ctx.Err())
	}
}
