package ringcx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Account holds the fields that are kept of an account (API.md, section 5). It is an allow-list, because the API's
// objects can hold passwords (crmPwd, ftpPwd, securityKey, phoneRecordingPin). Fields that the API leaves out or sets
// to null are nil.
type Account struct {
	ID              string
	Name            *string
	MainAccountID   *string
	MainAccountName *string
	Type            *string
	RCAccountID     *string
	Archived        *bool
}

type accountRow struct {
	AccountID       wire.LooseID   `json:"accountId"`
	AccountName     wire.LooseText `json:"accountName"`
	MainAccountID   wire.LooseID   `json:"mainAccountId"`
	MainAccountName wire.LooseText `json:"mainAccountName"`
	AccountType     wire.LooseText `json:"accountType"`
	RCAccountID     wire.LooseID   `json:"rcAccountId"`
	Archived        wire.LooseBool `json:"archivedAccount"` // the name in the vendor's SDKs; no document has it
	ArchivedShort   wire.LooseBool `json:"archived"`
	// The schema nests the main account in an object; the samples have a flat mainAccountId beside it.
	MainAccount struct {
		ID          wire.LooseID   `json:"mainAccountId"`
		Name        wire.LooseText `json:"mainAccountName"`
		RCAccountID wire.LooseID   `json:"rcAccountId"`
	} `json:"mainAccount"`
}

func (row accountRow) account() Account {
	main := row.MainAccount
	return Account{
		ID:              string(row.AccountID),
		Name:            row.AccountName.Value,
		MainAccountID:   cmp.Or(row.MainAccountID, main.ID).Pointer(),
		MainAccountName: cmp.Or(row.MainAccountName.Value, main.Name.Value),
		Type:            row.AccountType.Value,
		RCAccountID:     cmp.Or(row.RCAccountID, main.RCAccountID).Pointer(),
		Archived:        cmp.Or(row.Archived.Value, row.ArchivedShort.Value),
	}
}

// Accounts lists the accounts that the provider's user may see, ordered by id. An error is an *Error.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) {
	return c.accounts.Get(ctx, struct{}{})
}

func (c *Client) fetchAccounts(ctx context.Context, _ struct{}) ([]Account, error) {
	list := c.at.call(opAccounts, http.MethodGet, "/v1/admin/accounts", "/v1/admin/accounts")
	return wire.Ask(ctx, c.own.do, list, decodeAccounts)
}

func decodeAccounts(body []byte) ([]Account, error) {
	var rows []accountRow
	if err := wire.DecodeLoosely(body, &rows); err != nil || rows == nil {
		return nil, errors.New("not a JSON array of accounts")
	}
	accounts := make([]Account, 0, len(rows))
	for i, row := range rows {
		if row.AccountID == "" {
			return nil, fmt.Errorf("element %d has no accountId", i)
		}
		accounts = append(accounts, row.account())
	}
	slices.SortFunc(accounts, func(a, b Account) int { return CompareIDs(a.ID, b.ID) })
	return accounts, nil
}

// CompareIDs orders ids, which are strings of digits with a sign where they are negative, by their numeric value.
func CompareIDs(a, b string) int {
	negative, otherNegative := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case negative && !otherNegative:
		return -1
	case !negative && otherNegative:
		return 1
	case negative:
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
