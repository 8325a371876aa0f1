package provider

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/ringcxtest"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// hostile is what a terminal obeys, what changes the order of other characters, and what cannot be seen.
const hostile = "\x1b]52;c;aGk=\a\x00\b\x7f\u009b31m\u202e\u2066\u200b\u200d\ufeff\u00ad\u3164\ufe0f\u2028\r\nError: "

// Every field of every reply may hold such characters, a secret that the server was sent, and more text than anybody
// wants to read. Nothing of it reaches Terraform or the log as it is, except as the value of an attribute.
func TestHostileWords(t *testing.T) {
	fields := decodedFields(t)
	if len(fields) < 40 {
		t.Fatalf("only %d fields were found: %v", len(fields), slices.Sorted(maps.Keys(fields)))
	}
	for _, mode := range allModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			w := newHostile(t, mode)
			w.rewrite = func(*http.Request, *httptest.ResponseRecorder) {}
			w.rig.Mint(adminUser)
			honest := w.run("nothing")
			for _, words := range []string{
				"MANAGE_RIGHTS of user 1001 (" + adminUser + ")", "others (1001:7001)", "Revoked the API token aws80:",
				"No such API token", "RingCX request", "host:127.0.0.1", `"Support" in "Inbound"`,
			} {
				if !strings.Contains(honest, words) {
					t.Errorf("the provider lacks words to look at: %q", words)
				}
			}
			for name, valueOf := range fields {
				if mode != modeAPIToken && !valueOf.ofLogins {
					continue // the modes differ in their logins only
				}
				w := newHostile(t, mode)
				w.rig.Mint(adminUser)
				for kind, words := range map[string]string{
					"characters": hostile + w.secret + strings.Repeat("A", 3000), "a secret": w.secret,
				} {
					w.rewrite = inEveryObject(name, valueOf.holding(words))
					w.run(fmt.Sprintf("%s in %s", kind, name))
				}
			}
		})
	}
}

// An error's body may be anything, and so may what is no JSON object.
func TestHostileErrors(t *testing.T) {
	t.Parallel()
	everything := map[string]any{}
	for name, valueOf := range decodedFields(t) {
		everything[name] = valueOf.holding(hostile + "CANARY" + strings.Repeat("A", 3000))
	}
	object, err := json.Marshal(everything)
	if err != nil {
		t.Fatal(err)
	}
	quoted, _ := json.Marshal(hostile + "CANARY")
	for _, body := range []string{
		string(object), string(quoted), hostile + "CANARY", "[" + string(quoted) + "]",
		`{"x":[` + string(object) + "]}", "aws80:" + hostile + "CANARY",
	} {
		for _, status := range []int{200, 302, 401, 403, 404} {
			for _, logins := range []bool{true, false} {
				w := newHostile(t, modeEngage)
				w.rewrite = func(r *http.Request, rec *httptest.ResponseRecorder) {
					if strings.Contains(r.URL.Path, "/login") == logins {
						rec.Code, rec.Body = status, bytes.NewBufferString(strings.ReplaceAll(body, "CANARY", w.secret))
						rec.Header().Set("Content-Type", hostile+w.secret)
						rec.Header().Set("Location", "https://"+strings.ReplaceAll(w.secret, "/", "")+"\u202e.example/x")
					}
				}
				w.run(fmt.Sprintf("%d %.40q", status, body))
			}
		}
	}
}

// hostileWords is a provider whose server answers whatever a test wants.
type hostileWords struct {
	t       *testing.T
	rig     *rig
	block   map[string]string
	secret  string // that the server is sent
	log     *bytes.Buffer
	rewrite func(*http.Request, *httptest.ResponseRecorder)
}

func newHostile(t *testing.T, mode string) *hostileWords {
	t.Helper()
	bubbles := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC) // in which run's clock begins
	const canary = "canary+1&2/3%4 5"                                 // which an id could be
	users := simulator.DefaultUsers()
	users[0].Password = canary
	rig := newRig(t, simulator.Config{
		Now: func() time.Time { return bubbles }, Users: users, ClientSecret: canary,
	})
	rig.AddRightsDocument(simulator.RightsDocument{
		OwnerID: 1001, AccountID: "99990001", Name: "others", AccountPermissions: []string{"READ"}, Assigned: []int{1003},
		Products:  []simulator.ProductRights{{Product: "ACD", Permissions: []string{"READ"}, Cascade: true}},
		Resources: []simulator.ResourceRights{{Type: "GATE", ID: 5, Permissions: []string{"READ"}}},
	})
	rig.GiveRole(1003, "ACCESS_AUDIT_LOG")
	w := &hostileWords{t: t, rig: rig, block: rig.login(mode, adminUser), log: new(bytes.Buffer)}
	if _, used := w.block[attrPassword]; used {
		w.block[attrPassword] = canary
	}
	if w.secret = canary; mode == modeAPIToken {
		w.secret = w.block[attrAPIToken]
	}
	return w
}

