package simulator

import (
	"fmt"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator/tenant"
)

// fileObject is an object in such a file.
type fileObject struct {
	AccountID fileID `json:"account_id"`
	Type      string `json:"type"`
	ID        fileID `json:"id"`
	Name      string `json:"name"`
	Active    *bool  `json:"active"`
	ParentID  fileID `json:"parent_id"`
}

func (o fileObject) object() Object {
	return Object{
		Type: o.Type, ID: o.ID.number(), Name: o.Name, AccountID: string(o.AccountID), ParentID: o.ParentID.number(),
		Inactive: o.Active != nil && !*o.Active,
	}
}

// checkObjects finds objects that no account can hold.
func checkObjects(objects []Object) (problems []error) {
	for i, o := range objects {
		groups, known := tenant.ObjectGroups(o.Type)
		is := func(kind string, id int) func(Object) bool {
			return func(other Object) bool { return other.Type == kind && other.ID == id }
		}
		inGroup := o.ParentID == 0
		if groups != "" {
			inGroup = slices.ContainsFunc(objects, is(groups, o.ParentID))
		}
		switch {
		case !known:
			problems = append(problems, fmt.Errorf("objects[%d] has the type %q, which this simulator does not list", i, o.Type))
		case o.ID == 0:
			problems = append(problems, fmt.Errorf("objects[%d] has no id", i))
		case o.AccountID == "":
			problems = append(problems, fmt.Errorf("objects[%d] has no account_id", i))
		case slices.IndexFunc(objects, is(o.Type, o.ID)) < i:
			problems = append(problems, fmt.Errorf("objects[%d] has the same type and id as another object", i))
		case !inGroup:
			problems = append(problems, fmt.Errorf("objects[%d] has the parent_id %d, which does not fit its type", i,
				o.ParentID))
		}
	}
	return problems
}
