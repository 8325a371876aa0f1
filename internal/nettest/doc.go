// Package nettest is a network for tests: a listener in memory, and connections on which HTTP/2 streams break. Nothing
// but tests imports it.
package nettest
