package ringcx

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"strings"
)

// RingCX's documents, its SDKs and its live replies differ in the types of some fields: an id is a number in one place
// and a string in another, a flag is true or 1. So a reply is decoded field by field, and a field that cannot be read
// counts as missing. The caller reports an error if it needs that field.

// decodeLoosely decodes JSON into v and leaves out the parts of an unexpected type. An error means that the body is not
// JSON.
func decodeLoosely(body []byte, v any) error {
	err := json.Unmarshal(body, v)
	// Unmarshal goes on after a part of another type, and reports the first one.
	if mismatch := (*json.UnmarshalTypeError)(nil); errors.As(err, &mismatch) {
		return nil
	}
	return err
}

// looseID is an id that is a number in some places and a string in others. It is "" for anything else.
type looseID string

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (id *looseID) UnmarshalJSON(data []byte) error {
	*id = looseID(scalar(data))
	return nil
}

// pointer returns nil if there is no id.
func (id looseID) pointer() *string {
	if id == "" {
		return nil
	}
	text := string(id)
	return &text
}

// looseText is a text that may be written as a number. It is nil for anything else.
type looseText struct{ value *string }

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (t *looseText) UnmarshalJSON(data []byte) error {
	t.value = nil
	if text := scalar(data); text != "" || bytes.HasPrefix(data, []byte(`"`)) {
		t.value = &text
	}
	return nil
}

func (t looseText) String() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// looseBool is a flag: true, 1, "true", "1", "yes", "Y" or "T", and their opposites, in any letter case. It is nil for
// anything else.
type looseBool struct{ value *bool }

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (b *looseBool) UnmarshalJSON(data []byte) error {
	word := cmp.Or(scalar(data), string(data))
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "true", "t", "yes", "y", "1":
		b.value = new(true)
	case "false", "f", "no", "n", "0":
		b.value = new(false)
	default:
		b.value = nil
	}
	return nil
}

// is reports whether the flag is there and set.
func (b looseBool) is() bool { return b.value != nil && *b.value }

// scalar returns the text of a JSON string, or a JSON number as it is written, and "" for anything else.
func scalar(data []byte) string {
	var text string
	var number json.Number
	if json.Unmarshal(data, &text) != nil && json.Unmarshal(data, &number) == nil {
		return number.String()
	}
	return text
}
