package ringcx

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
)

// Account is what is taken of an account (ringcx-api.md 3.1). The API's objects
// can hold passwords (crmPwd, ftpPwd, securityKey, phoneRecordingPin), so this
// is an allow-list, and nothing else of the reply is kept. Fields that the API
// leaves out or sets to null are nil.
type Account struct {
	ID              string
	Name            *string
	MainAccountID   *string
	MainAccountName *string
	Type            *string
	RCAccountID     *string
	Archived        *bool
}

// Accounts lists the accounts that the provider's user may see, ordered by id.
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
	var rows []struct {
		AccountID     looseID  `json:"accountId"`
		AccountName   *string  `json:"accountName"`
		MainAccountID *looseID `json:"mainAccountId"`
		AccountType   *string  `json:"accountType"`
		RCAccountID   *looseID `json:"rcAccountId"`
		Archived      *bool    `json:"archivedAccount"` // the vendor SDKs' name; no document has it
		ArchivedShort *bool    `json:"archived"`
		MainAccount   *struct {
			ID          *looseID `json:"mainAccountId"`
			Name        *string  `json:"mainAccountName"`
			RCAccountID *looseID `json:"rcAccountId"`
		} `json:"mainAccount"`
		MainAccountName *string `json:"mainAccountName"`
	}
	if err := json.Unmarshal(r.body, &rows); err != nil || rows == nil {
		return nil, nonsense(list, r, errors.New("not a JSON array of accounts"))
	}
	accounts := make([]Account, 0, len(rows))
	for _, row := range rows {
		if row.AccountID == "" {
			return nil, nonsense(list, r, errors.New("an account without accountId"))
		}
		a := Account{
			ID: string(row.AccountID), Name: row.AccountName, Type: row.AccountType, Archived: cmp.Or(row.Archived, row.ArchivedShort),
			MainAccountID: text(row.MainAccountID), MainAccountName: row.MainAccountName, RCAccountID: text(row.RCAccountID),
		}
		// The container stands in an object of its own in the schema, beside the
		// flat mainAccountId of the samples.
		if main := row.MainAccount; main != nil {
			a.MainAccountID = cmp.Or(a.MainAccountID, text(main.ID))
			a.MainAccountName = cmp.Or(a.MainAccountName, main.Name)
			a.RCAccountID = cmp.Or(a.RCAccountID, text(main.RCAccountID))
		}
		accounts = append(accounts, a)
	}
	slices.SortFunc(accounts, func(a, b Account) int { return compareIDs(a.ID, b.ID) })
	return accounts, nil
}

func text(id *looseID) *string {
	if id == nil || *id == "" {
		return nil
	}
	s := string(*id)
	return &s
}

// compareIDs orders ids, which are strings of digits, by their number.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
