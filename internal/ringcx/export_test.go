package ringcx

import "net/http"

// WithTransport makes the client send its requests by another transport.
func (c *Client) WithTransport(rt http.RoundTripper) *Client {
	c.wire.http.Transport = rt
	return c
}
