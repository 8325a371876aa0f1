package ringcx

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Client is one provider configuration's way to RingCX. It makes no request
// before one is needed, and is safe for concurrent use.
type Client struct {
	wire   *wire
	at     endpoints
	cred   Credentials
	own    *user
	ledger ledger

	accounts shared[[]Account]
	users    map[bool]*shared[[]User] // by activeOnly

	mu     sync.Mutex
	others map[Credentials]*user  // API users for whom tokens are minted
	strays map[string]*ownersList // by owner: lists asked for with a token as credential
}

// New returns a client. It does nothing else: login waits for the first need.
func New(cfg Config) *Client {
	c := &Client{
		wire:   newWire(cfg),
		at:     endpoints{api: cfg.APIURL, ringCentral: cfg.RingCentralURL},
		cred:   cfg.Credentials,
		others: make(map[Credentials]*user),
		strays: make(map[string]*ownersList),
	}
	c.ledger.claimed = make(map[string]bool)
	c.own = c.newUser(cfg.Credentials)
	c.accounts = shared[[]Account]{fetch: c.fetchAccounts, grace: c.wire.timeout}
	c.users = map[bool]*shared[[]User]{
		false: {fetch: func(ctx context.Context) ([]User, error) { return c.fetchUsers(ctx, false) }, grace: c.wire.timeout},
		true:  {fetch: func(ctx context.Context) ([]User, error) { return c.fetchUsers(ctx, true) }, grace: c.wire.timeout},
	}
	return c
}

// user is one RingCX login: its session and its list of tokens.
type user struct {
	client   *Client
	sessions sessions
	tokens   shared[tokenList]

	first sync.Mutex      // held while had is taken
	had   map[string]bool // ids that were there before our creates; the ledger's lock guards it

	mu     sync.Mutex
	values map[string]Token // by id: every token of this user ever seen here
}

func (c *Client) newUser(cred Credentials) *user {
	c.wire.redact.add(cred.secrets()...)
	u := &user{client: c, values: make(map[string]Token)}
	u.sessions = sessions{cred: cred, wire: c.wire, at: c.at}
	u.tokens = shared[tokenList]{fetch: u.fetchTokens, grace: c.wire.timeout}
	return u
}

// as returns the user of other credentials than the provider's, the same one
// for the same credentials, so that each owner logs in once.
func (c *Client) as(cred Credentials) *user {
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.others[cred]
	if u == nil {
		u = c.newUser(cred)
		c.others[cred] = u
	}
	return u
}

// do sends a call in the user's session. A 401 renews the session and repeats
// the call once; a second one is an error in RingCX's words.
func (u *user) do(ctx context.Context, c call) (reply, error) {
	s, err := u.sessions.get(ctx)
	if err != nil {
		return reply{}, err
	}
	r, err := u.client.wire.do(ctx, c, s)
	if err == nil || statusOf(err) != http.StatusUnauthorized || s.fixed {
		return r, err
	}
	if s, err = u.sessions.renew(ctx, s); err != nil {
		return reply{}, err
	}
	return u.client.wire.do(ctx, c, s)
}

func (u *user) fetchTokens(ctx context.Context) (tokenList, error) {
	list := listCall(opList, u.client.at)
	r, err := u.do(ctx, list)
	if err != nil {
		return nil, err
	}
	tokens, err := u.client.readList(list, r)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	maps.Copy(u.values, tokens)
	return tokens, nil
}

// readList decodes the answer to a list, and remembers its values for redaction.
func (c *Client) readList(list call, r reply) (tokenList, error) {
	if r.status != http.StatusOK {
		return nil, nonsense(list, r, errors.New("a list is answered with 200 only"))
	}
	tokens, err := decodeTokenList(r.body)
	if err != nil {
		return nil, nonsense(list, r, err)
	}
	for _, t := range tokens {
		c.wire.redact.add(t.Secret)
	}
	return tokens, nil
}

// changed says that a token was created or revoked, or may have been: no list
// from before is served any more.
func (c *Client) changed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.own.tokens.changed()
	for _, u := range c.others {
		u.tokens.changed()
	}
	clear(c.strays)
}

// Tokens lists the permanent tokens of the provider's user, ordered by id.
func (c *Client) Tokens(ctx context.Context) ([]Token, error) {
	list, err := c.own.tokens.get(ctx)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, 0, len(list))
	for _, id := range slices.Sorted(maps.Keys(list)) {
		tokens = append(tokens, list[id])
	}
	return tokens, nil
}

// Find returns the token of the provider's user that has the id; false where
// the list does not hold it.
func (c *Client) Find(ctx context.Context, id string) (Token, bool, error) {
	list, err := c.own.tokens.get(ctx)
	t, ok := list[id]
	return t, ok, err
}

// Identity says which user the provider is logged in as. It logs in if that
// has not happened yet, and makes no other request.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	s, err := c.own.sessions.get(ctx)
	if err != nil {
		return Identity{}, err
	}
	return s.identity, nil
}

// Access is a session as another program can use it.
type Access struct {
	Token       Secret
	HeaderName  string
	HeaderValue Secret
	Expires     time.Time // zero: RingCX does not say (legacy), or never (api_token)
}

// Access returns a session that has at least half of its life before it.
func (c *Client) Access(ctx context.Context) (Access, error) {
	s, err := c.own.sessions.get(ctx)
	if err == nil && !s.expires.IsZero() && time.Until(s.expires) < s.life/2 {
		s, err = c.own.sessions.renew(ctx, s)
	}
	if err != nil {
		return Access{}, err
	}
	a := Access{Token: s.value, Expires: s.expires}
	name, value := s.header()
	a.HeaderName, a.HeaderValue = name, Secret(value)
	return a, nil
}
