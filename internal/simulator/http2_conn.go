package simulator

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// h2Conn is an HTTP/2 connection. One goroutine reads frames, one writes them, and each request has its own. The reader
// never waits for the writer, because otherwise the two ends of a net.Pipe could wait for each other.
type h2Conn struct {
	handler http.Handler
	conn    net.Conn
	framer  *http2.Framer
	encoder *hpack.Encoder // of the writer, into block
	block   bytes.Buffer
	tasks   sync.WaitGroup // the writer and the requests

	mu      sync.Mutex // guards everything below
	changed *sync.Cond
	ended   bool
	queue   []func() error // frames to write
	streams map[uint32]*h2Stream
	window  int // how many bytes of bodies the client takes on this connection
	initial int // and on a new stream
}

// h2Stream is a request that is being received or answered.
type h2Stream struct {
	id      uint32
	request *http.Request
	cancel  context.CancelFunc
	body    bytes.Buffer
	window  int
}

func newH2Conn(handler http.Handler, conn net.Conn) *h2Conn {
	const initialWindow, tableSize = 65535, 4096 // RFC 9113, 6.5.2
	c := &h2Conn{
		handler: handler,
		conn:    conn,
		framer:  http2.NewFramer(conn, conn),
		streams: map[uint32]*h2Stream{},
		window:  initialWindow,
		initial: initialWindow,
	}
	c.framer.ReadMetaHeaders = hpack.NewDecoder(tableSize, nil)
	c.encoder = hpack.NewEncoder(&c.block)
	c.changed = sync.NewCond(&c.mu)
	return c
}

// serve answers requests until the client is gone or the context ends.
func (c *h2Conn) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer c.tasks.Wait()
	defer c.end()
	defer cancel()
	defer context.AfterFunc(ctx, c.end)()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c.conn, preface); err != nil || string(preface) != http2.ClientPreface {
		return
	}
	c.tasks.Go(c.write)
	c.send(func() error { return c.framer.WriteSettings() })
	for {
		frame, err := c.framer.ReadFrame()
		if err != nil {
			return
		}
		c.receive(ctx, frame)
	}
}

// end closes the connection, and wakes every goroutine that waits for it.
func (c *h2Conn) end() {
	_ = c.conn.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	c.changed.Broadcast()
}

// send queues frames.
func (c *h2Conn) send(frames func() error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, frames)
	c.changed.Broadcast()
}

// write writes the queue until the connection ends or accepts no more.
func (c *h2Conn) write() {
	for {
		c.mu.Lock()
		for len(c.queue) == 0 && !c.ended {
			c.changed.Wait()
		}
		queue := c.queue
		c.queue = nil
		ended := c.ended
		c.mu.Unlock()
		if ended {
			return
		}
		for _, frames := range queue {
			if frames() != nil {
				return
			}
		}
	}
}

// receive handles a frame from the client.
func (c *h2Conn) receive(ctx context.Context, frame http2.Frame) {
	c.mu.Lock()
	stream := c.streams[frame.Header().StreamID]
	c.mu.Unlock()
	switch f := frame.(type) {
	case *http2.MetaHeadersFrame:
		if stream == nil {
			stream = c.open(ctx, f)
		}
		if stream != nil && f.StreamEnded() {
			c.tasks.Go(func() { c.answer(stream) })
		}
	case *http2.DataFrame:
		c.allow(0, f.Length)
		if stream == nil {
			return
		}
		c.allow(stream.id, f.Length)
		stream.body.Write(f.Data())
		if f.StreamEnded() {
			c.tasks.Go(func() { c.answer(stream) })
		}
	case *http2.RSTStreamFrame:
		if stream != nil {
			stream.cancel()
			c.close(stream)
		}
	case *http2.WindowUpdateFrame:
		c.widen(stream, f.StreamID == 0, int(f.Increment))
	case *http2.SettingsFrame:
		if !f.IsAck() {
			if size, ok := f.Value(http2.SettingInitialWindowSize); ok {
				c.resize(int(size))
			}
			c.send(c.framer.WriteSettingsAck)
		}
	case *http2.PingFrame:
		if data := f.Data; !f.IsAck() {
			c.send(func() error { return c.framer.WritePing(true, data) })
		}
	}
}

