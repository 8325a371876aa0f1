//go:build release

// What is here takes minutes, so it has a build tag: make release-check.
package release

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A snapshot of a release for this machine holds what the registry prescribes for a provider, with the simulator and
// the doctor beside it (https://developer.hashicorp.com/terraform/registry/providers/publishing).
func TestSnapshot(t *testing.T) {
	dist := snapshot(t)
	suffix := runtime.GOOS + "_" + runtime.GOARCH
	sums := glob(t, dist, "terraform-provider-ringcx_*_SHA256SUMS")
	version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(sums), "terraform-provider-ringcx_"), "_SHA256SUMS")
	provider := "terraform-provider-ringcx_" + version + "_" + suffix + ".zip"
	simulator := "ringcx-simulator_" + version + "_" + suffix + ".tar.gz"
	doctor := "ringcx-doctor_" + version + "_" + suffix + ".tar.gz"
	manifest := "terraform-provider-ringcx_" + version + "_manifest.json"

	exe := ""
	if runtime.GOOS == "windows" {
		exe = ".exe"
	}
	if files := zipped(t, filepath.Join(dist, provider)); !slices.Contains(
		files, "terraform-provider-ringcx_v"+version+exe,
	) {
		t.Errorf("%s holds %q", provider, files)
	}
	for archive, program := range map[string]string{simulator: "ringcx-simulator", doctor: "ringcx-doctor"} {
		if files := tarred(t, filepath.Join(dist, archive)); !slices.Equal(files, []string{"LICENSE", program + exe}) {
			t.Errorf("%s holds %q", archive, files)
		}
	}
	// Every zip is the provider's, and every archive and the manifest have their checksum.
	zips, err := filepath.Glob(filepath.Join(dist, "*.zip"))
	if err != nil || len(zips) != 1 {
		t.Errorf("zips %q, %v", zips, err)
	}
	listed := checksums(t, sums)
	const bom = ".sbom.json"
	if got, want := slices.Sorted(maps.Keys(listed)), []string{
		doctor, doctor + bom, simulator, simulator + bom, provider, provider + bom, manifest,
	}; !slices.Equal(got, want) {
		t.Errorf("checksums of %q, want %q", got, want)
	}
	sources := map[string]string{manifest: filepath.Join(root, "terraform-registry-manifest.json")}
	for name, want := range listed {
		file := sources[name]
		if file == "" {
			file = filepath.Join(dist, name)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want {
			t.Errorf("the checksum of %s is wrong", name)
		}
	}
	for _, archive := range []string{provider, simulator, doctor} {
		if !strings.Contains(
			string(readFile(t, filepath.Join(dist, archive+bom))), "github.com/ringcx/terraform-provider-ringcx",
		) {
			t.Errorf("the list of what %s is built from lacks this module", archive)
		}
	}
	verify(t, dist)
}

// verify runs what the README says: the files are as they were signed.
func verify(t *testing.T, dist string) {
	t.Helper()
	commands := regexp.MustCompile("(?ms)^```shell\n(gpg --import key.asc\n.*?)^```$").FindSubmatch(
		readFile(t, root+"/README.md"),
	)
	if commands == nil {
		t.Fatal("README.md has no gpg --import key.asc")
	}
	run := func() (string, error) {
		out, err := exec.CommandContext(t.Context(), "bash", "-ec", "cd '"+dist+"' && "+string(commands[1])).CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil || strings.Count(out, ": OK") != 6 || !strings.Contains(out, "Good signature") {
		t.Errorf("%v\n%s", err, out)
	}
	archive := glob(t, dist, "*.zip")
	if err := os.WriteFile(archive, append(readFile(t, archive), 0), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := run(); err == nil || !strings.Contains(out, "FAILED") {
		t.Errorf("a file was changed, and this is verified:\n%s", out)
	}
}

// snapshot makes a release of this machine's programs only, signed with a key that nobody else has, and returns the
// directory that it is in.
func snapshot(t *testing.T) string {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(root, ".goreleaser.yml"))
	if err != nil {
		t.Fatal(err)
	}
	dist := t.TempDir()
	text := string(config) + "\ndist: " + dist + "\n"
	for name, only := range map[string]string{"goos": runtime.GOOS, "goarch": runtime.GOARCH} {
		list := regexp.MustCompile(`(?m)^    ` + name + `: (&\w+ )\[.*\]$`)
		if n := len(list.FindAllString(text, -1)); n != 1 {
			t.Fatalf("%d lists of %s", n, name)
		}
		text = list.ReplaceAllString(text, "    "+name+": ${1}["+only+"]")
	}
	file := filepath.Join(t.TempDir(), "goreleaser.yml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	home, err := os.MkdirTemp("", "gpg") //nolint:usetesting // gpg's sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.CommandContext(context.WithoutCancel(t.Context()), "gpgconf", "--homedir", home, "--kill", "all").Run()
		_ = os.RemoveAll(home)
	})
	bin := t.TempDir()
	t.Setenv("GNUPGHOME", home)
	t.Setenv("GPG_FINGERPRINT", "test@example.com")
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	for _, command := range [][]string{
		{"gpg", "--batch", "--passphrase", "", "--quick-generate-key", "test@example.com"},
		{"go", "build", "-modfile=tools/syft/go.mod", "-o", filepath.Join(bin, "syft"), "github.com/anchore/syft/cmd/syft"},
		{
			"go", "tool", "-modfile=tools/goreleaser/go.mod", "goreleaser", "release", "--snapshot", "--clean", "--config", file,
		},
		{"gpg", "--armor", "--output", filepath.Join(dist, "key.asc"), "--export", "test@example.com"},
	} {
		cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", command, err, out)
		}
	}
	return dist
}

func glob(t *testing.T, dir, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	return found[0]
}

func zipped(t *testing.T, file string) (names []string) {
	t.Helper()
	r, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, f := range r.File {
		names = append(names, f.Name)
	}
	return names
}

func tarred(t *testing.T, file string) (names []string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			slices.Sort(names)
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, header.Name)
	}
}

// checksums reads a SHA256SUMS file.
func checksums(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(data)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		sums[name] = sum
	}
	return sums
}
