package serve

import (
	"os"
	"sync/atomic"

	"github.com/hashicorp/go-hclog"
)

// socket is the file through which Terraform talks to this process. go-plugin makes it, and removes it only when
// Terraform ends in order. It tells where it is to nobody but its log.
type socket struct{ path atomic.Pointer[string] }

// logger is go-plugin's own default, which notes the path.
func (s *socket) logger() hclog.Logger {
	return hclog.New(&hclog.LoggerOptions{
		Level: hclog.Trace, Output: os.Stderr, JSONFormat: true,
		Exclude: func(_ hclog.Level, message string, args ...any) bool {
			if message == "plugin address" && len(args) == 4 && args[1] == "unix" {
				if path, ok := args[3].(string); ok {
					s.path.Store(&path)
				}
			}
			return false
		},
	})
}

func (s *socket) remove() {
	if path := s.path.Load(); path != nil {
		_ = os.Remove(*path) // there is nobody to tell
	}
}
