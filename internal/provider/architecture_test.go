package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What ARCHITECTURE.md names is in the code: files, packages, types, functions, attributes and linters.
func TestArchitectureNamesTheCode(t *testing.T) {
	t.Parallel()
	page := pageText(t, filepath.Join(repository, "ARCHITECTURE.md"))
	inCode := declared(t)
	linters := pageText(t, filepath.Join(repository, ".golangci.yml"))
	names := regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(page, -1)
	if len(names) < 30 {
		t.Fatalf("found %d names only", len(names))
	}
	for _, name := range names {
		_, err := os.Stat(filepath.Join(repository, name[1]))
		if err != nil && !inCode[name[1]] && !strings.Contains(linters, "- "+name[1]+"\n") {
			t.Errorf("there is no %s", name[1])
		}
	}
	rooms := regexp.MustCompile(`\binternal/[\w/]+`).FindAllString(page, -1)
	if len(rooms) < 8 {
		t.Fatalf("found %d packages only", len(rooms))
	}
	for _, room := range rooms {
		if files, _ := filepath.Glob(filepath.Join(repository, room, "*.go")); len(files) == 0 {
			if _, err := os.Stat(filepath.Join(repository, room+".md")); err != nil {
				t.Errorf("there is no package %s", room)
			}
		}
	}
}

// declared returns the names of packages and of what they declare: ledger, wire.Replies, holder.begin, and the names of
// attributes.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	err := filepath.WalkDir(filepath.Join(repository, "internal"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		names[file.Name.Name] = true
		for _, d := range file.Decls {
			addDeclared(names, file.Name.Name, d)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func addDeclared(names map[string]bool, pkg string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names[d.Name.Name], names[pkg+"."+d.Name.Name] = true, true
			return
		}
		ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool { // *T, T or T[K]
			if receiver, ok := n.(*ast.Ident); ok {
				names[receiver.Name+"."+d.Name.Name] = true
			}
			return true
		})
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if spec, ok := spec.(*ast.TypeSpec); ok {
				names[spec.Name.Name], names[pkg+"."+spec.Name.Name] = true, true
				addAttributes(names, spec)
			}
		}
	}
}

// addAttributes adds the attributes that a model has.
func addAttributes(names map[string]bool, spec *ast.TypeSpec) {
	tag := regexp.MustCompile(`tfsdk:"(\w+)"`)
	ast.Inspect(spec, func(n ast.Node) bool {
		if field, ok := n.(*ast.Field); ok && field.Tag != nil {
			if match := tag.FindStringSubmatch(field.Tag.Value); match != nil {
				names[match[1]] = true
			}
		}
		return true
	})
}
