package rights

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx"
	"github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"
)

const opObjects = "list what is in the account"

// Lookups reads what rights documents name, in the session of the provider's user. It keeps one reply for each list,
// however many look something up in it, and is safe for concurrent use.
type Lookups struct {
	ringcx  *ringcx.Client
	lists   *wire.Replies[listOf, []listed]
	members *wire.Replies[listOf, []Object] // of all groups of such a list
}

// listOf is a list of an account.
type listOf struct {
	accountID string
	list      *objectList // of the table
}

// NewLookups returns lookups whose requests a client sends. It sends nothing itself.
func NewLookups(client *ringcx.Client) *Lookups {
	l, grace := &Lookups{ringcx: client}, client.Wire().Timeout()
	l.lists = wire.NewReplies(opObjects, grace, l.fetchList)
	l.members = wire.NewReplies(opObjects, grace, l.fetchMembers)
	return l
}

// Objects lists the objects of a type in an account, those that RingCX shows to the provider's user, ordered by id.
func (l *Lookups) Objects(ctx context.Context, accountID string, of ObjectType) ([]Object, error) {
	if !of.grouped {
		return l.Entries(ctx, accountID, of)
	}
	if err := checkIDs(opObjects, accountID); err != nil {
		return nil, err
	}
	return l.members.Get(ctx, listOf{accountID, of.list})
}

// Entries lists what the list of a type has: its objects, or the groups that they are in.
func (l *Lookups) Entries(ctx context.Context, accountID string, of ObjectType) ([]Object, error) {
	if err := checkIDs(opObjects, accountID); err != nil {
		return nil, err
	}
	entries, err := l.lists.Get(ctx, listOf{accountID, of.list})
	return objectsOf(entries), err
}

// InGroup lists the objects of a type that are in one group, also where the list of the groups has them.
func (l *Lookups) InGroup(ctx context.Context, accountID string, of ObjectType, group Object) ([]Object, error) {
	if err := checkIDs(opObjects, accountID, group.ID); err != nil {
		return nil, err
	}
	return l.membersOf(ctx, listOf{accountID, of.list}, group)
}

// Known returns an object that a lookup of this run has read. It sends nothing.
func (l *Lookups) Known(accountID string, target Target) (Object, bool) {
	of, ok := ObjectTypeNamed(target.Type)
	if !ok {
		return Object{}, false
	}
	key := listOf{accountID, of.list}
	objects, _ := l.members.Kept(key)
	if !of.grouped {
		entries, _ := l.lists.Kept(key)
		objects = objectsOf(entries)
	}
	for _, o := range objects {
		if o.ID == target.ID {
			return o, true
		}
	}
	return Object{}, false
}

func objectsOf(entries []listed) []Object {
	objects := make([]Object, len(entries))
	for i, e := range entries {
		objects[i] = e.Object
	}
	return objects
}

func (l *Lookups) fetchList(ctx context.Context, key listOf) ([]listed, error) {
	list := l.call(key.list.entry, key.list.path, key.accountID, "")
	entries, err := wire.Ask(ctx, l.ringcx.Send, list, key.list.decode)
	if err != nil {
		return nil, l.explained(ctx, key.accountID, err)
	}
	if len(entries) == 0 {
		return entries, l.emptyBecause(ctx, list.Op, key.accountID)
	}
	return entries, nil
}

// groupsAtOnce is how many groups are asked for their members at a time.
const groupsAtOnce = 8

// fetchMembers lists the members of all groups. Those that the list of the groups does not hold cost one list each.
func (l *Lookups) fetchMembers(ctx context.Context, key listOf) ([]Object, error) {
	groups, err := l.lists.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	found := make([][]Object, len(groups))
	asking, asked := errgroup.WithContext(ctx)
	asking.SetLimit(groupsAtOnce)
	for i, group := range groups {
		if group.complete {
			found[i] = group.members
			continue
		}
		asking.Go(func() (err error) {
			found[i], err = l.membersOf(asked, key, group.Object)
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	all := []Object{}
	for _, members := range found {
		all = append(all, members...)
	}
	sortObjects(all)
	return all, nil
}

func (l *Lookups) membersOf(ctx context.Context, key listOf, group Object) ([]Object, error) {
	list := l.call(key.list.members, key.list.of, key.accountID, group.ID)
	return wire.Ask(ctx, l.ringcx.Send, list, func(body []byte) ([]Object, error) {
		return key.list.decodeMembers(body, group)
	})
}

func (l *Lookups) call(of entry, route, accountID, groupID string) wire.Call {
	path := strings.NewReplacer("{accountId}", url.PathEscape(accountID), "{groupId}", url.PathEscape(groupID)).
		Replace(route)
	call := l.ringcx.Call("list the "+of.what+" of the account "+accountID, http.MethodGet, route, path)
	otherwise := call.Advise
	call.Advise = func(e *wire.Error) string {
		switch e.Status {
		case http.StatusForbidden:
			return "The provider's user needs READ on the account, and RingCX lists only what that user may READ."
		case http.StatusNotFound:
			return "RingCX has no such account or group, or does not show it to the provider's user."
		}
		return otherwise(e)
	}
	return call
}
