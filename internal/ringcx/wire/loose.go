package wire

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

// DecodeLoosely decodes JSON into v and leaves out the parts of an unexpected type. An error means that the body is not
// JSON.
func DecodeLoosely(body []byte, v any) error {
	err := json.Unmarshal(body, v)
	// Unmarshal goes on after a part of another type, and reports the first one.
	if mismatch := (*json.UnmarshalTypeError)(nil); errors.As(err, &mismatch) {
		return nil
	}
	return err
}

// LooseID is an id that is a number in some places and a string in others. It is "" for anything else, and for what is
// not short and printable: ids are stored, printed and sent as a part of paths.
type LooseID string

const maxID = 64 // bytes; RingCX's and RingCentral's have up to 19 digits

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (id *LooseID) UnmarshalJSON(data []byte) error {
	*id = ""
	text := Scalar(data)
	if len(text) <= maxID && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		*id = LooseID(text)
	}
	return nil
}

// Pointer returns nil if there is no id.
func (id LooseID) Pointer() *string {
	if id == "" {
		return nil
	}
	text := string(id)
	return &text
}

// LooseText is a text that may be written as a number. It is nil for anything else.
type LooseText struct{ Value *string }

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (t *LooseText) UnmarshalJSON(data []byte) error {
	t.Value = nil
	if text := Scalar(data); text != "" || bytes.HasPrefix(data, []byte(`"`)) {
		t.Value = &text
	}
	return nil
}

// String returns "" if there is no text.
func (t LooseText) String() string {
	if t.Value == nil {
		return ""
	}
	return *t.Value
}

// LooseBool is a flag: true, 1, "true", "1", "yes", "Y" or "T", and their opposites, in any letter case. It is nil for
// anything else.
type LooseBool struct{ Value *bool }

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (b *LooseBool) UnmarshalJSON(data []byte) error {
	word := cmp.Or(Scalar(data), string(data))
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "true", "t", "yes", "y", "1":
		b.Value = new(true)
	case "false", "f", "no", "n", "0":
		b.Value = new(false)
	default:
		b.Value = nil
	}
	return nil
}

// Is reports whether the flag is there and set.
func (b LooseBool) Is() bool { return b.Value != nil && *b.Value }

// Scalar returns the text of a JSON string, or a JSON number as it is written, and "" for anything else.
func Scalar(data []byte) string {
	var text string
	var number json.Number
	if json.Unmarshal(data, &text) != nil && json.Unmarshal(data, &number) == nil {
		return number.String()
	}
	return text
}
