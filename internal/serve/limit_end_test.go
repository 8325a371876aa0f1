package serve

import (
	"math"
	"testing"
	"time"
)

// A request_timeout that is as good as none must not end the process at once, before what it created is undone.
func TestEndsWithinHoldsAnyTimeout(t *testing.T) {
	t.Parallel()
	if within := endsWithin(2 * time.Second); within != 29*time.Second {
		t.Errorf("With a timeout of 2s the process would end after %s.", within)
	}
	for _, timeout := range []time.Duration{2562047 * time.Hour, math.MaxInt64} {
		if within := endsWithin(timeout); within < min(timeout, math.MaxInt64/2) {
			t.Errorf("With a timeout of %s the process would end after %s.", timeout, within)
		}
	}
}
