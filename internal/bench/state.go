package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"github.com/ringcx/terraform-provider-ringcx/internal/clitest"
)

// writeState has Terraform make one token, and writes the state of as many as there are values after its pattern:
// Terraform would take minutes to make thousands.
func writeState(ctx context.Context, w clitest.Workspace, values []string) error {
	const one = "ringcx_api_token.t[0]"
	if _, err := w.RunWant(ctx, 0, "apply", "-auto-approve", "-target="+one); err != nil {
		return err
	}
	file := filepath.Join(w.Dir, "terraform.tfstate")
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if data, err = multiply(data, values); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

// multiply returns a state of one resource with an instance for each value, each like the first.
func multiply(state []byte, values []string) ([]byte, error) {
	var all map[string]any
	if err := json.Unmarshal(state, &all); err != nil {
		return nil, err
	}
	resources, _ := all["resources"].([]any)
	if len(resources) != 1 {
		return nil, fmt.Errorf("the state has %d resources, want 1", len(resources))
	}
	resource, _ := resources[0].(map[string]any)
	instances, _ := resource["instances"].([]any)
	if len(instances) == 0 {
		return nil, errors.New("the state has no instance")
	}
	pattern, _ := instances[0].(map[string]any)
	attributes, _ := pattern["attributes"].(map[string]any)
	copies := make([]any, len(values))
	for i, value := range values {
		id := fmt.Sprintf("%x", sha256.Sum256([]byte(value)))
		one, own := maps.Clone(pattern), maps.Clone(attributes)
		own["id"], own["token"] = id, value
		one["index_key"], one["attributes"] = i, own
		if _, ok := one["identity"]; ok {
			one["identity"] = map[string]any{"id": id}
		}
		copies[i] = one
	}
	resource["instances"] = copies
	return json.Marshal(all)
}
