package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestMultiply(t *testing.T) {
	const state = `{"serial": 7, "resources": [{"type": "ringcx_api_token", "instances": [{"index_key": 0,
		"attributes": {"id": "one", "token": "first", "store_token": true}, "identity": {"id": "one"}, "private": "e30="}]}]}`
	out, err := multiply([]byte(state), []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Resources []struct {
			Instances []struct {
				IndexKey   int            `json:"index_key"`
				Attributes map[string]any `json:"attributes"`
				Identity   map[string]any `json:"identity"`
				Private    string         `json:"private"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	instances := got.Resources[0].Instances
	if len(instances) != 2 {
		t.Fatalf("%d instances", len(instances))
	}
	const idOfB = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
	b := instances[1]
	if b.IndexKey != 1 || b.Attributes["id"] != idOfB || b.Identity["id"] != idOfB || b.Attributes["token"] != "b" ||
		b.Attributes["store_token"] != true || b.Private != "e30=" || instances[0].Attributes["token"] != "a" {
		t.Errorf("got %s", out)
	}
	for _, wrong := range []string{"", "{}", `{"resources": [{"instances": []}]}`} {
		if _, err := multiply([]byte(wrong), nil); err == nil {
			t.Errorf("%q was multiplied", wrong)
		}
	}
}

// The chart is XML, with a line for each provider in both panels and a dot for each number of tokens.
func TestChart(t *testing.T) {
	fast := scenario{login: engage, n: 1000}
	rounds := []round{{real: 6 * time.Second, plain: 10 * time.Second, quiet: 5 * time.Second}}
	points := growth([]result{
		{scenario: scenario{login: engage, n: 1}, rounds: rounds, plan: measure{requests: 2}},
		{scenario: fast, rounds: rounds, plan: measure{requests: 2}},
		{scenario: scenario{login: engage, n: 1000, delay: slow}, rounds: rounds},
		{scenario: scenario{login: ringCentral, n: 1000}, rounds: rounds}, {scenario: fast},
	})
	if len(points) != 2 || points[1].rest != 1001 || points[1].requests != 2 {
		t.Fatalf("points %+v", points)
	}
	drawn := chart(points)
	counts := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(drawn)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, drawn)
		}
		if start, ok := token.(xml.StartElement); ok {
			counts[start.Name.Local]++
		}
	}
	if counts["polyline"] != 5 || counts["circle"] != 10 || !strings.Contains(drawn, "prefers-color-scheme: dark") {
		t.Errorf("%v in\n%s", counts, drawn)
	}
	if chart(nil) != "" {
		t.Error("a chart of nothing")
	}
}

func TestLeastTime(t *testing.T) {
	for requests, want := range map[int]time.Duration{
		1: 0, 120: 0, 121: time.Minute, 200: time.Minute, 241: 2 * time.Minute,
	} {
		if got := leastTime(requests); got != want {
			t.Errorf("%d requests: %s, want %s", requests, got, want)
		}
	}
}
