package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// fleetTest is the test that creates tokens for forty owners. Its clock is a fake one, which only a test can have, so
// that eight minutes pass at once.
const fleetTest = "TestFleet"

// fleet is what the creates for a fleet of owners cost.
type fleet struct {
	limits            string // under which
	requests, refused int
	time, least       time.Duration
}

// runFleets runs the test and returns what it measured.
func runFleets(ctx context.Context) ([]fleet, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-json", "-run", "^"+fleetTest+"$",
		clitest.Provider+"/internal/ringcx")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go test -run %s: %w\n%s", fleetTest, err, out)
	}
	return readFleets(out)
}

// readFleets takes the attributes of subtests from what `go test -json` prints.
func readFleets(out []byte) ([]fleet, error) {
	var fleets []fleet
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var event struct{ Action, Test, Key, Value string }
		if err := decoder.Decode(&event); err != nil {
			return nil, fmt.Errorf("go test -json: %w", err)
		}
		name, ok := strings.CutPrefix(event.Test, fleetTest+"/")
		if !ok || event.Action != "attr" {
			continue
		}
		name = strings.ReplaceAll(name, "_", " ")
		if len(fleets) == 0 || fleets[len(fleets)-1].limits != name {
			fleets = append(fleets, fleet{limits: name})
		}
		if err := fleets[len(fleets)-1].set(event.Key, event.Value); err != nil {
			return nil, err
		}
	}
	return fleets, nil
}

func (f *fleet) set(key, value string) error {
	n, err := strconv.ParseFloat(value, 64)
	switch key {
	case "requests":
		f.requests = int(n)
	case "refused":
		f.refused = int(n)
	case "seconds":
		f.time = time.Duration(n * float64(time.Second))
	case "least":
		f.least = time.Duration(n * float64(time.Second))
	}
	return err
}

// fleetTable writes what fleets cost in Markdown.
func fleetTable(fleets []fleet) string {
	var b strings.Builder
	b.WriteString("| Forty new owners, fake clock | Requests | Refused | Time | Logins / 5 a minute | Ratio " +
		"|\n|---|--:|--:|--:|--:|--:|\n")
	for _, f := range fleets {
		least, ratio := "", ""
		if f.least > 0 {
			least, ratio = f.least.String(), fmt.Sprintf("%.2f", f.time.Seconds()/f.least.Seconds())
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %s |\n", f.limits, f.requests, f.refused, f.time, least, ratio)
	}
	return b.String()
}
