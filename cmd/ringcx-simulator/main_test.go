package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// output collects what the command prints, and tells when it is complete.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	ready chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	close(o.ready) // the command prints once
	return len(p), nil
}

// start runs the command until the test ends, and returns what it printed.
func start(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &output{ready: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), out, io.Discard) }()
	select {
	case <-out.ready:
	case err := <-ended:
		t.Fatalf("ended before it was ready: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("unclean end: %v", err)
		}
	})
	out.mu.Lock()
	defer out.mu.Unlock()
	return out.text.String()
}

// printedBlocks reads the provider blocks back from the output.
func printedBlocks(t *testing.T, printed string) []map[string]string {
	t.Helper()
	var blocks []map[string]string
	line := regexp.MustCompile(`(?m)^  (\w+) += (".*")$`)
	for _, block := range strings.Split(printed, "provider \"ringcx\" {\n")[1:] {
		block, _, _ = strings.Cut(block, "\n}\n")
		values := map[string]string{}
		for _, match := range line.FindAllStringSubmatch(block, -1) {
			value, err := strconv.Unquote(match[2])
			if err != nil {
				t.Fatal(err)
			}
			values[match[1]] = value
		}
		blocks = append(blocks, values)
	}
	return blocks
}

func post(t *testing.T, target string, form url.Values, header http.Header) (int, string) {
	t.Helper()
	return send(t, http.MethodPost, target, strings.NewReader(form.Encode()), header)
}

func send(t *testing.T, method, target string, body io.Reader, header http.Header) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// Each printed block holds what its mode needs to log in.
func TestPrintedBlocksWork(t *testing.T) {
	t.Parallel()
	blocks := printedBlocks(t, start(t, "-tokens", "3"))
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	modes := ""
	for _, block := range blocks {
		mode := block["auth_mode"]
		modes += mode + " "
		host := strings.TrimSuffix(strings.TrimSuffix(block["api_url"], "/api"), "/voice")
		var status int
		var body string
		switch mode {
		case "ringcentral":
			form := form.Clone()
			form.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(block["client_id"]+":"+block["client_secret"])))
			status, body = post(t, block["ringcentral_url"]+"/restapi/oauth/token",
				url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {block["jwt"]}}, form)
		case "engage":
			status, body = post(t, host+"/api/auth/login/admin",
				url.Values{"username": {block["username"]}, "password": {block["password"]}, "platformId": {block["platform_id"]}}, form)
		case "legacy":
			status, body = post(t, block["api_url"]+"/v1/auth/login", url.Values{"username": {block["username"]}, "password": {block["password"]}}, form)
		case "api_token":
			status, body = send(t, http.MethodGet, block["api_url"]+"/v1/admin/token", nil, http.Header{"X-Auth-Token": {block["api_token"]}})
			if strings.Count(body, "aws80:") != 4 {
				t.Errorf("the admin has other tokens than the three asked for and the one printed: %s", body)
			}
		}
		if status != http.StatusOK {
			t.Errorf("mode %s: status %d, body %s", mode, status, body)
		}
	}
	if modes != "ringcentral engage legacy api_token " {
		t.Errorf("modes %s", modes)
	}
}

// The blocks stand as terraform fmt puts them: equal signs in one column, one space after the longest name.
func TestBlocksAreFormatted(t *testing.T) {
	t.Parallel()
	for _, block := range blocks("http://127.0.0.1:1", "x") {
		lines := strings.Split(strings.TrimSpace(providerBlock(block)), "\n")
		lines = lines[1 : len(lines)-1]
		column, tight := strings.Index(lines[0], "="), false
		for i, line := range lines {
			if !strings.HasPrefix(line, "  "+block[i].name+" ") || strings.Index(line, "=") != column || line[column:column+3] != `= "` {
				t.Errorf("line %q", line)
			}
			tight = tight || line[:column] == "  "+block[i].name+" "
		}
		if !tight {
			t.Errorf("block %q is wider than needed", lines)
		}
	}
	if got := quote(`a"${b}%{c}`); got != `"a\"$${b}%%{c}"` {
		t.Errorf("quote: %s", got)
	}
}

func TestControlAndLimits(t *testing.T) {
	t.Parallel()
	block := printedBlocks(t, start(t, "-limits", "-session-lifetime", "1m"))[0]
	for i := range 6 {
		status, body := post(t, block["ringcentral_url"]+"/restapi/oauth/token", nil, http.Header{})
		if (status == http.StatusTooManyRequests) != (i == 5) {
			t.Errorf("request %d: %d %s", i+1, status, body)
		}
	}
	status, body := send(t, http.MethodGet, block["ringcentral_url"]+"/_simulator/tokens", nil, http.Header{})
	if status != http.StatusOK || !strings.Contains(body, simulator.DefaultUserName) {
		t.Errorf("control API: %d %s", status, body)
	}
}

// Whatever would open it to the network, or is mistyped, is refused before anything is served.
func TestArgumentsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ args, want string }{
		{"-listen :8787", "not a loopback address"},
		{"-listen 0.0.0.0:0", "not a loopback address"},
		{"-listen [::]:0", "not a loopback address"},
		{"-listen 192.0.2.1:0", "not a loopback address"},
		{"-listen example.com:0", "not a loopback address"},
		{"-listen 127.0.0.1", "missing port"},
		{"-tokens -1", "must not be negative"},
		{"-session-lifetime 0s", "must be positive"},
		{"serve", "unexpected argument"},
	} {
		err := run(t.Context(), strings.Fields(test.args), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.args, err)
		}
	}
	for _, address := range []string{"localhost:0", "[::1]:0", "127.0.0.2:0"} {
		if err := requireLoopback(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}
