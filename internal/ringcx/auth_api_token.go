package ringcx

import "context"

// APIToken logs in with an existing permanent API token (API.md, section 4.5).
type APIToken struct{ Token Token }

func (c APIToken) secrets() []Secret { return []Secret{c.Token.Secret} }

func (c APIToken) who() string { return "the user of an API token" }

func (c APIToken) login(context.Context, sender, endpoints) (*session, error) {
	return c.session(), nil
}

func (c APIToken) session() *session {
	return &session{value: c.Token.Secret, fixed: true, identity: Identity{Credential: c.Token.ID()}}
}
