package simulator

import "time"

// history is what a value was at each time, so that a list that lags can show it as it was.
type history[T any] []struct {
	since time.Time
	value T
}

// at returns the value at a time, the zero value if there was none yet.
func (h history[T]) at(t time.Time) (value T) {
	for _, version := range h {
		if version.since.After(t) {
			break
		}
		value = version.value
	}
	return value
}

// now returns the latest value.
func (h history[T]) now() (value T) {
	if len(h) > 0 {
		value = h[len(h)-1].value
	}
	return value
}

// set adds the value of a time, and of all times from then on.
func (h *history[T]) set(since time.Time, value T) {
	*h = append(*h, struct {
		since time.Time
		value T
	}{since, value})
}