func (w *hostileWords) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	rec := httptest.NewRecorder()
	w.rig.ServeHTTP(rec, r)
	w.rewrite(r, rec)
	maps.Copy(out.Header(), rec.Header())
	out.Header().Del("Content-Length")
	out.WriteHeader(rec.Code)
	_, _ = out.Write(rec.Body.Bytes())
}

// run has a new provider do everything that it can, and looks at all that it says. It takes no real time to wait.
func (w *hostileWords) run(what string) (said string) {
	synctest.Test(w.t, func(t *testing.T) { said = strings.Join(w.runIn(t, what), "\n") })
	return said
}

func (w *hostileWords) runIn(t *testing.T, what string) (said []string) {
	p := newTestProvider().(*ringcxProvider)
	p.getenv = func(string) string { return "" }
	w.log.Reset()
	ctx := tflogtest.RootLogger(context.Background(), w.log)
	p.tune = func(c *ringcx.Config) {
		c.MaxRetries = 1
		c.Transport = ringcxtest.Memory{To: w}
		c.Observe = func(_ context.Context, r ringcx.Record) { logRequest(ctx, r) }
	}
	s := startRPC(t, p)
	wantNoProblem(t, s.configure(asBlock(w.block), false).Diagnostics)
	said = s.everything()
	for _, line := range strings.Split(strings.TrimSpace(w.log.String()), "\n") {
		var record map[string]any
		_ = json.Unmarshal([]byte(line), &record)
		said = append(said, fmt.Sprint(record))
	}
	for _, text := range said {
		if i := strings.IndexFunc(strings.ReplaceAll(text, "\n", " "), invisible); i >= 0 {
			t.Errorf("%s: this holds %q: %.400q", what, text[i:i+1], text)
		}
		if strings.Contains(text, "\nError: ") {
			t.Errorf("%s: this holds a line of the server's: %.400q", what, text)
		}
		if strings.Contains(text, w.secret) {
			t.Errorf("%s: this holds the secret: %.400q", what, text)
		}
		if len(text) > 8000 {
			t.Errorf("%s: this has %d bytes: %.400q", what, len(text), text)
		}
	}
	return said
}

func invisible(r rune) bool {
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// everything calls every object of the provider, and returns all that Terraform would print or keep, except for the
// values of attributes.
func (s *rpc) everything() (said []string) {
	ctx := s.t.Context()
	say := func(diags []*tfprotov6.Diagnostic) { said = append(said, textOf(diags)) }
	for name, schema := range s.schemas.DataSourceSchemas {
		config := map[string]any{}
		switch name {
		case "ringcx_user":
			config["rc_user_id"] = "62001001"
		case "ringcx_rights_object":
			config = map[string]any{"account_id": "99990001", "type": "GATE", "name": "nobody"}
		}
		say(answer(s.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
			TypeName: name, Config: s.object(schema.ValueType(), config),
		})).Diagnostics)
	}
	var ids []any
	for name := range s.schemas.ListResourceSchemas {
		for _, r := range s.listed(name, 0, nil) {
			said = append(said, r.DisplayName)
			say(r.Diagnostics)
			if r.Identity != nil {
				identity := s.decode(s.identities[name].ValueType(), r.Identity.IdentityData)
				said = append(said, fmt.Sprint(identity))
				if name == apiTokenType {
					ids = append(ids, identity["id"])
				}
			}
		}
	}
	for name, schema := range s.schemas.EphemeralResourceSchemas {
		config := map[string]any{}
		if name == apiTokenType {
			config["id"] = idOf("any")
		}
		say(answer(s.server.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
			TypeName: name, Config: s.object(schema.ValueType(), config),
		})).Diagnostics)
	}
	for name, id := range map[string]string{
		apiTokenType: idOf("any"), userRoleType: "1003:ACCESS_AUDIT_LOG", rightsDocumentType: "1001:7001",
		rightsDocumentAssignmentType: "7001:1003",
	} {
		resp := s.importAs(name, id)
		say(resp.Diagnostics)
		for _, found := range resp.ImportedResources {
			read := answer(s.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
				TypeName: name, CurrentState: found.State, Private: found.Private, CurrentIdentity: found.Identity,
			}))
			say(read.Diagnostics)
			said = append(said, inPrivate(read.Private)...)
		}
	}
	for name, config := range map[string]map[string]any{
		apiTokenType: {}, userRoleType: {"user_id": "1002", "role": "ACCESS_AUDIT_LOG"},
		rightsDocumentType:           {"account_id": "99990001", "name": "new", "account_permissions": []any{"READ"}},
		rightsDocumentAssignmentType: {"rights_document_id": "7001", "user_id": "1002"},
	} {
		said = append(said, s.createAndDestroy(name, config)...)
	}
	for _, id := range append(ids, idOf("any")) {
		messages, diags := s.revoke(id)
		said = append(said, messages...)
		say(diags)
	}
	return said
}

