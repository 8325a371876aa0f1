package provider

import (
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The values of the protocol, as rpc takes and returns them: Go's own strings,
// booleans, maps and nil.

// notKnown stands for a value that is known only after apply.
const notKnown = tftypes.UnknownValue

// object encodes an object; nil is null, and so is an attribute left out.
func (s *rpc) object(typ tftypes.Type, attributes map[string]any) *tfprotov6.DynamicValue {
	s.t.Helper()
	var v any
	if attributes != nil {
		v = attributes
	}
	encoded, err := tfprotov6.NewDynamicValue(typ, toValue(typ, v))
	if err != nil {
		s.t.Fatal(err)
	}
	return &encoded
}

// decode is the inverse of object.
func (s *rpc) decode(typ tftypes.Type, encoded *tfprotov6.DynamicValue) map[string]any {
	s.t.Helper()
	v, err := encoded.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	attributes, _ := fromValue(s.t, v).(map[string]any)
	return attributes
}

func (s *rpc) stateOf(i instance) map[string]any {
	s.t.Helper()
	return s.decode(s.tokenType(), i.state)
}

// idOf is the id that an identity holds, nil if it is null or there is none.
func (s *rpc) idOf(identity *tfprotov6.ResourceIdentityData) any {
	s.t.Helper()
	if identity == nil {
		return nil
	}
	return s.decode(s.identities[apiTokenType].ValueType(), identity.IdentityData)["id"]
}

func toValue(typ tftypes.Type, v any) tftypes.Value {
	if elements, ok := v.([]any); ok {
		var values []tftypes.Value
		for _, element := range elements {
			values = append(values, toValue(elementType(typ), element))
		}
		return tftypes.NewValue(typ, values)
	}
	fields, ok := v.(map[string]any)
	if !ok {
		return tftypes.NewValue(typ, v)
	}
	values := map[string]tftypes.Value{}
	switch typ := typ.(type) {
	case tftypes.Object:
		for name, t := range typ.AttributeTypes {
			values[name] = toValue(t, fields[name])
		}
	case tftypes.Map:
		for name, field := range fields {
			values[name] = toValue(typ.ElementType, field)
		}
	}
	return tftypes.NewValue(typ, values)
}

// elementType is the type of a list's or a set's elements.
func elementType(typ tftypes.Type) tftypes.Type {
	if set, ok := typ.(tftypes.Set); ok {
		return set.ElementType
	}
	list, _ := typ.(tftypes.List)
	return list.ElementType
}

func fromValue(t *testing.T, v tftypes.Value) any {
	t.Helper()
	var err error
	var out any
	switch {
	case !v.IsKnown():
		return any(notKnown)
	case v.IsNull():
		return nil
	case v.Type().Is(tftypes.String):
		var s string
		err = v.As(&s)
		out = s
	case v.Type().Is(tftypes.Bool):
		var b bool
		err = v.As(&b)
		out = b
	case v.Type().Is(tftypes.Number):
		var n *big.Float
		err = v.As(&n)
		out = n
	case v.Type().Is(tftypes.List{}), v.Type().Is(tftypes.Set{}):
		var values []tftypes.Value
		err = v.As(&values)
		list := []any{}
		for _, element := range values {
			list = append(list, fromValue(t, element))
		}
		out = list
	default:
		var values map[string]tftypes.Value
		err = v.As(&values)
		fields := map[string]any{}
		for name, field := range values {
			fields[name] = fromValue(t, field)
		}
		out = fields
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// asBlock makes a provider block for configure of one for providerBlock.
func asBlock(block map[string]string) map[string]any {
	out := map[string]any{}
	for name, value := range block {
		out[name] = value
	}
	return out
}

// textOf writes diagnostics, one line each.
func textOf(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		line := d.Severity.String() + " " + d.Summary + ": " + d.Detail
		if d.Attribute != nil {
			line = d.Attribute.String() + " " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func wantNoProblem(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if len(diags) > 0 {
		t.Fatalf("unexpected diagnostics:\n%s", textOf(diags))
	}
}

// wantOneError expects one diagnostic, an error, that has all of these words.
func wantOneError(t *testing.T, diags []*tfprotov6.Diagnostic, want ...string) {
	t.Helper()
	text := textOf(diags)
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("want one error, got %d diagnostics:\n%s", len(diags), text)
	}
	for _, words := range want {
		if !strings.Contains(text, words) {
			t.Errorf("the error lacks %q:\n%s", words, text)
		}
	}
}

// wantNoPath fails if one of the diagnostics points at an attribute, whose line Terraform would print.
func wantNoPath(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		if len(d.Attribute.Steps()) > 0 {
			t.Errorf("%q points at %s", d.Summary, d.Attribute)
		}
	}
}

// wantNoSecret searches text for everything secret that the simulator knows.
func (r *rig) wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range r.Secrets() {
		if holds([]byte(text), spellings(secret), searchDepth) {
			t.Errorf("the secret %q stands in %q", secret, text)
		}
	}
}
