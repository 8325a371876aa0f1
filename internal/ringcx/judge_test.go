package ringcx

import (
	"fmt"
	"testing"
)

// Every number of creates in doubt against every number of new tokens, with and
// without replies that the list has to confirm.
func TestJudge(t *testing.T) {
	token := func(n int) Token { return Token{Secret(fmt.Sprintf("token-%d", n))} }
	for doubts := 1; doubts <= 5; doubts++ {
		for fresh := 0; fresh <= 6; fresh++ {
			for said := 0; said <= doubts; said++ {
				list := make(tokenList)
				for n := range fresh {
					list[token(n).ID()] = token(n)
				}
				var ds []*doubt
				for n := range doubts {
					d := &doubt{recheck: true}
					if n < said {
						d.said = token(n)
					}
					ds = append(ds, d)
				}
				confirmed := min(said, fresh)
				open, left := doubts-confirmed, fresh-confirmed
				taken := make(map[Token]bool)
				none := 0
				for n, v := range judge(ds, list) {
					name := fmt.Sprintf("%d doubts, %d fresh, %d said, create %d", doubts, fresh, said, n)
					switch {
					case len(v.candidates) > 0:
						if left <= open || len(v.candidates) != left || n < confirmed {
							t.Errorf("%s: candidates %v", name, v.candidates)
						}
					case v.token.IsZero():
						none++
					default:
						if taken[v.token] {
							t.Errorf("%s: the token is given twice", name)
						}
						taken[v.token] = true
						if n < confirmed && v.token != token(n) {
							t.Errorf("%s: the reply was not believed", name)
						}
					}
					if open == 0 && len(v.strays) != left {
						t.Errorf("%s: strays %v, want %d", name, v.strays, left)
					}
				}
				if left <= open && none != open-left {
					t.Errorf("%d doubts, %d fresh, %d said: %d made none, want %d", doubts, fresh, said, none, open-left)
				}
			}
		}
	}
}

func TestIdentitySame(t *testing.T) {
	for _, c := range []struct {
		a, b Identity
		want bool
	}{
		{Identity{}, Identity{}, false},
		{Identity{UserID: "1"}, Identity{UserID: "1"}, true},
		{Identity{UserID: "1"}, Identity{UserID: "2"}, false},
		{Identity{UserID: "1", UserName: "a@x"}, Identity{UserID: "1", UserName: "A@X"}, true},
		{Identity{UserID: "1", UserName: "a"}, Identity{UserID: "1", UserName: "b"}, false}, // ids of two platforms
		{Identity{UserID: "1", UserName: "a"}, Identity{UserName: "a"}, true},
		{Identity{UserID: "1"}, Identity{Credential: "c"}, false}, // nobody can tell
		{Identity{Credential: "c"}, Identity{Credential: "c"}, true},
	} {
		if got := c.a.Same(c.b); got != c.want || got != c.b.Same(c.a) {
			t.Errorf("%+v and %+v: got %v", c.a, c.b, got)
		}
	}
}
