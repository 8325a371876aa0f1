package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// ExistsError means that what should be created exists already. A create takes over nothing that it did not make.
type ExistsError struct {
	What string // for a person
	ID   string // to import it by
}

func (e *ExistsError) Error() string { return e.What + " exists already" }

// OwnUserError means that a change would take from the provider's own user what the rest of this run and the next one
// need.
type OwnUserError struct{ What string }

func (e *OwnUserError) Error() string { return e.What + " is the provider's own" }

// NotOwnerError means that a rights document is not proven to be owned by the user under whom it is addressed, so that
// it is not changed and not deleted.
type NotOwnerError struct {
	Key     DocumentKey
	OwnerID string // who owns it; "" if RingCX does not say
}

func (e *NotOwnerError) Error() string {
	if e.OwnerID == "" {
		return fmt.Sprintf("RingCX does not say that user %s owns the rights document %s", e.Key.OwnerID, e.Key.ID)
	}
	return fmt.Sprintf("the rights document %s is owned by user %s, not by user %s", e.Key.ID, e.OwnerID, e.Key.OwnerID)
}

// InUseError means that a rights document is not deleted because users have it.
type InUseError struct{ Users []ringcx.User }

func (e *InUseError) Error() string { return "the rights document is assigned to " + names(e.Users) }

// StoredOtherwiseError means that RingCX stored other rights than those asked for: it may give no more than the
// login's own, or store them in another form.
type StoredOtherwiseError struct {
	Differences []string
	Beside      []string // what changed that nobody asked to change
	TakenBack   bool     // the rights document was just made, and is deleted again
}

func (e *StoredOtherwiseError) Error() string {
	var parts []string
	if len(e.Differences) > 0 {
		parts = append(parts, "RingCX stored other rights than the configuration has:", indented(e.Differences))
	}
	if len(e.Beside) > 0 {
		parts = append(parts, "These parts of the rights document changed too, although the request did not change them:",
			indented(e.Beside))
	}
	return strings.Join(parts, "\n")
}

// RestoreError means that an assignment has taken the document from users who had it, and that it could not be given
// back to all of them.
type RestoreError struct {
	Users []ringcx.User
	Err   error // nil: RingCX says that it has done it
}

func (e *RestoreError) Error() string {
	text := "RingCX removed the rights document from users who had it, which the provider did not ask for, and it " +
		"could not be restored for " + names(e.Users) + ". Assign it to them again in RingCX now"
	if len(e.Users) > most { // nobody else knows who they are
		text += ". The ids of all of them: " + strings.Join(idsOf(e.Users), ", ")
	}
	if e.Err != nil {
		text += ". The last answer:\n" + e.Err.Error()
	}
	return text
}

// Unwrap returns RingCX's answer.
func (e *RestoreError) Unwrap() error { return e.Err }

func indented(lines []string) string { return "  " + strings.Join(Some(lines), "\n  ") }

func names(users []ringcx.User) string { return strings.Join(Some(texts(users)), ", ") }

// texts are what values say of themselves.
func texts[T fmt.Stringer](values []T) []string {
	all := make([]string, len(values))
	for i, value := range values {
		all[i] = value.String()
	}
	return all
}

// most is how many lines of a list a message repeats.
const most = 20

// Some shortens a list for a message.
func Some(lines []string) []string {
	if len(lines) <= most {
		return lines
	}
	return append(slices.Clone(lines[:most]), fmt.Sprintf("and %d more", len(lines)-most))
}
