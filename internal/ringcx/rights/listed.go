package rights

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

// Refresh reads a rights document as Read does, of which is known what it said last. Those of one owner that still
// say so are read with the owner's list; one of which that list says anything else is read alone.
func (s *Documents) Refresh(
	ctx context.Context, key DocumentKey, last Rights, seen ringcx.Identity, made time.Time,
) (Document, Presence, error) {
	if d, ok := s.inList(ctx, key, last); ok {
		return d, there, nil
	}
	return s.Read(ctx, key, seen, made)
}

// inList finds a document in the list of those that its owner owns, if that list can be believed: no source says
// whether RingCX's lists show documents whole (API.md, section 7.3). So the first document of an owner is read alone,
// as a sample: if the list shows it otherwise than that, the list is not used. RingCX stores all permissions of a
// document as one text (section 7.2), so a list that shows the sample's shows those of others. Of another document the
// list can confirm what it is known to say. It cannot disprove it.
func (s *Documents) inList(ctx context.Context, key DocumentKey, known Rights) (Document, bool) {
	sample, ok := s.sampleBefore(ctx, key)
	if !ok {
		return Document{}, false
	}
	listed, err := s.documentLists.Get(ctx, documentsOf{key.OwnerID, Owned})
	if err != nil {
		return Document{}, false
	}
	d, ok := byID(listed, key.ID)
	of, ofOK := byID(listed, sample.ID)
	if ok && ofOK && confirms(d, known) && shownAlike(of, sample) && d.hasKeysOf(sample) {
		return d.Document, true
	}
	return Document{}, false
}

// sampleBefore returns the sample of an owner that was read alone before this document. If there is none, the document
// becomes the sample: also if the other one cannot be read, or gives nothing, which tells nothing about how the list
// shows what gives something.
func (s *Documents) sampleBefore(ctx context.Context, key DocumentKey) (fullDocument, bool) {
	for instead := (DocumentKey{}); ; {
		sampleKey := s.sampleOf(key, instead)
		if sampleKey == key {
			return fullDocument{}, false
		}
		if sample, err := s.documents.Get(ctx, sampleKey); err == nil && sample.gives() {
			return sample, true
		}
		instead = sampleKey
	}
}

// sampleOf is the key of the sample of a document's owner. It becomes the document itself if there is none, or if it is
// the one that is of no use.
func (s *Documents) sampleOf(key, useless DocumentKey) DocumentKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	if is, ok := s.samples[key.OwnerID]; !ok || is == useless {
		s.samples[key.OwnerID] = key
	}
	return s.samples[key.OwnerID]
}

// confirms decides whether an entry of a list says what its document is known to say, and all of it: a permission field
// that is missing could hide something.
func confirms(entry fullDocument, known Rights) bool {
	return !entry.Unreadable && entry.raw.complete() && entry.Equal(known)
}

// shownAlike decides whether an entry of a list shows a document as it is when it is read alone.
func shownAlike(entry, alone fullDocument) bool {
	return confirms(entry, alone.Rights) && entry.hasKeysOf(alone) && len(beside(alone.raw, entry.raw)) == 0
}

// hasKeysOf reports whether the objects of two documents have the same keys.
func (d fullDocument) hasKeysOf(other fullDocument) bool {
	sameKeys := func(_, _ json.RawMessage) bool { return true }
	return maps.EqualFunc(d.raw, other.raw, sameKeys)
}

// gives reports whether rights give anything.
func (want Rights) gives() bool {
	return len(want.Account)+len(want.Products)+len(want.Resources) > 0
}

// entryKeys are the keys of the lists of a rights document's entries, and of their entries, all of which are managed.
var entryKeys = map[string][]string{
	"productPermissions":  {"product", "permissions", "cascade"},
	"resourcePermissions": {"resourceType", "resourceId", "permissions", "cascade"},
}

// complete reports whether the object of a rights document has each key that this provider manages, and a value for it.
func (r raw) complete() bool {
	if !r.has(rightsKeys...) || !r.has("accountId") {
		return false
	}
	for list, keys := range entryKeys {
		var entries []raw
		if json.Unmarshal(r[list], &entries) != nil ||
			slices.ContainsFunc(entries, func(entry raw) bool { return !entry.has(keys...) }) {
			return false
		}
	}
	return true
}

// has reports whether an object has a value for each key.
func (r raw) has(keys ...string) bool {
	return !slices.ContainsFunc(keys, func(key string) bool {
		value, ok := r[key]
		return !ok || string(value) == "null"
	})
}
