package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
)

type userDataSource struct{ dataSourceBase }

var (
	_ datasource.DataSourceWithConfigure        = (*userDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*userDataSource)(nil)
)

func newUserDataSource() datasource.DataSource { return &userDataSource{dataSourceBase{named("user")}} }

func (d *userDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := userAttributes()
	attributes["user_id"] = schema.StringAttribute{
		Optional: true, Computed: true, Validators: []validator.String{idRule},
		MarkdownDescription: "Id of the user. Set exactly one of `user_id`, `user_name` and `rc_user_id`.",
	}
	attributes["user_name"] = schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Name that the user logs in with, in any letter case. Null if RingCX has none.",
	}
	attributes["rc_user_id"] = schema.StringAttribute{
		Optional: true, Computed: true, Validators: []validator.String{idRule},
		MarkdownDescription: "RingCentral's id of the user, where RingCX is linked to RingCentral. Null if RingCX has " +
			"none.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: preview + "\n\nOne user, found by id, by name, or by RingCentral's id. RingCX lists the " +
			"provider's user and those below it in the user hierarchy. It is an error if no user or more than one matches. A " +
			"plan reads one list, however many users it looks up. The provider's user needs the role `MANAGE_USERS` or " +
			"`SUPER_USER`.\n\n" +
			"On first use, check the `user_id` against the user's page in RingCX: on an account that is linked to " +
			"RingCentral, RingCX may know a user by another name than RingCentral does.",
		Attributes: attributes,
	}
}

func (d *userDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(
		path.MatchRoot("user_id"), path.MatchRoot("user_name"), path.MatchRoot("rc_user_id"))}
}

func (d *userDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m userModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	client := d.client(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	users, err := client.Users(ctx, false)
	if err != nil {
		d.addError(&resp.Diagnostics, "Cannot read the users", err)
		return
	}
	user, ok := m.find(users, &resp.Diagnostics)
	if !ok {
		return
	}
	found := newUserModel(user)
	if m.UserName != nil {
		found.UserName = m.UserName // the configuration's letter case
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, found)...)
}

// find decides which user is meant. A name is compared without letter case, and
// as a whole: somebody whose name is only similar must not be given the rights.
func (m userModel) find(users []ringcx.User, diags *diag.Diagnostics) (ringcx.User, bool) {
	is := func(wanted, value *string) bool {
		return wanted == nil || value != nil && strings.EqualFold(*wanted, *value)
	}
	var found []ringcx.User
	for _, u := range users {
		if is(m.UserID, &u.ID) && is(m.UserName, u.Name) && is(m.RCUserID, u.RCUserID) {
			found = append(found, u)
		}
	}
	var by string
	for attribute, wanted := range map[string]*string{
		"user_id": m.UserID, "user_name": m.UserName, "rc_user_id": m.RCUserID,
	} {
		if wanted != nil {
			by = fmt.Sprintf("%s %q", attribute, *wanted)
		}
	}
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		diags.AddError("No such user", fmt.Sprintf("RingCX lists %s (the provider's user and those below it); none has "+
			"%s. On an account that is linked to RingCentral, RingCX may know the user by another name, such as one with +eo1 "+
			"before the @: the data source ringcx_users lists all names.",
			count(len(users), "user"), by))
	default:
		diags.AddError("Several such users",
			fmt.Sprintf("These users have %s:\n\n  %s\n\nSet user_id instead.", by, userLines(found)))
	}
	return ringcx.User{}, false
}
