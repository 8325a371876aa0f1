package simulator

import "slices"

// hook is a change that another administrator makes between two requests.
type hook struct {
	route Route
	left  int // how many requests of the route pass before it
	act   func()
}

// Before calls act once, just before the server answers the nth request of a route, counted from now and from 1. The
// client has then sent that request, and every earlier one has been answered, if the client waits for answers. act may
// call any method of the server, such as those by which a second administrator changes things.
func (s *Server) Before(route Route, nth int, act func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, &hook{route: route, left: nth - 1, act: act})
}

// nextHooks counts a request, and returns what to do before it is answered. The server's lock is held.
func (s *Server) nextHooks(c *call) (acts []func()) {
	s.hooks = slices.DeleteFunc(s.hooks, func(h *hook) bool {
		if h.route != c.entry.Route {
			return false
		}
		if h.left > 0 {
			h.left--
			return false
		}
		acts = append(acts, h.act)
		return true
	})
	return acts
}
