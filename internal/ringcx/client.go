package ringcx

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Client talks to RingCX for one provider configuration. It sends no request before one is needed, and is safe for
// concurrent use.
type Client struct {
	wire    *wire.Client
	at      endpoints
	cred    Credentials
	own     *login
	listLag time.Duration

	secretFrom string // where the provider's own secret comes from

	tokens   *wire.Replies[*login, *listing]
	bindings *wire.Replies[*login, *holder]
	accounts *wire.Replies[struct{}, []Account]
	users    *wire.Replies[bool, []User] // by activeOnly

	revocations revocations

	// Locks are taken in this order: siblings, Client, holder or login. No other of these is taken while one of the last
	// two is held.
	mu       sync.Mutex
	logins   map[Credentials]*login // of users other than the provider's
	holders  []*holder              // the RingCX users that the logins belong to
	siblings map[string]*siblings   // by the owner's name in the configuration
	inState  map[string]bool        // ids of tokens that are in a Terraform state
	accepted Token                  // the last token that RingCX accepted in X-Auth-Token
}

// New returns a client. It sends nothing: the client logs in when the first request needs it.
func New(cfg Config) *Client {
	c := &Client{
		wire:    wire.New(cfg.Config),
		at:      endpoints{api: cfg.APIURL, ringCentral: cfg.RingCentralURL},
		cred:    cfg.Credentials,
		listLag: cfg.ListLag,

		secretFrom: cfg.SecretFrom,

		logins:   make(map[Credentials]*login),
		siblings: make(map[string]*siblings),
		inState:  make(map[string]bool),

		revocations: revocations{forms: make(map[string]*checkedForm)},
	}
	if c.listLag <= 0 {
		c.listLag = defaultListLag
	}
	c.own = c.newLogin(cfg.Credentials)
	grace := c.wire.Timeout()
	c.tokens = wire.NewReplies(
		opList, grace, func(ctx context.Context, l *login) (*listing, error) { return l.fetchTokens(ctx) },
	)
	c.bindings = wire.NewReplies(
		opList, grace, func(ctx context.Context, l *login) (*holder, error) { return l.bind(ctx) },
	)
	c.accounts = wire.NewReplies(opAccounts, grace, c.fetchAccounts)
	c.users = wire.NewReplies(opUsers, grace, c.fetchUsers)
	return c
}

// as returns the login for the given credentials. The same credentials get the same login, so each of them logs in
// once.
func (c *Client) as(cred Credentials) *login {
	if cred == c.cred {
		return c.own
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.logins[cred]
	if l == nil {
		l = c.newLogin(cred)
		c.logins[cred] = l
	}
	return l
}

// holderOf returns the user with an identity and a token list: one that this process knows already, because the
// identity is the same or a token is, or else a new one.
func (c *Client) holderOf(identity Identity, list tokenList) *holder {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.holders {
		if h.identity.Same(identity) || h.shares(list) {
			return h
		}
	}
	h := newHolder(identity, list)
	c.holders = append(c.holders, h)
	return h
}

// changed makes the lists of a user stale, because a token of the user was created or revoked, or may have been. A nil
// holder means that the user is not known: then every list becomes stale.
func (c *Client) changed(h *holder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range slices.AppendSeq([]*login{c.own}, maps.Values(c.logins)) {
		if of := l.knownHolder(); h == nil || of == nil || of == h {
			c.tokens.Changed(l)
		}
	}
	clear(c.siblings)
}

// markInState notes that a token is in a Terraform state, so that no create takes it over.
func (c *Client) markInState(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inState[id] = true
}

// InState reports whether this process was asked to locate a token with this id, which is then in a Terraform state.
func (c *Client) InState(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inState[id]
}

// Tokens lists the permanent tokens of the provider's user, ordered by id.
func (c *Client) Tokens(ctx context.Context) ([]Token, error) {
	list, err := c.tokens.Get(ctx, c.own)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, 0, len(list.tokens))
	for _, id := range slices.Sorted(maps.Keys(list.tokens)) {
		tokens = append(tokens, list.tokens[id])
	}
	return tokens, nil
}

// Find returns the token of the provider's user that has the id, or false if the user's list does not hold it. A token
// that this process created is returned without a request.
func (c *Client) Find(ctx context.Context, id string) (Token, bool, error) {
	if t, ok := c.own.knownHolder().created(id); ok {
		return t, true, nil
	}
	list, err := c.tokens.Get(ctx, c.own)
	if err != nil {
		return Token{}, false, err
	}
	t, ok := list.tokens[id]
	return t, ok && t.usable(), nil
}

// Identity returns the provider's user, as far as its login tells. It logs in if that has not happened yet, and sends
// no other request.
func (c *Client) Identity(ctx context.Context) (Identity, error) { return c.own.identity(ctx) }

// CanLogIn finds out whether RingCX accepts the credentials, by the list of their user's tokens. An error is an *Error.
func (c *Client) CanLogIn(ctx context.Context, cred Credentials) error {
	_, err := c.tokens.Get(ctx, c.as(cred))
	return err
}

// Printable makes a text from RingCX fit for a message or a name that is displayed; see wire.Client.Printable.
func (c *Client) Printable(text string) string { return c.wire.Printable(text) }

// Host is the host of the API.
func (c *Client) Host() string { return c.at.api.Host }

// Access is a session in a form that another program can use.
type Access struct {
	Token       Secret
	HeaderName  string
	HeaderValue Secret
	Expires     time.Time // zero: RingCX does not tell (legacy), or never (api_token)
}

// Access returns a session that has at least half of its lifetime left.
func (c *Client) Access(ctx context.Context) (Access, error) {
	s, err := c.own.sessions.get(ctx)
	if err == nil && !s.expires.IsZero() && time.Until(s.expires) < s.life/2 {
		s, err = c.own.sessions.renew(ctx, s)
	}
	if err != nil {
		return Access{}, err
	}
	h := s.header()
	return Access{Token: s.value, HeaderName: h.Name, HeaderValue: h.Value, Expires: s.expires}, nil
}

// listTokens sends a call that is answered with a list of tokens, and adds the tokens in it to those that errors and
// logs must not show.
func (c *Client) listTokens(ctx context.Context, send wire.Send, list wire.Call) (tokenList, error) {
	r, err := send(ctx, list)
	if err != nil {
		return nil, err
	}
	if r.Status != http.StatusOK {
		return nil, list.Unexpected(r, errors.New("a list is answered with 200 only"))
	}
	tokens, err := decodeTokenList(r.Body)
	if err != nil {
		return nil, list.Unexpected(r, err)
	}
	secrets := make([]Secret, 0, len(tokens))
	for _, t := range tokens {
		secrets = append(secrets, t.Secret)
	}
	c.wire.Hide(secrets...) // at once, because each call costs time that grows with what is hidden already
	return tokens, nil
}
