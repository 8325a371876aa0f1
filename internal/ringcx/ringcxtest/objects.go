package ringcxtest

import "github.com/ringcx/terraform-provider-ringcx/internal/simulator"

// ListsOfObjects are the ways in which lists of queues, campaigns and so on may look (API.md, section 10.2), and how
// many lists the queues and the campaigns of the default tenant cost then.
var ListsOfObjects = map[string]struct {
	Config           simulator.Config
	Gates, Campaigns int
}{
	"as in the samples": {Config: simulator.Config{}, Gates: 1 + 2, Campaigns: 1},
	"children there": {
		Config: simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenThere}},
		Gates:  1, Campaigns: 1,
	},
	"children missing": {
		Config: simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenMissing}},
		Gates:  1 + 2, Campaigns: 1 + 1,
	},
	"children null": {
		Config: simulator.Config{Lookups: simulator.Lookups{Children: simulator.ChildrenNull}},
		Gates:  1 + 2, Campaigns: 1 + 1,
	},
	"booleans": {
		Config: simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityBooleans}},
		Gates:  1 + 2, Campaigns: 1,
	},
	"numbers": {
		Config: simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityNumbers}},
		Gates:  1 + 2, Campaigns: 1,
	},
	"letters": {
		Config: simulator.Config{Lookups: simulator.Lookups{Activity: simulator.ActivityLetters}},
		Gates:  1 + 2, Campaigns: 1,
	},
	"full references": {
		Config: simulator.Config{Lookups: simulator.Lookups{FullReferences: true}},
		Gates:  1 + 2, Campaigns: 1,
	},
	"string ids": {
		Config: simulator.Config{Rights: simulator.Rights{StringIDs: true}},
		Gates:  1 + 2, Campaigns: 1,
	},
}