// inPrivate is what private state holds, in the clear.
func inPrivate(private []byte) (texts []string) {
	var keys map[string][]byte
	_ = json.Unmarshal(private, &keys)
	for _, value := range keys {
		var v any
		_ = json.Unmarshal(value, &v)
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

func (s *rpc) importAs(name, id string) *tfprotov6.ImportResourceStateResponse {
	req := &tfprotov6.ImportResourceStateRequest{TypeName: name, ID: id}
	return answer(s.server.ImportResourceState(s.t.Context(), req))
}

// createAndDestroy plans, creates and destroys a resource, as far as that works, and returns what was said about it.
func (s *rpc) createAndDestroy(name string, config map[string]any) (said []string) {
	say := func(diags []*tfprotov6.Diagnostic) { said = append(said, textOf(diags)) }
	schema := s.schemas.ResourceSchemas[name]
	none, configured := s.object(schema.ValueType(), nil), s.object(schema.ValueType(), config)
	proposed := maps.Clone(config)
	for _, a := range schema.Block.Attributes {
		if _, set := config[a.Name]; a.Computed && !set {
			proposed[a.Name] = notKnown
		}
	}
	change := func(
		prior, config, proposed *tfprotov6.DynamicValue, private []byte,
	) *tfprotov6.ApplyResourceChangeResponse {
		plan := answer(s.server.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: name, PriorState: prior, Config: config, ProposedNewState: proposed, PriorPrivate: private,
		}))
		say(plan.Diagnostics)
		if plan.PlannedState == nil {
			return nil
		}
		resp := answer(s.server.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
			TypeName: name, PriorState: prior, Config: config, PlannedState: plan.PlannedState,
			PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
		}))
		say(resp.Diagnostics)
		said = append(said, inPrivate(resp.Private)...)
		return resp
	}
	made := change(none, configured, s.object(schema.ValueType(), proposed), nil)
	if made != nil && s.decode(schema.ValueType(), made.NewState) != nil {
		change(made.NewState, none, none, made.Private)
	}
	return said
}

// inEveryObject puts a field into every JSON object of a reply, whatever it held.
func inEveryObject(name string, value any) func(*http.Request, *httptest.ResponseRecorder) {
	var into func(v any)
	into = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, field := range v {
				into(field)
			}
			v[name] = value
		case []any:
			for _, element := range v {
				into(element)
			}
		}
	}
	return func(_ *http.Request, rec *httptest.ResponseRecorder) {
		decoder := json.NewDecoder(bytes.NewReader(rec.Body.Bytes()))
		decoder.UseNumber()
		var body any
		if decoder.Decode(&body) != nil {
			return
		}
		into(body)
		encoded, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		rec.Body = bytes.NewBuffer(encoded)
	}
}

// decodedField is a field that a decoder of replies reads.
type decodedField struct {
	holding  func(words string) any // what it may hold: words, or an object with words in all fields
	ofLogins bool                   // a file about logins reads it
}

// decodedFields finds every field that the decoders of replies read, by its JSON name.
func decodedFields(t *testing.T) map[string]decodedField {
	t.Helper()
	fields := map[string]decodedField{}
	types := map[string]ast.Expr{}
	structs := map[*ast.StructType]string{} // and their files
	err := filepath.WalkDir("../ringcx", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				types[n.Name.Name] = n.Type
			case *ast.StructType:
				structs[n] = entry.Name()
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for s, file := range structs {
		for name, of := range jsonFields(s) {
			fields[name] = decodedField{
				holding:  func(words string) any { return filled(types, of, words, 3) },
				ofLogins: fields[name].ofLogins || strings.HasPrefix(file, "auth") || file == "client.go",
			}
		}
	}
	// These stand in a table (internal/ringcx/rights/object_types.go).
	for _, name := range []string{"gateGroupId", "groupName", "gateId", "gateName", "isActive", "gates"} {
		fields[name] = decodedField{holding: func(words string) any { return words }}
	}
	return fields
}

// jsonFields are the fields of a struct by their JSON names.
func jsonFields(s *ast.StructType) map[string]ast.Expr {
	fields := map[string]ast.Expr{}
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		name, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = f.Type
		}
	}
	return fields
}

// filled is a value of a type with words wherever it has text.
func filled(types map[string]ast.Expr, of ast.Expr, words string, depth int) any {
	switch of := of.(type) {
	case *ast.ArrayType:
		return []any{filled(types, of.Elt, words, depth)}
	case *ast.StarExpr:
		return filled(types, of.X, words, depth)
	case *ast.Ident:
		if of, known := types[of.Name].(*ast.StructType); known && len(jsonFields(of)) > 0 && depth > 0 {
			return filled(types, of, words, depth-1)
		}
	case *ast.StructType:
		object := map[string]any{}
		for name, field := range jsonFields(of) {
			object[name] = filled(types, field, words, depth)
		}
		return object
	}
	return words
}
