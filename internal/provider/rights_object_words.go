package provider

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/rights"
)

const (
	cannotLookUp = "Cannot look up the object"

	listsOnlyReadable = "RingCX lists only what this login may read: an object that is missing here may exist. The " +
		"provider's user needs READ on it, by a rights document."
)

func addUnknownType(diags *diag.Diagnostics, m rightsObjectModel) {
	diags.AddError("No such object", fmt.Sprintf("The provider knows no list of the type %q, so that %q cannot be looked "+
		"up in it. See the warning about the type.", m.Type.ValueString(), m.Name.ValueString()))
}

// addNotChosen says why a name did not find exactly one object, and what there is.
func (b *base) addNotChosen(diags *diag.Diagnostics, m rightsObjectModel, of rights.ObjectType, err error) {
	named := "the name " + b.quoted(m.Name.ValueString())
	if !m.ParentName.IsNull() {
		named += " in " + b.quoted(m.ParentName.ValueString())
	}
	account := m.AccountID.ValueString()
	var none *rights.NoObjectError
	var several *rights.SeveralObjectsError
	switch {
	case errors.As(err, &none):
		diags.AddError("No such object", paragraphs(
			fmt.Sprintf("None of the %d %s that RingCX lists in the account %s has %s.", none.Of, of.What, account, named),
			b.objectLines("These have the name in another letter case, with other white space, or in another group. Names "+
				"are compared exactly:", none.Near),
			b.objectLines("The names that there are, the nearest first:", none.Nearest), listsOnlyReadable))
	case errors.As(err, &several):
		advice := "Take the id of the one that is meant from this list, or rename the others in RingCX."
		if parentsDiffer(several.Found) {
			advice = "Set parent_name to the name of the group of the one that is meant."
		}
		diags.AddError("Several such objects", paragraphs(
			b.objectLines(fmt.Sprintf("These %s in the account %s have %s:", of.What, account, named), several.Found),
			advice, listsOnlyReadable))
	}
}

func parentsDiffer(objects []rights.Object) bool {
	return slices.ContainsFunc(objects, func(o rights.Object) bool { return o.ParentName != objects[0].ParentName })
}

// objectLines lists objects for a person, or is "" for none.
func (b *base) objectLines(about string, objects []rights.Object) string {
	if len(objects) == 0 {
		return ""
	}
	lines := make([]string, len(objects))
	for i, o := range objects {
		lines[i] = b.objectName(o) + ", id " + o.ID
		if o.Active != nil && !*o.Active {
			lines[i] += ", not active"
		}
	}
	return about + "\n\n  " + strings.Join(rights.Some(lines), "\n  ")
}

// objectName names an object for a person, with its group.
func (b *base) objectName(o rights.Object) string {
	if o.ParentID == "" {
		return b.quoted(o.Name)
	}
	return b.quoted(o.Name) + " in " + b.quoted(o.ParentName)
}

// quoted is a name for a person, who must see white space at its ends. Within it, a message cannot show it.
func (b *base) quoted(name string) string {
	shown := b.data.ringcx.Printable(strconv.Quote(name))
	if strings.Contains(name, "  ") {
		shown += " (with several spaces in a row)"
	}
	return shown
}
