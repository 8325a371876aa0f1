package rights

import (
	"context"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// forCompany is how long a write waits for others that may look together with it. It is worth that: where RingCX allows
// 120 requests a minute, one that is spared is half a second.
const forCompany = 100 * time.Millisecond

// gatherings let writes that run at the same time look together at what is there, or at what became of them: whoever is
// ready waits for those who are not yet, and a moment for others to come. Then one list, which is newer than each of
// these writes, serves all.
type gatherings struct {
	mu sync.Mutex
	of map[string]*gathering // by name, those that are not complete
}

type gathering struct {
	name     string
	expected int // have joined and are not ready yet
	gathered int
	complete chan struct{}
}

// guest is a write that has joined a gathering.
type guest struct {
	all      *gatherings
	at       *gathering
	expected bool
}

// join announces a write. It must gather or leave.
func (g *gatherings) join(name string) *guest {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.of == nil {
		g.of = make(map[string]*gathering)
	}
	if g.of[name] == nil {
		g.of[name] = &gathering{name: name, complete: make(chan struct{})}
	}
	g.of[name].expected++
	return &guest{all: g, at: g.of[name], expected: true}
}

// gather waits until the gathering is complete, until the run is stopped, or for as long as one request may take: the
// trouble of one write does not hold up the others for longer. It returns how many gathered.
func (g *guest) gather(ctx context.Context, atMost time.Duration) int {
	g.ready(1)
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-g.at.complete:
		return g.at.gathered
	case <-timer.C:
	case <-wire.Run(ctx).Done():
	case <-ctx.Done():
	}
	return 1
}

// leave lets the others wait no longer for a write that does not gather.
func (g *guest) leave() { g.ready(0) }

func (g *guest) ready(gathers int) {
	g.all.mu.Lock()
	defer g.all.mu.Unlock()
	if !g.expected {
		return
	}
	g.expected = false
	g.at.expected--
	g.at.gathered += gathers
	if g.at.expected == 0 {
		time.AfterFunc(forCompany, func() { g.all.end(g.at) })
	}
}

// end completes a gathering, unless somebody has joined it who is not ready, or it is complete already.
func (g *gatherings) end(at *gathering) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at.expected == 0 && g.of[at.name] == at {
		close(at.complete)
		delete(g.of, at.name)
	}
}
