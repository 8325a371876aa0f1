package tenant

import "time"

// History is what a value was at each time, so that a list that lags can show it as it was.
type History[T any] []version[T]

type version[T any] struct {
	since time.Time
	value T
}

// At returns the value at a time, the zero value if there was none yet.
func (h History[T]) At(t time.Time) (value T) {
	for _, v := range h {
		if v.since.After(t) {
			break
		}
		value = v.value
	}
	return value
}

// Now returns the latest value, the zero value if there is none.
func (h History[T]) Now() (value T) {
	if len(h) > 0 {
		value = h[len(h)-1].value
	}
	return value
}

// record adds the value that something has from a time on. It must not be changed afterwards.
func record[K comparable, T any](histories map[K]History[T], of K, since time.Time, value T) {
	histories[of] = append(histories[of], version[T]{since, value})
}
