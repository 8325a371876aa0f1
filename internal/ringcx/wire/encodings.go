package wire

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxForms limits how many ways to read a text are tried.
const maxForms = 64

// readings are the ways to read a text, the text itself first: what it says if one encoding is undone, or up to three
// of them that are inside one another.
func readings(text string) []string {
	all := []string{text}
	for range 3 {
		for _, form := range all {
			for _, decode := range decoders {
				if read := decode(form); len(all) < maxForms && !slices.Contains(all, read) {
					all = append(all, read)
				}
			}
		}
	}
	return all
}

// decoders undo one encoding each, anywhere in a text.
var decoders = []func(string) string{
	html.UnescapeString,
	unpercented,
	func(text string) string { return unpercented(strings.ReplaceAll(text, "+", " ")) }, // in a form
	func(text string) string {
		if !strings.Contains(text, `\`) {
			return text
		}
		return jsonEscapes.ReplaceAllStringFunc(text, func(e string) string {
			var decoded string
			_ = json.Unmarshal([]byte(`"`+e+`"`), &decoded)
			return decoded
		})
	},
	func(text string) string {
		return runs.ReplaceAllStringFunc(text, func(run string) string {
			for _, decoded := range []string{decodedHex(run), decoded64(run)} {
				if decoded != "" && utf8.ValidString(decoded) && strings.IndexFunc(decoded, unprintable) < 0 {
					return decoded
				}
			}
			return run
		})
	},
}

var (
	percents = regexp.MustCompile(`%[0-9a-fA-F]{2}`)
	// Matched together, because a pair may be one character.
	jsonEscapes = regexp.MustCompile(`(?:\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt]))+`)
	// runs are what may be hex or base64, of either alphabet.
	runs = regexp.MustCompile(`[\w+/-]{12,}={0,2}`)
)

func unpercented(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	return percents.ReplaceAllStringFunc(text, func(e string) string { return decodedHex(e[1:]) })
}

// encodedIn reports whether a run is a secret in hex or base64. Something else may stand right before it, so that it is
// not known where the encoding begins.
func (known knownSecrets) encodedIn(run string) bool {
	for offset := range 4 {
		if known.in(decoded64(run[offset:]), 0) || offset < 2 && known.in(decodedHex(run[offset:]), 0) {
			return true
		}
	}
	return false
}

// decodedHex decodes a text as far as it is hex.
func decodedHex(text string) string {
	b := make([]byte, hex.DecodedLen(len(text)))
	n, _ := hex.Decode(b, []byte(text[:len(text)/2*2]))
	return string(b[:n])
}

var standardAlphabet = strings.NewReplacer("-", "+", "_", "/", "=", "")

// decoded64 decodes base64 of either alphabet, with or without its padding. An incomplete end is left out.
func decoded64(text string) string {
	text = standardAlphabet.Replace(text)
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	b, _ := base64.RawStdEncoding.DecodeString(text)
	return string(b)
}
