package simulator

import (
	"io"
	"net"
	"net/http"
	"net/url"
)

// maxBody limits how many bytes of a request body are read. No documented request is nearly that long.
const maxBody = 1 << 20

// call is one request on its way through the server. Its state is that of the tenant that received it, and is used
// under the server's lock only.
type call struct {
	state
	entry       *Request
	endpoint    *endpoint // nil: no such route
	allow       []string  // the methods of the path, where only the method is wrong
	escapedPath string
	requestURI  string
	vars        map[string]string // what stands for the names in braces of the endpoint's path
	addressed
	credential credential
	caller     *User    // whose valid credential it is; nil on login routes
	roles      []string // of the session or token, when it began
	host       string   // the client's
	serverHost string
	header     http.Header
	broken     string   // what is wrong with the encoding of the parameters
	before     []func() // changes by somebody else before the answer
}

// newCall reads a request.
func newCall(r *http.Request) *call {
	// A body that ends early is logged as far as it came; the client is gone then.
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
	c := &call{
		escapedPath: r.URL.EscapedPath(),
		requestURI:  r.URL.RequestURI(),
		serverHost:  r.Host,
		header:      r.Header,
		entry: &Request{
			Route:    RouteUnknown,
			Method:   r.Method,
			Path:     r.URL.Path,
			RawQuery: r.URL.RawQuery,
			Header:   r.Header.Clone(),
			Body:     body,
		},
	}
	c.host, _, _ = net.SplitHostPort(r.RemoteAddr)
	c.parseParameters()
	return c
}

// parseParameters collects the parameters of the query and of a form body: every login is documented with the one, the
// other, or both (API.md, sections 3.4, 3.6 and 3.7).
func (c *call) parseParameters() {
	form, err := url.ParseQuery(c.entry.RawQuery)
	if err != nil {
		c.broken = "a malformed query"
	}
	if isForm(c.header) {
		body, err := url.ParseQuery(string(c.entry.Body))
		if err != nil {
			c.broken = "a malformed form"
		}
		for name, values := range body {
			form[name] = append(form[name], values...)
		}
	}
	c.entry.Form = form
}

// admit checks a request: whether the route exists, who asks, and whether the client could read the reply. It returns
// the refusal, nil for none.
func (c *call) admit() (refusal *reply) {
	if c.endpoint == nil {
		return c.notFound()
	}
	if c.endpoint.route.admin() {
		refusal = c.authorize()
	}
	// This is checked before anything is done, so that no token is made for a client that cannot read it.
	if refusal == nil && c.cfg.AcceptStrict && !accepts(c.header, c.produces()) {
		refusal = c.failure(http.StatusNotAcceptable)
	}
	return refusal
}

// work does what an admitted request asks for.
func (c *call) work() *reply {
	if refusal := c.address(); refusal != nil {
		return refusal
	}
	return c.endpoint.act(c)
}
