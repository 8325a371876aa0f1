package ringcx

import "github.com/ringcx/terraform-provider-ringcx/internal/ringcx/wire"

// The limits against which calls count. Documented are 120 a minute for administrative requests, 5 for the exchange,
// and 5 for RingCentral's OAuth server, which is another host (API.md, section 2.6). The other logins count with the
// exchange. No document says that a refresh counts as a login, and refreshes must not wait for logins: work in progress
// would wait for work that has not begun.
var (
	limitAdmin   = wire.Limit{Name: "administrative requests"}
	limitRefresh = wire.Limit{Name: "refreshes"}
	limitLogin   = wire.Limit{Name: "logins", OneByOne: true}
	limitOAuth   = wire.Limit{Name: "RingCentral logins", OneByOne: true}
)