// open begins a request. It returns nil for one that cannot be answered, which is refused.
func (c *h2Conn) open(ctx context.Context, f *http2.MetaHeadersFrame) *h2Stream {
	target, err := url.ParseRequestURI(f.PseudoValue("path"))
	if id := f.StreamID; err != nil {
		c.send(func() error { return c.framer.WriteRSTStream(id, http2.ErrCodeProtocol) })
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	request := &http.Request{
		Method:     f.PseudoValue("method"),
		URL:        target,
		RequestURI: f.PseudoValue("path"),
		Host:       f.PseudoValue("authority"),
		Proto:      "HTTP/2.0",
		ProtoMajor: 2,
		Header:     http.Header{},
		RemoteAddr: c.conn.RemoteAddr().String(),
	}
	for _, field := range f.RegularFields() {
		request.Header.Add(field.Name, field.Value)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	stream := &h2Stream{id: f.StreamID, request: request.WithContext(ctx), cancel: cancel, window: c.initial}
	c.streams[stream.id] = stream
	return stream
}

// close removes a stream.
func (c *h2Conn) close(stream *h2Stream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.streams, stream.id)
	c.changed.Broadcast()
}

// allow lets the client send as many bytes again as it has sent, on a stream, or on the connection (stream 0).
func (c *h2Conn) allow(id, n uint32) {
	if n > 0 {
		c.send(func() error { return c.framer.WriteWindowUpdate(id, n) })
	}
}

// widen notes that the client accepts more bytes, on one stream or on the connection.
func (c *h2Conn) widen(stream *h2Stream, all bool, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case all:
		c.window += by
	case stream != nil:
		stream.window += by
	}
	c.changed.Broadcast()
}

// resize sets how much the client accepts on every stream at first, which also changes open streams.
func (c *h2Conn) resize(initial int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stream := range c.streams {
		stream.window += initial - c.initial
	}
	c.initial = initial
	c.changed.Broadcast()
}

// answer lets the simulator answer a request, and sends its reply or breaks the stream.
func (c *h2Conn) answer(stream *h2Stream) {
	defer stream.cancel()
	defer c.close(stream)
	stream.request.Body = io.NopCloser(&stream.body)
	rep := &h2Reply{header: http.Header{}}
	rep.record(c.handler, stream.request)
	id, code := stream.id, streamBreaks[rep.broken]
	if rep.status != 0 {
		c.reply(stream, rep)
	}
	switch rep.broken {
	case "":
	case goAway:
		c.send(func() error { return c.leave(max(id, 2) - 2) })
	default:
		c.send(func() error { return c.framer.WriteRSTStream(id, code) })
	}
}

// leave tells the client the last stream that was handled, and closes the connection. If one direction can be closed
// alone, the client closes the other, because a full close may destroy data that it has not read yet.
func (c *h2Conn) leave(last uint32) error {
	if err := c.framer.WriteGoAway(last, http2.ErrCodeNo, nil); err != nil {
		return err
	}
	if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.conn.Close()
}

// reply sends a reply, or the part of a broken one that there is.
func (c *h2Conn) reply(stream *h2Stream, rep *h2Reply) {
	id, whole, body := stream.id, rep.broken == "", rep.body.Bytes()
	empty := len(body) == 0
	c.send(func() error {
		c.block.Reset()
		c.field(":status", strconv.Itoa(rep.status))
		for name, values := range rep.header {
			for _, value := range values {
				c.field(strings.ToLower(name), value)
			}
		}
		return c.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: id, BlockFragment: c.block.Bytes(), EndHeaders: true, EndStream: whole && empty,
		})
	})
	for len(body) > 0 {
		n := c.reserve(stream, len(body))
		if n == 0 {
			return // the client has gone
		}
		chunk := body[:n]
		body = body[n:]
		last := whole && len(body) == 0
		c.send(func() error { return c.framer.WriteData(id, last, chunk) })
	}
}

func (c *h2Conn) field(name, value string) {
	_ = c.encoder.WriteField(hpack.HeaderField{Name: name, Value: value}) // into memory
}

// reserve waits until the client accepts a part of a body, and returns how much. It returns 0 if the client has gone.
func (c *h2Conn) reserve(stream *h2Stream, want int) int {
	const maxFrame = 16384 // RFC 9113, 6.5.2
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		n := min(want, maxFrame, c.window, stream.window)
		switch {
		case c.ended || stream.request.Context().Err() != nil:
			return 0
		case n > 0:
			c.window -= n
			stream.window -= n
			return n
		}
		c.changed.Wait()
	}
}
