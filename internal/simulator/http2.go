package simulator

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync"

	"golang.org/x/net/http2"
)

// goAway is the Fault.Stream that ends the connection instead of the stream alone.
const goAway = "GOAWAY"

// streamBreaks are the values of Fault.Stream, with the code that the client is sent.
var streamBreaks = map[string]http2.ErrCode{
	"PROTOCOL_ERROR": http2.ErrCodeProtocol,
	"REFUSED_STREAM": http2.ErrCodeRefusedStream,
	"INTERNAL_ERROR": http2.ErrCodeInternal,
	"CANCEL":         http2.ErrCodeCancel,
	goAway:           http2.ErrCodeNo,
}

// breakStream ends a request without a reply, as Fault.Stream says. A server that cannot do that drops the connection.
func breakStream(w http.ResponseWriter, how string) {
	if h2, ok := w.(*h2Reply); ok {
		h2.broken = how
		return
	}
	drop(w)
}

// ServeHTTP2 serves HTTP/2, in clear text or within the listener's TLS, until the listener is closed. Then it closes
// the connections and waits for their requests. http.Server serves HTTP/2 too, but not FaultStream: no library's server
// lets its caller choose how a stream breaks.
func (s *Server) ServeHTTP2(l net.Listener) error {
	ctx, end := context.WithCancel(context.Background())
	var connections sync.WaitGroup
	defer connections.Wait()
	defer end()
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		connections.Go(func() { newH2Conn(s, conn).serve(ctx) })
	}
}

// h2Reply is a reply that is sent when it is complete, or when the handler has broken it off.
type h2Reply struct {
	header http.Header
	status int
	body   bytes.Buffer
	broken string // how the stream breaks, by streamBreaks; empty: not at all
}

func (r *h2Reply) Header() http.Header { return r.header }

func (r *h2Reply) WriteHeader(status int) { r.status = status }

func (r *h2Reply) Write(p []byte) (int, error) { return r.body.Write(p) }

// record lets a handler answer. One that aborts breaks the stream as http.Server breaks it.
func (r *h2Reply) record(handler http.Handler, request *http.Request) {
	defer func() {
		switch failure := recover(); failure {
		case nil:
		case http.ErrAbortHandler:
			r.broken = "INTERNAL_ERROR"
		default:
			panic(failure)
		}
	}()
	handler.ServeHTTP(r, request)
}
