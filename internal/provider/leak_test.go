package provider

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// wantNoSecret fails if one of the secrets stands in a file of the workspace or
// in what Terraform printed there.
func (w *workspace) wantNoSecret(secrets ...string) {
	w.t.Helper()
	for _, place := range w.leaks(secrets...) {
		w.t.Errorf("a secret stands in %s", place)
	}
}

// wantNotPrinted fails if Terraform has printed one of the secrets.
func (w *workspace) wantNotPrinted(secrets ...string) {
	w.t.Helper()
	if holds(w.seen.Bytes(), spellings(secrets...), searchDepth) {
		w.t.Error("Terraform has printed a secret")
	}
}

// leaks names the places where one of the secrets stands: files, by name, and
// what Terraform printed, which is called output.
func (w *workspace) leaks(secrets ...string) []string {
	w.t.Helper()
	var places []string
	forms := spellings(secrets...)
	if holds(w.seen.Bytes(), forms, searchDepth) {
		places = append(places, "output")
	}
	err := filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && holds(data, forms, searchDepth) {
			places = append(places, entry.Name())
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return places
}

// forget removes the saved plan, Terraform's backup of the state and the
// output, so that a later search does not find what was there before.
func (w *workspace) forget() {
	w.t.Helper()
	w.seen.Reset()
	for _, name := range []string{planFile, stateFile + ".backup"} {
		if err := os.RemoveAll(filepath.Join(w.dir, name)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// spellings are the forms in which secrets may stand somewhere, but for base64,
// which holds decodes.
func spellings(secrets ...string) [][]byte {
	var forms [][]byte
	add := func(text string) {
		if len(text) < 8 {
			panic("too short to be searched for")
		}
		forms = append(forms, []byte(text))
	}
	for _, secret := range secrets {
		quoted, _ := json.Marshal(secret)
		for _, text := range []string{secret, strings.Trim(string(quoted), `"`), url.QueryEscape(secret),
			url.PathEscape(secret)} {
			add(text)
		}
		if _, uuid, ok := strings.Cut(secret, ":"); ok {
			add(uuid) // without the platform it is as secret
		}
	}
	if forms == nil {
		panic("nothing to search for")
	}
	return forms
}

// searchDepth is how many layers of zip and base64 are opened: a plan is a zip
// of the state, whose private data is base64 of JSON of base64.
const searchDepth = 4

var base64Run = regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}`)

func holds(data []byte, forms [][]byte, depth int) bool {
	for _, form := range forms {
		if bytes.Contains(data, form) {
			return true
		}
	}
	if depth == 0 {
		return false
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			panic(fmt.Sprintf("a zip file that cannot be searched: %s", err))
		}
		for _, f := range archive.File {
			if holds(unzipped(f), forms, depth-1) {
				return true
			}
		}
		return false
	}
	for _, run := range base64Run.FindAll(data, -1) {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if decoded, err := encoding.DecodeString(string(run)); err == nil && holds(decoded, forms, depth-1) {
				return true
			}
		}
	}
	return false
}

func unzipped(f *zip.File) []byte {
	r, err := f.Open()
	if err != nil {
		panic(err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return data
}

// The search must find what it is made to find.
func TestLeakSearch(t *testing.T) {
	const secret = "aws80:c2353445-7b1a-4d3e-9f00-aa00bb11cc22"
	zipped := func(content string) []byte {
		var b bytes.Buffer
		archive := zip.NewWriter(&b)
		f, _ := archive.Create("tfstate")
		_, _ = io.WriteString(f, content)
		_ = archive.Close()
		return b.Bytes()
	}
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, data := range map[string][]byte{
		"raw":            []byte("token=" + secret),
		"without prefix": []byte(secret[6:]),
		"query":          []byte(url.QueryEscape(secret)),
		"base64":         []byte(encode(secret)),
		"base64, inside": []byte(encode("x" + secret + "y")),
		"private state":  []byte(`"private": "` + encode(`{"token":"`+encode(`{"x":"`+secret+`"}`)+`"}`) + `"`),
		"plan":           zipped(`"private": "` + encode(`{"token":"`+encode(secret)+`"}`) + `"`),
	} {
		if !holds(data, spellings(secret), searchDepth) {
			t.Errorf("%s: not found", name)
		}
	}
	if holds(zipped(encode("aws80:another")), spellings(secret), searchDepth) {
		t.Error("found what is not there")
	}
}
