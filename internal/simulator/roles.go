package simulator

import "net/http"

// created is the answer to a request that made something.
func (c *call) created(body any) *reply {
	switch c.cfg.Rights.Create {
	case CreateCreated:
		return jsonReply(http.StatusCreated, body)
	case CreateCreatedEmpty:
		return &reply{status: http.StatusCreated}
	}
	return okReply(body)
}

// done is the boolean that says that the work was done.
func (c *call) done() bool { return !c.cfg.Rights.FalseReplies }

// repeated answers a request to give a user what the user has.
func (c *call) repeated() *reply {
	switch c.cfg.Rights.Repeated {
	case RepeatedFalse:
		return okReply(false)
	case RepeatedConflict:
		return c.failure(http.StatusConflict)
	case RepeatedInvalid:
		return c.invalid("the user has it already")
	}
	return okReply(c.done())
}

// absent answers a request to take from a user what the user does not have.
func (c *call) absent() *reply {
	switch {
	case c.cfg.UnknownDelete == UnknownDeleteNotFound:
		return c.failure(http.StatusNotFound)
	case c.produces() == "":
		return &reply{status: http.StatusOK}
	}
	return okReply(false)
}

// listRoles prints a user's roles, which are strings here whatever they are inside a user.
func listRoles(c *call) *reply {
	return okReply(append([]string{}, c.tenant.Roles(c.user).Now()...))
}

// addRole gives a user the role of the path, whatever its name: RingCX's list of roles grows.
func addRole(c *call) *reply {
	if !c.tenant.GiveRole(c.caller, c.user, c.vars["roleType"]) {
		return c.repeated()
	}
	return c.created(c.done())
}

// removeRole takes the role of the path from a user.
func removeRole(c *call) *reply {
	if !c.tenant.TakeRole(c.caller, c.user, c.vars["roleType"]) {
		return c.absent()
	}
	return okReply(c.done())
}
