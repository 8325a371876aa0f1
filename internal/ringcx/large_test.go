package ringcx_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// largeReply answers every request with one body.
type largeReply string

func (body largeReply) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(body))), Request: r,
		Header: http.Header{"Content-Type": {"application/json"}},
	}, nil
}

func largeList(n int, element string) largeReply {
	var b strings.Builder
	b.WriteString("[")
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, element, i)
	}
	return largeReply(b.String() + "]")
}

// A list of 100,000 tokens takes less than 300 MiB, and anything that the limits let through less than 600 MiB, all
// that is allocated on the way together. What is larger is refused by name, with one request.
func TestLargeLists(t *testing.T) {
	cfg := newRig(t, simulator.Config{}).Config(t, apiToken, 0)
	tokens := func(c *ringcx.Client) (int, error) { list, err := c.Tokens(t.Context()); return len(list), err }
	users := func(c *ringcx.Client) (int, error) { list, err := c.Users(t.Context(), false); return len(list), err }
	accounts := func(c *ringcx.Client) (int, error) { list, err := c.Accounts(t.Context()); return len(list), err }
	const token, user, account = `"aws80:%08x-3a4d-4b60-9a7e-1f0f3a1f9d11"`, `{"userId":%d}`, `{"accountId":%d}`
	for _, c := range []struct {
		name    string
		reply   largeReply
		read    func(*ringcx.Client) (int, error)
		want    int
		most    uint64 // MiB; 0: 300
		refused string
	}{
		{name: "tokens", reply: largeList(100_000, token), read: tokens, want: 100_000},
		{name: "as many tokens as may be", reply: largeList(350_000, token), read: tokens, want: 350_000, most: 600},
		{name: "as many users as may be", reply: largeList(249_000, user), read: users, want: 249_000, most: 600},
		{name: "as many accounts as may be", reply: largeList(249_000, account), read: accounts, want: 249_000, most: 600},
		{name: "short tokens", reply: largeList(600_000, `"%d"`), read: tokens, refused: "more than 500000 values"},
		{name: "empty users", reply: largeList(600_000, `{}%.0d`), read: users, refused: "more than 500000 values"},
		{name: "bytes", reply: largeList(400_000, token), read: tokens, refused: "longer than 16 MiB"},
	} {
		var before, after runtime.MemStats
		requests := 0
		cfg.Observe = func(context.Context, ringcx.Record) { requests++ }
		cfg.Transport = c.reply
		runtime.GC()
		runtime.ReadMemStats(&before)
		n, err := c.read(ringcx.New(cfg))
		runtime.ReadMemStats(&after)
		mib := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %d MiB allocated", c.name, mib)
		if mib >= cmp.Or(c.most, 300) {
			t.Errorf("%s: %d MiB allocated", c.name, mib)
		}
		if c.refused == "" && (err != nil || n != c.want) {
			t.Errorf("%s: %d read, %v", c.name, n, err)
		}
		if c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: got %v", c.name, err)
		}
		if requests != 1 {
			t.Errorf("%s: %d requests", c.name, requests)
		}
	}
}
