package rights

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

// Object is a queue, a campaign, a group of such, or what else RingCX lists of an account for rights documents to name.
type Object struct {
	ID                   string
	Name                 string // "" if RingCX gives none
	Active               *bool  // nil where the type has no such flag, or RingCX does not say
	ParentID, ParentName string // of the group that it is in; "" where the type has none
}

// listed is an entry of a list.
type listed struct {
	Object
	members []Object
	// complete says that the list holds the members. A field that is missing or null does not say that there are none.
	complete bool
}

// decode reads a list. Only the fields of the table leave it.
func (l *objectList) decode(body []byte) ([]listed, error) {
	rows, err := rowsOf(body, l.entry.what)
	if err != nil {
		return nil, err
	}
	all := make([]listed, 0, len(rows))
	for i, row := range rows {
		object, err := l.entry.decode(row)
		if err != nil {
			return nil, fmt.Errorf("element %d %w", i, err)
		}
		one := listed{Object: object}
		if one.complete = l.in != "" && isArray(row[l.in]); one.complete {
			if one.members, err = l.decodeMembers(row[l.in], object); err != nil {
				return nil, fmt.Errorf("element %d of %s %s: %w", i, l.entry.id, object.ID, err)
			}
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b listed) int { return ringcx.CompareIDs(a.ID, b.ID) })
	return all, nil
}

// decodeMembers reads what is in a group.
func (l *objectList) decodeMembers(body []byte, group Object) ([]Object, error) {
	rows, err := rowsOf(body, l.members.what)
	if err != nil {
		return nil, err
	}
	members := make([]Object, 0, len(rows))
	for i, row := range rows {
		object, err := l.members.decode(row)
		if err != nil {
			return nil, fmt.Errorf("element %d %w", i, err)
		}
		object.ParentID, object.ParentName = group.ID, group.Name
		members = append(members, object)
	}
	return members, nil
}

func (e entry) decode(row map[string]json.RawMessage) (Object, error) {
	var id wire.LooseID
	var name wire.LooseText
	var active wire.LooseBool
	for field, into := range map[string]json.Unmarshaler{e.id: &id, e.name: &name, e.active: &active} {
		if data, ok := row[field]; ok && field != "" {
			_ = into.UnmarshalJSON(data) // never fails
		}
	}
	if !IsID(string(id)) { // it becomes part of a path, and of a rights document
		return Object{}, fmt.Errorf("has no %s", e.id)
	}
	return Object{ID: string(id), Name: name.String(), Active: active.Value}, nil
}

// rowsOf splits a list. It goes no further than one call: what stands beside the wanted fields is dropped there.
func rowsOf(body []byte, what string) ([]map[string]json.RawMessage, error) {
	var rows []map[string]json.RawMessage
	if err := wire.DecodeLoosely(body, &rows); err != nil || rows == nil {
		return nil, errors.New("not a JSON array of " + what)
	}
	return rows, nil
}

func isArray(data []byte) bool { return len(data) > 0 && data[0] == '[' }

// sortObjects orders objects by their ids.
func sortObjects(objects []Object) {
	slices.SortFunc(objects, func(a, b Object) int {
		return cmp.Or(ringcx.CompareIDs(a.ID, b.ID), ringcx.CompareIDs(a.ParentID, b.ParentID))
	})
}
