package serve

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// unrecorded names what exists, is in no state, and could not be destroyed, in a file beside the configuration, as
// Terraform leaves a state that it could not write. Nobody reads what this process prints any more, and a log of the
// system is not there in a container, nor looked at elsewhere.
type unrecorded struct {
	file string

	mu   sync.Mutex
	open []*creation // of which it is not known yet
}

// begin notes what is to be destroyed.
func (u *unrecorded) begin(c *creation) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.open = append(u.open, c)
}

// end notes whether it is destroyed.
func (u *unrecorded) end(c *creation, destroyed bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if at := slices.Index(u.open, c); at >= 0 {
		u.open = slices.Delete(u.open, at, at+1)
		if !destroyed {
			u.name(c.what)
		}
	}
}

// giveUp names everything that is not destroyed yet.
func (u *unrecorded) giveUp() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, c := range u.open {
		u.name(c.what)
	}
	u.open = nil
}

// add names something that may not be destroyed.
func (u *unrecorded) add(what string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.name(what)
}

func (u *unrecorded) name(what string) {
	file, err := os.OpenFile(u.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return // there is nobody to tell
	}
	defer func() { _ = file.Close() }() // as above
	_, _ = fmt.Fprintf(file, "%s Terraform ended before it could record this, and it may still exist: %s\n",
		time.Now().UTC().Format(time.RFC3339), what)
}
