package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// output is what a run prints, with what differs between runs.
func output(ids []string, port, seconds int, names ...string) string {
	return fmt.Sprintf("\n### Start on 127.0.0.1:%d.\n$ terraform plan\n%s: Creating...\n%s: Creating...\n"+
		"%s: Creation complete after %ds [id=%s]\n%s: Creation complete after %ds [id=%s]\n"+
		"ids = [\n  \"%s\",\n  \"%s\",\n]\nat = \"2026-11-26T18:21:0%dZ\"\n--> made <2> tokens.\n",
		port, names[0], names[1], names[0], seconds, ids[0], names[1], seconds, ids[1], min(ids[0], ids[1]),
		max(ids[0], ids[1]), seconds)
}

var (
	idA, idB = strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	names    = []string{`ringcx_api_token.service["ivr"]`, `ringcx_api_token.service["crm"]`}
)

func TestSteady(t *testing.T) {
	first := steady(output([]string{idA, idB}, 40001, 0, names...))
	again := steady(output([]string{idB, idA}, 50002, 1, names...))
	if !slices.Equal(first, again) {
		t.Errorf("got %q and %q", first, again)
	}
	other := steady(output([]string{idA, idB}, 40001, 0, names[1], names[0]))
	if !slices.Equal(first, other) {
		t.Errorf("in another order: %q and %q", first, other)
	}
	if slices.Index(first, names[1]+": Creating...") != 3 || !strings.Contains(first[5], "complete") {
		t.Errorf("order %q", first)
	}
}

// Every line is drawn and comes into sight, and the last one stays for a while.
func TestDraw(t *testing.T) {
	lines := append(steady(output([]string{idA, idB}, 1, 0, names...)), strings.Repeat("x", columns+1))
	drawn := draw(lines)
	var texts []string
	inText := false
	for d := xml.NewDecoder(strings.NewReader(drawn)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, drawn)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if inText = token.Name.Local == "text"; inText {
				texts = append(texts, "")
			}
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				texts[len(texts)-1] += string(token)
			}
		}
	}
	want := append(slices.Clone(lines[:len(lines)-1]), strings.Repeat("x", columns), "x")
	if !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
	last := fmt.Sprintf("translateY(%dpx)", (rows-len(want))*lineHeight)
	frames := regexp.MustCompile(`([\d.]+)% \{ transform: (\S+); \}`).FindAllStringSubmatch(drawn, -1)
	if end := frames[len(frames)-2]; end[2] != last || len(end[1]) > len("99.999") || frames[0][1] != "0" {
		t.Errorf("frames %q", frames)
	}
}
