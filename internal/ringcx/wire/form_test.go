package wire

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFormOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":     "empty",
		"true": "true",
		"1001": "integer",
		"-7":   "integer",
		"2.5":  "number",
		"aws80:c2353445-bc74-4d6f-9c0b-0123456789ab": "<prefix>:<uuid>",
		"c2353445-bc74-4d6f-9c0b-0123456789ab":       "<uuid>",
		"aws80:C2353445-BC74-4D6F-9C0B-0123456789AB": "<prefix>:<uuid in capitals>",
		"2181.2979.2983":                           "dotted integers",
		"2026-08-12T22:30:00.000+0000":             "date and time",
		"eyJhbGciOiJub25lIn0.e30.":                 "JWT",
		"ada@example.com":                          "address of a person",
		"https://portal.vacd.biz/api":              "URL",
		"Ada":                                      "3 bytes",
		"a secret with spaces, of 39 characters..": "40 bytes",
	} {
		if got := FormOf(text); got != want {
			t.Errorf("%q has the form %q, want %q", text, got, want)
		}
	}
}

func TestFormOfBody(t *testing.T) {
	t.Parallel()
	known := vocabulary{"userId", "roles", "roleType", "Jwt is expired", "MANAGE_USERS", "Bearer"}
	for body, want := range map[string]string{
		"":                                     "empty",
		" \n":                                  "empty",
		"Jwt is expired":                       "Jwt is expired",
		"Jwt is expired since today":           "Jwt is expired",
		"Bearers":                              "7 bytes",
		"<html>secret</html>":                  "HTML or XML of 19 bytes",
		`{"a", "b"}`:                           "no JSON in {, 10 bytes",
		`["a`:                                  "no JSON in [, 3 bytes",
		`"5"`:                                  "integer in quotes",
		"5\n":                                  "integer and white space",
		`[]`:                                   "list of 0",
		`["MANAGE_USERS", "Nightshift", null]`: `list of 3: "10 bytes" or "MANAGE_USERS" or null`,
		`null`:                                 "null",
		`{"userId": 5}`:                        "object",
	} {
		if got := known.body([]byte(body)).String(); got != want {
			t.Errorf("%s has the form %q, want %q", body, got, want)
		}
	}
	users := known.body([]byte(`[{"userId": 5, "roles": [{"roleType": "MANAGE_USERS"}], "99990001": 1}, {"userId": "6"}]`))
	for got, want := range map[string]string{
		users.String():                                              "list of 2: object",
		users.Elem.Fields["userId"].String():                        `"integer" or integer`,
		users.Elem.Fields["roles"].String():                         "list of 1: object",
		users.Elem.Fields["roles"].Elem.Fields["roleType"].String(): `"MANAGE_USERS"`,
		fmt.Sprint(users.Elem.Others):                               "[integer]",
		fmt.Sprint(users.Elem.Has("roles", "roleType")):             "[roles]",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// formWords is everything that the form of a text may say.
var formWords = regexp.MustCompile(`^(empty|true|false|null|integer|number|dotted integers|date and time|JWT|` +
	`address of a person|URL|(<prefix>:)?<uuid( in capitals)?>|\d+ bytes)$`)

// Whatever a value is, its form is made of known words and of how long it is.
func TestFormNeverPrintsTheValue(t *testing.T) {
	t.Parallel()
	const seeds = 2000
	alphabets := []string{"0123456789", "0123456789abcdef-:", "eyJabc.", "abc@. ", "aws80:-", "é\x00\x1b\u202e<>&\"'\\",
		"true false null"}
	for seed := range uint64(seeds) {
		r := rand.New(rand.NewPCG(seed, 30))
		alphabet := []rune(alphabets[r.IntN(len(alphabets))])
		var text strings.Builder
		for range 4 + r.IntN(60) {
			text.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		value := text.String()
		if r.IntN(3) == 0 {
			value = fmt.Sprintf("aws%d:%08x-%04x-4%03x-a%03x-%012x", r.IntN(99), r.Uint32(), r.IntN(65536), r.IntN(4096),
				r.IntN(4096), r.Int64N(1<<48))
		}
		if form := FormOf(value); !formWords.MatchString(form) {
			t.Fatalf("%q has the form %q", value, form)
		}
		quoted, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range []string{
			value, string(quoted), "[" + string(quoted) + "]", "{" + string(quoted) + "}",
			`{"userId": ` + string(quoted) + `, ` + string(quoted) + `: [{"userId": ` + string(quoted) + `}]}`,
			string(quoted) + " " + string(quoted), "{" + value, "<" + value,
		} {
			if said := everything(vocabulary{"userId"}.body([]byte(body))); strings.Contains(said, value) {
				t.Fatalf("%q is in the form of %s: %s", value, body, said)
			}
		}
	}
}

// everything is all that a form says.
func everything(f Form) string {
	all := f.String() + fmt.Sprint(f.Others)
	if f.Elem != nil {
		all += everything(*f.Elem)
	}
	for name, field := range f.Fields {
		all += name + everything(field)
	}
	return all
}

func TestDescription(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 1, 2, 3, 0, time.UTC)
	reply := func(media string) Reply {
		return Reply{Body: []byte("x"), Header: http.Header{
			"Content-Type": {media}, "Date": {at.Format(http.TimeFormat)},
		}}
	}
	for media, want := range map[string]string{
		"text/plain;charset=UTF-8": "text/plain", "Application/JSON": "application/json", "": "no type",
		"text/aws80-secret": "another type",
	} {
		if d := (Config{Describe: []string{}}).describe(reply(media)); d.Media != want || !d.Date.Equal(at) {
			t.Errorf("%s: %+v, want %s", media, d, want)
		}
	}
	if (Config{}).describe(reply("text/plain")) != nil {
		t.Error("a reply is described, which nobody asked for")
	}
}
