package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// tenantFile is a tenant as described in a file, with the names of the provider's data sources.
type tenantFile struct {
	PlatformID   string     `json:"platform_id"`
	ClientID     string     `json:"client_id"`
	ClientSecret string     `json:"client_secret"`
	Users        []fileUser `json:"users"`
	Accounts     []struct {
		AccountID       fileID `json:"account_id"`
		AccountName     string `json:"account_name"`
		MainAccountID   fileID `json:"main_account_id"`
		MainAccountName string `json:"main_account_name"`
		AccountType     string `json:"account_type"`
		RCAccountID     fileID `json:"rc_account_id"`
		Archived        bool   `json:"archived"`
	} `json:"accounts"`
	Objects []fileObject `json:"objects"`
}

// fileUser is a user in such a file.
type fileUser struct {
	UserID       fileID   `json:"user_id"`
	UserName     string   `json:"user_name"`
	Password     string   `json:"password"`
	JWT          string   `json:"jwt"`
	ParentUserID fileID   `json:"parent_user_id"`
	FirstName    string   `json:"first_name"`
	LastName     string   `json:"last_name"`
	Enabled      *bool    `json:"enabled"`
	Roles        []string `json:"roles"`
}

func (u fileUser) user() User {
	return User{
		ID: u.UserID.number(), Name: u.UserName, Password: u.Password, JWT: u.JWT, ParentID: u.ParentUserID.number(),
		FirstName: u.FirstName, LastName: u.LastName, Disabled: u.Enabled != nil && !*u.Enabled, Roles: u.Roles,
	}
}

// fileID is an id, which a file may have as a string, like the data sources, or as a number. Null is no id.
type fileID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *fileID) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, `"`)
	if bytes.Equal(data, []byte("null")) || len(data) == 0 {
		*id = ""
		return nil
	}
	if _, err := strconv.ParseUint(string(data), 10, 63); err != nil {
		return fmt.Errorf("the id %s is not made of digits", data)
	}
	*id = fileID(data)
	return nil
}

// number is the id as an int; 0 for none. It has digits only.
func (id fileID) number() int {
	n, _ := strconv.Atoi(string(id))
	return n
}

// ReadTenant reads what a tenant holds from JSON: platform_id, client_id, client_secret, users, accounts and objects.
// What is left out is the default tenant's; a name that is none of these is an error.
func ReadTenant(r io.Reader) (Config, error) {
	var file tenantFile
	if err := decodeStrictly(r, &file); err != nil {
		return Config{}, err
	}
	cfg := Config{PlatformID: file.PlatformID, ClientID: file.ClientID, ClientSecret: file.ClientSecret}
	if file.Users != nil {
		cfg.Users = []User{}
	}
	for _, u := range file.Users {
		cfg.Users = append(cfg.Users, u.user())
	}
	if file.Accounts != nil {
		cfg.Accounts = []Account{}
	}
	for _, a := range file.Accounts {
		cfg.Accounts = append(cfg.Accounts, Account{
			ID: string(a.AccountID), Name: a.AccountName, MainID: string(a.MainAccountID), MainName: a.MainAccountName,
			Type: a.AccountType, RCAccountID: string(a.RCAccountID), Archived: a.Archived,
		})
	}
	if file.Objects != nil {
		cfg.Objects = []Object{}
	}
	for _, o := range file.Objects {
		cfg.Objects = append(cfg.Objects, o.object())
	}
	return cfg, cfg.check()
}

// decodeStrictly decodes JSON and refuses unknown fields.
func decodeStrictly(r io.Reader, into any) error {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("there is more data after the JSON value")
	}
	return nil
}

// check finds what no tenant can be.
func (c Config) check() error {
	var problems []error
	users, names, accounts := map[int]bool{}, map[string]bool{}, map[string]bool{}
	for i, u := range c.Users {
		switch {
		case u.ID == 0:
			problems = append(problems, fmt.Errorf("users[%d] has no user_id", i))
		case u.Name == "":
			problems = append(problems, fmt.Errorf("users[%d] has no user_name", i))
		case users[u.ID]:
			problems = append(problems, fmt.Errorf("users[%d] has the same user_id %d as another user", i, u.ID))
		case names[u.Name]:
			problems = append(problems, fmt.Errorf("users[%d] has the same user_name %q as another user", i, u.Name))
		}
		users[u.ID], names[u.Name] = true, true
	}
	for i, u := range c.Users {
		if u.ParentID == u.ID && u.ID != 0 || u.ParentID != 0 && !users[u.ParentID] {
			problems = append(problems, fmt.Errorf("users[%d] has the parent_user_id %d, "+
				"which is not the user_id of another user", i, u.ParentID))
		}
	}
	for i, a := range c.Accounts {
		switch {
		case a.ID == "":
			problems = append(problems, fmt.Errorf("accounts[%d] has no account_id", i))
		case accounts[a.ID]:
			problems = append(problems, fmt.Errorf("accounts[%d] has the same account_id %s as another account", i, a.ID))
		}
		accounts[a.ID] = true
	}
	return errors.Join(append(problems, checkObjects(c.Objects)...)...)
}
