package ringcx

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// revokedForm returns the form of a reply that says that a token was revoked: a 204, an empty 200, or the text `true`
// (API.md, section 4.4). Any other reply has none, and says nothing.
func revokedForm(r wire.Reply) string {
	switch body := strings.TrimSpace(string(r.Body)); {
	case r.Status == http.StatusNoContent:
		return "no content"
	case r.Status == http.StatusOK && body == "":
		return "empty"
	case r.Status == http.StatusOK && body == "true":
		return "true"
	}
	return ""
}

// revocations holds the forms of reply to a DELETE that were checked in this process. Something in front of RingCX may
// answer in its place, so the first reply of each form has to be proven; later ones of a proven form are believed, so
// that n revocations cost a constant number of other requests.
type revocations struct {
	mu    sync.Mutex
	forms map[string]*checkedForm
}

type checkedForm struct {
	first  chan struct{} // closed when the first check has ended
	proven bool
}

// believed reports whether replies of a form are believed. While the first is being checked, it waits. If it is not
// believed, the caller finds out, and then calls done.
func (r *revocations) believed(ctx context.Context, form string) (done func(proven bool), believed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.forms[form]
	mine := f == nil
	if mine {
		f = &checkedForm{first: make(chan struct{})}
		r.forms[form] = f
	} else {
		r.mu.Unlock()
		select {
		case <-f.first:
		case <-ctx.Done(): // then the caller asks beside the one who is asking
		}
		r.mu.Lock()
	}
	return func(proven bool) {
		r.mu.Lock()
		defer r.mu.Unlock()
		f.proven = f.proven || proven
		if mine {
			close(f.first)
		}
	}, f.proven
}
