package rights

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// NoObjectError means that no object has the name.
type NoObjectError struct {
	Near    []Object // have it but for letter case or white space, or in another group
	Nearest []Object // some of the others, the nearest first
	Of      int      // how many objects there are
}

func (e *NoObjectError) Error() string { return "no object has the name" }

// SeveralObjectsError means that more than one object has the name.
type SeveralObjectsError struct{ Found []Object }

func (e *SeveralObjectsError) Error() string { return "several objects have the name" }

// shown is how many names an error lists.
const shown = 20

// Choose returns the one object with a name, in the group of a name unless that is nil. Names are compared exactly: who
// is given rights on a queue must not get those on another one whose name is only similar.
func Choose(objects []Object, name string, parentName *string) (Object, error) {
	var found, near, others []Object
	for _, o := range objects {
		switch inGroup := parentName == nil || *parentName == o.ParentName; {
		case o.Name == "":
		case o.Name == name && inGroup:
			found = append(found, o)
		case sameWords(o.Name, name):
			near = append(near, o)
		default:
			others = append(others, o)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		slices.SortStableFunc(others, func(a, b Object) int {
			return cmp.Compare(unlike(a.Name, name), unlike(b.Name, name))
		})
		near = near[:min(len(near), shown)]
		others = others[:min(len(others), shown-len(near))]
		return Object{}, &NoObjectError{Near: near, Nearest: others, Of: len(objects)}
	}
	return Object{}, &SeveralObjectsError{Found: found}
}

// words are those of a name, without regard to letter case and white space.
func words(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

func sameWords(a, b string) bool { return words(a) == words(b) }

// unlike is how many letters two names differ by.
func unlike(a, b string) int { return levenshtein.Distance(words(a), words(b), nil) }
