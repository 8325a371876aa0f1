package nettest

import (
	"bytes"
	"encoding/binary"
	"maps"
	"net"
	"net/http"
	"slices"
	"time"

	"golang.org/x/net/http2"
)

// goAway is the way to break a stream that ends the connection instead of the stream alone.
const goAway = "GOAWAY"

// breaks are the ways to break a stream, with the code that the client is sent.
var breaks = map[string]http2.ErrCode{
	"PROTOCOL_ERROR": http2.ErrCodeProtocol,
	"REFUSED_STREAM": http2.ErrCodeRefusedStream,
	"INTERNAL_ERROR": http2.ErrCodeInternal,
	"CANCEL":         http2.ErrCodeCancel,
	goAway:           http2.ErrCodeNo,
}

// StreamBreaks returns the names of the ways in which ServeHTTP2 breaks a stream. Four are the codes of a reset; GOAWAY
// says that the stream was not looked at, and closes the connection.
func StreamBreaks() []string { return slices.Sorted(maps.Keys(breaks)) }

// ServeHTTP2 serves HTTP/2 in memory, in clear text. Where the handler aborts a request, which net/http tells the
// client by a reset with INTERNAL_ERROR, its stream breaks in the way that is named instead: no server lets its handler
// choose one. It returns a client's transport, and what ends both.
func ServeHTTP2(handler http.Handler, how string) (client *http.Transport, stop func()) {
	if _, known := breaks[how]; !known {
		panic("nettest: unknown way to break a stream: " + how)
	}
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	l := Listen()
	server := &http.Server{Handler: handler, Protocols: protocols, ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(breaking{l, how})
	}()
	client = &http.Transport{DialContext: l.DialContext, Protocols: protocols}
	return client, func() {
		client.CloseIdleConnections()
		_ = server.Close()
		<-served
	}
}

// breaking is a listener whose connections are spoiled.
type breaking struct {
	net.Listener
	how string
}

func (l breaking) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &spoiled{Conn: conn, how: l.how}, nil
}

// spoiled is a server's connection, on which each reset becomes what breaks the stream. The server writes one frame
// after the other, but not each in one piece.
type spoiled struct {
	net.Conn
	how     string
	written []byte // of a frame that is not complete
}

func (c *spoiled) Write(p []byte) (int, error) {
	c.written = append(c.written, p...)
	for {
		header, frame := c.nextFrame()
		if frame == nil {
			return len(p), nil
		}
		var err error
		if header.Type == http2.FrameRSTStream && isInternalError(frame[headerSize:]) {
			err = c.breakStream(header.StreamID)
		} else {
			_, err = c.Conn.Write(frame)
		}
		if err != nil {
			return 0, err
		}
	}
}

const headerSize = 9 // RFC 9113, 4.1

// nextFrame takes a frame, with its header, out of what was written. It is nil if none is complete.
func (c *spoiled) nextFrame() (header http2.FrameHeader, frame []byte) {
	header, err := http2.ReadFrameHeader(bytes.NewReader(c.written))
	size := headerSize + int(header.Length)
	if err != nil || len(c.written) < size {
		return header, nil
	}
	frame, c.written = c.written[:size], c.written[size:]
	return header, frame
}

func isInternalError(code []byte) bool {
	return http2.ErrCode(binary.BigEndian.Uint32(code)) == http2.ErrCodeInternal
}

func (c *spoiled) breakStream(id uint32) error {
	framer := http2.NewFramer(c.Conn, nil)
	if c.how != goAway {
		return framer.WriteRSTStream(id, breaks[c.how])
	}
	if err := framer.WriteGoAway(max(id, 2)-2, http2.ErrCodeNo, nil); err != nil {
		return err
	}
	return c.Close()
}
