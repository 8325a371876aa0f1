package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type usersDataSource struct{ dataSourceBase }

var _ datasource.DataSourceWithConfigure = (*usersDataSource)(nil)

func newUsersDataSource() datasource.DataSource {
	return &usersDataSource{dataSourceBase{named("users")}}
}

type usersModel struct {
	ActiveOnly types.Bool  `tfsdk:"active_only"`
	Users      []userModel `tfsdk:"users"`
}

type userModel struct {
	UserID       *string  `tfsdk:"user_id"`
	UserName     *string  `tfsdk:"user_name"`
	FirstName    *string  `tfsdk:"first_name"`
	LastName     *string  `tfsdk:"last_name"`
	Enabled      *bool    `tfsdk:"enabled"`
	Roles        []string `tfsdk:"roles"`
	ParentUserID *string  `tfsdk:"parent_user_id"`
	RCUserID     *string  `tfsdk:"rc_user_id"`
	ManagedByRC  *bool    `tfsdk:"managed_by_ringcentral"`
	RootUser     *bool    `tfsdk:"root_user"`
}

func newUserModel(u ringcx.User) userModel {
	return userModel{
		UserID:       &u.ID,
		UserName:     u.Name,
		FirstName:    u.FirstName,
		LastName:     u.LastName,
		Enabled:      u.Enabled,
		Roles:        nonNil(u.Roles),
		ParentUserID: u.ParentUserID,
		RCUserID:     u.RCUserID,
		ManagedByRC:  u.ManagedByRC,
		RootUser:     u.RootUser,
	}
}

// userAttributes are what is read of a user.
func userAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"user_id":                computed("Id of the user."),
		"user_name":              orNull("Name that the user logs in with, usually an e-mail address."),
		"first_name":             orNull("First name."),
		"last_name":              orNull("Last name."),
		"enabled":                flagOrNull("Whether the user is enabled."),
		"roles":                  computedSet("The user's roles, such as `MANAGE_USERS`."),
		"parent_user_id":         orNull("Id of the user directly above."),
		"rc_user_id":             orNull("RingCentral's id of the user, where RingCX is linked to RingCentral."),
		"managed_by_ringcentral": flagOrNull("Whether RingCentral manages the user's names and login."),
		"root_user":              flagOrNull("Whether the user is a root user."),
	}
}

func (d *usersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The users that the provider's user may see: itself and those below it. Needs the role " +
			"`MANAGE_USERS` or `SUPER_USER`.",
		Attributes: map[string]schema.Attribute{
			"active_only": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Leave out users that are not enabled. Default: `false`.",
			},
			"users": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The users, ordered by `user_id`. Stored in state; not secret.",
				NestedObject:        schema.NestedAttributeObject{Attributes: userAttributes()},
			},
		},
	}
}

func (d *usersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m usersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	users, err := client.Users(ctx, m.ActiveOnly.ValueBool())
	if err != nil {
		d.addError(&resp.Diagnostics, "Cannot read the users", err)
		return
	}
	m.Users = make([]userModel, 0, len(users))
	for _, u := range users {
		m.Users = append(m.Users, newUserModel(u))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
