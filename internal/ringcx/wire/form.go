package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Form says what a value in a reply is like, and never the value: what it says is made of the words below, of numbers
// of elements and bytes, and of names from the vocabulary, which the caller knows from documents.
type Form struct {
	Names  []string        // what the values are, each name once; a list or an object has one for itself too
	Count  int             // how many elements the lists have
	Elem   *Form           // of all elements of the lists, nil if there is none
	Fields map[string]Form // of the objects: those with a name from the vocabulary
	Others []string        // the forms of the other fields' names, one for each field
}

// The names of forms that have parts, and of the values that say nothing of anybody.
const (
	FormList   = "list"
	FormObject = "object"
	FormNull   = "null"
	FormEmpty  = "empty"
)

// FormOf returns the form of a text: of a token, an id, a name or anything else.
func FormOf(text string) string {
	switch text {
	case "":
		return FormEmpty
	case "true", "false", FormNull:
		return text
	}
	for _, known := range forms {
		if known.pattern.MatchString(text) {
			return known.name
		}
	}
	if found := tokenForm.FindStringSubmatch(text); found != nil {
		name := "<uuid>"
		if strings.ToUpper(found[2]) == found[2] && strings.ToLower(found[2]) != found[2] {
			name = "<uuid in capitals>"
		}
		if found[1] != "" {
			name = "<prefix>:" + name
		}
		return name
	}
	return bytesOf(text)
}

// tokenForm matches the documented forms of tokens (API.md, section 4.2).
var tokenForm = regexp.MustCompile(`^([^\s:]+:)?([0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$`)

var forms = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"integer", regexp.MustCompile(`^-?[0-9]+$`)},
	{"number", regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)},
	{"dotted integers", regexp.MustCompile(`^[0-9]+(\.[0-9]+)+$`)},
	{"date and time", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*$`)},
	{"JWT", regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]*$`)},
	{"address of a person", regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)},
	{"URL", regexp.MustCompile(`^[a-z]+://\S+$`)},
}

func bytesOf[T string | []byte](text T) string {
	if len(text) == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", len(text))
}

// vocabulary is what a form may repeat.
type vocabulary []string

// text is the form of a text that may begin with words from the vocabulary.
func (v vocabulary) text(text string) string {
	longest := ""
	for _, word := range v {
		rest, begins := strings.CutPrefix(text, word)
		if begins && (rest == "" || strings.ContainsRune(word, ' ')) && len(word) > len(longest) {
			longest = word
		}
	}
	if longest != "" {
		return longest
	}
	return FormOf(text)
}

// body is the form of a whole reply.
func (v vocabulary) body(body []byte) Form {
	text := bytes.TrimSpace(body)
	var value any
	if decoder := json.NewDecoder(bytes.NewReader(text)); len(text) > 0 && bytes.ContainsAny(text[:1], `[{"`) {
		decoder.UseNumber()
		if decoder.Decode(&value) == nil && !decoder.More() {
			if quoted, ok := value.(string); ok {
				return named(v.text(quoted) + " in quotes")
			}
			return v.value(value)
		}
	}
	switch {
	case len(text) == 0:
		return named(FormEmpty)
	case text[0] == '<':
		return named("HTML or XML of " + bytesOf(text))
	case text[0] == '[' || text[0] == '{':
		return named("no JSON in " + string(text[:1]) + ", " + bytesOf(text))
	case len(text) < len(body):
		return named(v.text(string(text)) + " and white space")
	}
	return named(v.text(string(text)))
}

func named(name string) Form { return Form{Names: []string{name}} }

// value is the form of a decoded JSON value.
func (v vocabulary) value(value any) Form {
	switch value := value.(type) {
	case nil:
		return named(FormNull)
	case string:
		return named("\"" + v.text(value) + "\"")
	case json.Number:
		return named(FormOf(value.String()))
	case []any:
		f := Form{Names: []string{FormList}, Count: len(value)}
		for _, element := range value {
			f.Elem = f.Elem.with(v.value(element))
		}
		return f
	case map[string]any:
		f := Form{Names: []string{FormObject}, Fields: map[string]Form{}}
		for name, field := range value {
			if slices.Contains(v, name) {
				f.Fields[name] = v.value(field)
				continue
			}
			f.Others = append(f.Others, FormOf(name))
			f.Elem = f.Elem.with(v.value(field))
		}
		slices.Sort(f.Others)
		return f
	}
	return named(fmt.Sprint(value)) // true or false
}

// with is the form of what has either form.
func (f *Form) with(other Form) *Form {
	if f == nil {
		return &other
	}
	joined := Form{
		Names: slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Names, other.Names)))),
		Count: f.Count + other.Count, Elem: f.Elem, Fields: maps.Clone(f.Fields), Others: f.Others,
	}
	if other.Elem != nil {
		joined.Elem = f.Elem.with(*other.Elem)
	}
	if len(other.Others) > len(f.Others) {
		joined.Others = other.Others
	}
	for name, field := range other.Fields {
		if joined.Fields == nil {
			joined.Fields = map[string]Form{}
		}
		if known, ok := joined.Fields[name]; ok {
			field = *known.with(field)
		}
		joined.Fields[name] = field
	}
	return &joined
}

// Is reports whether every value is of one of the names.
func (f Form) Is(names ...string) bool {
	for _, name := range f.Names {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return len(f.Names) > 0
}

// Has returns which of these fields the objects have.
func (f Form) Has(names ...string) (found []string) {
	for _, name := range names {
		if _, ok := f.Fields[name]; ok {
			found = append(found, name)
		}
	}
	return found
}

// String describes the form in one line, without the fields of objects inside.
func (f Form) String() string {
	text := strings.Join(f.Names, " or ")
	if slices.Contains(f.Names, FormList) {
		text += fmt.Sprintf(" of %d", f.Count)
		if f.Elem != nil {
			text += ": " + strings.Join(f.Elem.Names, " or ")
		}
	}
	return text
}
