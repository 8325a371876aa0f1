package provider

import (
	"errors"
	"strings"
	"sync"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// causes remembers which causes of errors this provider has reported. One outage fails every token of a plan, and
// Terraform prints an error for each of them: the first error explains the cause in full, and the others refer to it.
//
// It is used for errors only. Terraform itself groups warnings with the same summary, and shows one of them.
type causes struct {
	mu       sync.Mutex
	reported map[told]bool
}

// told is what an error tells beside what is specific to its resource.
type told struct {
	failed causeKey
	listed causeKey // why the list that would show the outcome could not be read either
	advice string
}

// causeKey is what makes two causes the same. How often a request was sent can differ for the same cause. The private
// state of a token keeps one (apiTokenPrivate).
type causeKey struct {
	About   string `json:"about,omitempty"` // what is known beside the failed request, or the text if none failed
	Op      string `json:"op,omitempty"`
	Status  int    `json:"status,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Details string `json:"details,omitempty"`
	Cause   string `json:"cause,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// reason is why something failed.
type reason struct {
	text  string // all of it
	brief string // without what RingCX said, the number of tries and what to do
	key   causeKey
}

// reasonOf returns the reason in an error of package ringcx, which may wrap the failure of a request.
func reasonOf(err error) reason {
	text := err.Error()
	var failed *ringcx.Error
	if !errors.As(err, &failed) {
		return plainReason(text)
	}
	about, ends := strings.CutSuffix(text, failed.Error())
	if !ends {
		return plainReason(text)
	}
	return reason{text: text, brief: about + failed.Brief(), key: causeKey{
		About: about, Op: failed.Op, Status: failed.Status, Code: failed.Code,
		Message: failed.Message, Details: failed.Details, Cause: failed.Cause, Hint: failed.Hint,
	}}
}

func plainReason(text string) reason {
	return reason{text: text, brief: text, key: causeKey{About: text}}
}

// What an error says instead of a cause that was reported before: the first may have no advice.
const (
	seeFirstError   = "The first error with this cause has the details, and what to do."
	seeFirstDetails = "The first error with this cause has the details."
)

// first reports whether a cause is reported for the first time.
func (c *causes) first(what told) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reported[what] {
		return false
	}
	if c.reported == nil {
		c.reported = make(map[told]bool)
	}
	c.reported[what] = true
	return true
}

// text returns the text of an error: first what is specific to it, such as an id, then the reason and what to do. If
// they were reported before, only the brief reason remains.
func (c *causes) text(prefix string, why reason, advice string) string {
	if why.text == why.brief && advice == "" || c.first(told{failed: why.key, advice: advice}) {
		return strings.TrimSpace(prefix + " " + why.text + advice)
	}
	see := seeFirstError
	if why.key.Hint == "" && advice == "" {
		see = seeFirstDetails
	}
	return strings.TrimSpace(prefix+" "+why.brief) + " " + see
}
