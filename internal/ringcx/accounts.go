package ringcx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
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
	AccountID       looseID   `json:"accountId"`
	AccountName     looseText `json:"accountName"`
	MainAccountID   looseID   `json:"mainAccountId"`
	MainAccountName looseText `json:"mainAccountName"`
	AccountType     looseText `json:"accountType"`
	RCAccountID     looseID   `json:"rcAccountId"`
	Archived        looseBool `json:"archivedAccount"` // the name in the vendor's SDKs; no document has it
	ArchivedShort   looseBool `json:"archived"`
	// The schema nests the main account in an object; the samples have a flat mainAccountId beside it.
	MainAccount struct {
		ID          looseID   `json:"mainAccountId"`
		Name        looseText `json:"mainAccountName"`
		RCAccountID looseID   `json:"rcAccountId"`
	} `json:"mainAccount"`
}

func (row accountRow) account() Account {
	main := row.MainAccount
	return Account{
		ID:              string(row.AccountID),
		Name:            row.AccountName.value,
		MainAccountID:   cmp.Or(row.MainAccountID, main.ID).pointer(),
		MainAccountName: cmp.Or(row.MainAccountName.value, main.Name.value),
		Type:            row.AccountType.value,
		RCAccountID:     cmp.Or(row.RCAccountID, main.RCAccountID).pointer(),
		Archived:        cmp.Or(row.Archived.value, row.ArchivedShort.value),
	}
}

// Accounts lists the accounts that the provider's user may see, ordered by id. An error is an *Error.
func (c *Client) Accounts(ctx context.Context) ([]Account, error) { return c.accounts.get(ctx) }

func (c *Client) fetchAccounts(ctx context.Context) ([]Account, error) {
	list := call{
		op: opAccounts, method: http.MethodGet, route: "/v1/admin/accounts", accept: acceptJSON,
		url: c.at.voice("/v1/admin/accounts"),
	}
	r, err := c.own.do(ctx, list)
	if err != nil {
		return nil, err
	}
	var rows []accountRow
	if err := decodeLoosely(r.body, &rows); err != nil || rows == nil {
		return nil, unexpectedReply(list, r, errors.New("not a JSON array of accounts"))
	}
	accounts := make([]Account, 0, len(rows))
	for i, row := range rows {
		if row.AccountID == "" {
			return nil, unexpectedReply(list, r, fmt.Errorf("element %d has no accountId", i))
		}
		accounts = append(accounts, row.account())
	}
	slices.SortFunc(accounts, func(a, b Account) int { return compareIDs(a.ID, b.ID) })
	return accounts, nil
}

// compareIDs orders ids, which are strings of digits, by their numeric value.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
