package rights

import (
	"context"
	"fmt"
)

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

// ProveOwner returns nil if a rights document says that the user under whom it was read owns it, or if it names nobody
// and the list of those that the user owns holds it. Otherwise it is a *NotOwnerError, or why that list says nothing.
func (v *view) ProveOwner(ctx context.Context, key DocumentKey, d Document) error {
	if d.OwnerID == key.OwnerID {
		return nil
	}
	if d.OwnerID == "" {
		owned, err := v.Documents(ctx, key.OwnerID, Owned)
		if err != nil || holds(owned, key.ID) {
			return err
		}
	}
	return &NotOwnerError{Key: key, OwnerID: d.OwnerID}
}
