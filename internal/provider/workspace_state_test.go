package provider

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// file is a file of the directory; nil if there is none.
func (w *workspace) file(name string) []byte {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	return data
}

// state is the attributes of every instance in the state, by address.
func (w *workspace) state() map[string]map[string]any {
	w.t.Helper()
	var state struct {
		Resources []struct {
			Mode, Type, Name string
			Instances        []struct {
				IndexKey   any            `json:"index_key"`
				Deposed    string         `json:"deposed"`
				Attributes map[string]any `json:"attributes"`
			}
		}
	}
	if data := w.file(stateFile); len(data) > 0 { // a Terraform that was killed may have left it empty
		if err := json.Unmarshal(data, &state); err != nil {
			w.t.Fatal(err)
		}
	}
	instances := map[string]map[string]any{}
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			address := r.Type + "." + r.Name
			if r.Mode == "data" {
				address = "data." + address
			}
			if i.IndexKey != nil {
				key, _ := json.Marshal(i.IndexKey)
				address += "[" + string(key) + "]"
			}
			if i.Deposed != "" {
				address += " (deposed)"
			}
			instances[address] = i.Attributes
		}
	}
	return instances
}

// wantState checks one attribute.
func (w *workspace) wantState(address, attribute string, want any) {
	w.t.Helper()
	instance, ok := w.state()[address]
	if !ok {
		w.t.Fatalf("%s is not in the state", address)
	}
	if got := instance[attribute]; got != want {
		w.t.Fatalf("%s.%s is %v, want %v", address, attribute, got, want)
	}
}

// wantRecorded fails unless the state holds exactly the tokens that are alive, and they are so many.
func (w *workspace) wantRecorded(rig *rig, alive int) {
	w.t.Helper()
	var recorded []string
	for _, instance := range w.state() {
		token, _ := instance["token"].(string)
		recorded = append(recorded, token)
	}
	slices.Sort(recorded)
	tokens := slices.Sorted(slices.Values(rig.AllTokens()))
	if !slices.Equal(recorded, tokens) || len(tokens) != alive {
		w.t.Errorf("%d tokens are alive, want %d; in the state are %d\n%s", len(tokens), alive, len(recorded),
			w.seen.String())
	}
}

// wantList compares a list of objects of the state.
func wantList(t *testing.T, got any, want ...map[string]any) {
	t.Helper()
	gotJSON, _ := json.MarshalIndent(got, "", "  ")
	wantJSON, _ := json.MarshalIndent(want, "", "  ")
	if !bytes.Equal(gotJSON, wantJSON) {
		t.Errorf("got %s\nwant %s", gotJSON, wantJSON)
	}
}
