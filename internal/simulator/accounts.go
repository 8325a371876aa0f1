package simulator

import (
	"maps"
	"math/rand/v2"
	"strconv"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// decoy are the fields with secrets that an account object may contain (API.md, section 5.2). No client needs them, so
// they must not appear anywhere.
type decoy map[string]any

func newDecoy(known *secrets) decoy {
	pin := 100_000_000 + rand.IntN(900_000_000)
	known.keep(strconv.Itoa(pin))
	return decoy{
		"crmPwd":            known.keep("crm-pwd-" + newUUID()),
		"ftpPwd":            known.keep("ftp-pwd-" + newUUID()),
		"securityKey":       known.keep("security-key-" + newUUID()),
		"phoneRecordingPin": pin,
	}
}

// listAccounts lists the sub-accounts. Every user sees all of them.
func listAccounts(c *call) *reply {
	return okReply(c.accountViews("enableMultiuser"))
}

// accountViews are the account objects: fields of the SPEC, fields seen live that the SPEC does not have, decoy secrets
// and nulls (API.md, section 5.2). One flag is spelled otherwise in the legacy login.
func (c *call) accountViews(multiUserFlag string) []map[string]any {
	views := []map[string]any{}
	for i, account := range c.tenant.Accounts {
		view := map[string]any{
			"accountId":         account.ID,
			"accountName":       account.Name,
			"mainAccountId":     nullable(account.MainID),
			"mainAccountName":   nullable(account.MainName),
			"mainAccount":       mainAccountView(account),
			"archivedAccount":   account.Archived,
			"accountType":       nullable(account.Type), // live only
			"digitalDomainId":   nil,                    // live only
			"databaseShardId":   "shard5",
			"enableHciDialer":   true,
			"enableChat":        false,
			"tcpaSafeMode":      false,
			"pciCompliance":     false,
			multiUserFlag:       true,
			"rcAccountAccess":   "ENABLED",
			"startDate":         "2026-08-12T22:30:00.000+0000",
			"endDate":           nil,
			"notificationEmail": nil,
			"crmHost":           "crm.example.com",
			"crmInstance":       nil,
			"crmUid":            "crm-user",
			"ftpHost":           "ftp.example.com",
			"ftpUid":            "ftp-user",
			tenant.UnknownField: unknownView(),
		}
		maps.Copy(view, c.decoys[i])
		views = append(views, view)
	}
	return views
}

// unknownView is the value of a field that no document has.
func unknownView() any { return map[string]any{"nested": []any{1, nil, "unknown to every document"}} }

// mainAccountView is the nested container account, null for an account without one.
func mainAccountView(account Account) any {
	if account.MainID == "" {
		return nil
	}
	return map[string]any{
		"mainAccountId":     account.MainID,
		"mainAccountName":   nullable(account.MainName),
		"engageAccountId":   nil,
		"rcAccountId":       nullable(account.RCAccountID),
		"isActive":          1,
		"dataRetentionDays": 365,
	}
}

// nullable returns nil, which JSON prints as null, for an empty string.
func nullable(s string) any {
	if s == "" {
		return nil
	}
	return s
}
