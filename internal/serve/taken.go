package serve

import (
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// unsafe is how long after it took a result Terraform may not have recorded it yet. What the result says goes to the
// terminal first, and a Terraform that prints into a pipe without a reader dies of it.
const unsafe = 2 * time.Second

// creation is what a call has created.
type creation struct {
	what string // without a secret
	req  *tfprotov6.ApplyResourceChangeRequest
	made *tfprotov6.ApplyResourceChangeResponse
	at   time.Time // when it was handed over
}

// taken holds what Terraform took a moment ago and may be undone.
type taken struct {
	mu   sync.Mutex
	last []creation
	over bool // Terraform has died
}

// add keeps a creation that is handed over now. It returns false if Terraform has died.
func (t *taken) add(c creation) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return false
	}
	t.last = append(slices.DeleteFunc(t.last, func(old creation) bool { return c.at.Sub(old.at) > unsafe+notice }), c)
	return true
}

// died returns what Terraform took too late before its death to have recorded it for certain.
func (t *taken) died(at time.Time) []creation {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	return slices.DeleteFunc(t.last, func(c creation) bool { return at.Sub(c.at) > unsafe })
}
