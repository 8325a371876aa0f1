package rights

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// explained is a failed list of an account's objects. If RingCX's answer may come from a wrong account, its list of
// accounts says what is wrong with it.
func (l *Lookups) explained(ctx context.Context, accountID string, err error) error {
	e := wire.AsError(err)
	if e == nil || e.Status == 0 || e.Status == http.StatusUnauthorized || e.Status == http.StatusTooManyRequests ||
		e.Status >= http.StatusInternalServerError {
		return err
	}
	if accounts, listErr := l.ringcx.Accounts(ctx); listErr == nil {
		if why, _ := wrongAccount(accountID, accounts, l.ringcx.Printable); why != "" {
			e.Hint = why
		}
	}
	return err
}

// emptyBecause is the error for an account in which RingCX lists nothing because it is a main account, which has
// sub-accounts and nothing else. It is nil for any other reason.
func (l *Lookups) emptyBecause(ctx context.Context, op, accountID string) error {
	accounts, err := l.ringcx.Accounts(ctx)
	if err != nil {
		return nil //nolint:nilerr // an empty list is an answer, whatever became of this one
	}
	if why, main := wrongAccount(accountID, accounts, l.ringcx.Printable); main {
		return &wire.Error{Op: op, Cause: "RingCX lists none", Hint: why}
	}
	return nil
}

// wrongAccount says what is wrong with an account by the list of accounts, "" for nothing, and whether it is a main
// account.
func wrongAccount(id string, accounts []ringcx.Account, printable func(string) string) (why string, main bool) {
	name := func(id string, name *string) string {
		if name == nil || *name == "" {
			return id
		}
		return fmt.Sprintf("%s (%s)", id, printable(*name))
	}
	var all, below []string
	mainAccount := id
	for _, a := range accounts {
		if a.ID == id {
			return "", false
		}
		all = append(all, name(a.ID, a.Name))
		if a.MainAccountID != nil && *a.MainAccountID == id {
			below, mainAccount = append(below, name(a.ID, a.Name)), name(id, a.MainAccountName)
		}
	}
	switch {
	case len(below) > 0:
		return fmt.Sprintf("%s is a main account. What rights documents name is in its sub-accounts: %s. Use the id of "+
			"one of them.", mainAccount, strings.Join(Some(below), ", ")), true
	case len(all) == 0:
		return "RingCX shows no account to the provider's user.", false
	}
	return fmt.Sprintf("RingCX does not show the account %s to the provider's user. It shows: %s.", id,
		strings.Join(Some(all), ", ")), false
}
