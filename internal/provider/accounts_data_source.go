package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

type accountsDataSource struct{ dataSourceBase }

var _ datasource.DataSourceWithConfigure = (*accountsDataSource)(nil)

func newAccountsDataSource() datasource.DataSource {
	return &accountsDataSource{dataSourceBase{named("accounts")}}
}

type accountsModel struct {
	Accounts []accountModel `tfsdk:"accounts"`
}

// accountModel is a ringcx.Account with the names of its attributes.
type accountModel struct {
	ID              string  `tfsdk:"account_id"`
	Name            *string `tfsdk:"account_name"`
	MainAccountID   *string `tfsdk:"main_account_id"`
	MainAccountName *string `tfsdk:"main_account_name"`
	Type            *string `tfsdk:"account_type"`
	RCAccountID     *string `tfsdk:"rc_account_id"`
	Archived        *bool   `tfsdk:"archived"`
}

func (d *accountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The accounts that the provider's user may see. RingCX lists sub-accounts; the main account " +
			"that contains them is named in each. The provider never reads the passwords that RingCX keeps in its account " +
			"objects.",
		Attributes: map[string]schema.Attribute{
			"accounts": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The accounts, ordered by `account_id`. Stored in state; not secret.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"account_id":        computed("Id of the account."),
					"account_name":      orNull("Name of the account."),
					"main_account_id":   orNull("Id of the main account that contains this one."),
					"main_account_name": orNull("Name of the main account."),
					"account_type":      orNull("Type of the account, such as `OMNI`."),
					"rc_account_id":     orNull("Id of the RingCentral account that belongs to it."),
					"archived":          flagOrNull("Whether the account is archived."),
				}},
			},
		},
	}
}

func (d *accountsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	client := d.client(&resp.Diagnostics)
	if client == nil {
		return
	}
	accounts, err := client.Accounts(ctx)
	if err != nil {
		d.addError(&resp.Diagnostics, "Cannot read the accounts", err)
		return
	}
	m := accountsModel{Accounts: make([]accountModel, 0, len(accounts))}
	for _, a := range accounts {
		m.Accounts = append(m.Accounts, accountModel(a))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
