package main

import (
	"flag"

	"github.com/ringcx/terraform-provider-ringcx/internal/simulator"
)

// rightsFlags defines a flag for each switch of simulator.Rights.
func rightsFlags(flags *flag.FlagSet, rights *simulator.Rights) {
	choice(flags, &rights.Create, "create-reply", "the `form` of the reply to a new rights document, role or assignment",
		"ok", "created", "created-empty")
	choice(flags, &rights.Update, "rights-update",
		"`how` an update treats the fields of a rights document that it lacks", "full", "merge")
	choice(flags, &rights.Assign, "assign", "`how` an assignment treats the other users of a rights document", "add",
		"replace")
	choice(flags, &rights.Repeated, "repeated-reply", "the `form` of the reply to a role or an assignment that is there",
		"true", "false", "conflict", "invalid")
	choice(flags, &rights.NameTaken, "name-taken", "`how` a new rights document with the name of another one is treated",
		"accept", "invalid", "conflict", "overwrite")
	choice(flags, &rights.Outside, "outside-reply", "the `form` of the reply about what is outside the caller's tree "+
		"of users", "not-found", "forbidden", "empty")
	choice(flags, &rights.UserNames, "user-names", "`how` users show their name", "same", "lower", "environment")
	choice(flags, &rights.Stored, "stored-rights", "`how` the permissions of a rights document are stored", "exact",
		"expanded", "trimmed")
	choice(flags, &rights.Listed, "listed-rights", "`how` lists show a rights document: whole, without its permissions, "+
		"with none, with those on the account alone, or without its entries' cascade", "whole", "in-part", "emptied",
		"without-entries", "otherwise")
	choice(flags, &rights.Owner, "rights-owner", "`who` owns a new rights document: the user of the path, or the caller",
		"path", "caller")
	flags.BoolVar(&rights.KeepInUse, "keep-in-use", false, "refuse to delete a rights document that users are assigned to")
	flags.BoolVar(&rights.FalseReplies, "false-replies", false, "answer false also where the work was done")
	flags.BoolVar(&rights.StringIDs, "string-ids", false, "print the ids of users, rights documents and resources as "+
		"strings")
	flags.BoolVar(&rights.KeysByName, "keys-by-name", false, "key the lists of rights documents by the account's name "+
		"instead of its id")
	flags.BoolVar(&rights.LateReads, "late-reads", false, "have a single rights document read as late as it is listed")
	flags.BoolVar(&rights.SessionKeepsRoles, "session-keeps-roles", false, "have sessions and tokens with the roles "+
		"that their user had when they were made")
}

// lookupFlags defines a flag for each switch of simulator.Lookups.
func lookupFlags(flags *flag.FlagSet, lookups *simulator.Lookups) {
	choice(flags, &lookups.Children, "object-children", "`how` a list of groups holds what is in them", "sample", "there",
		"missing", "null", "empty")
	choice(flags, &lookups.Activity, "object-activity", "the `form` of the flag that says whether an object is active",
		"sample", "boolean", "number", "letter")
	flags.BoolVar(&lookups.FullReferences, "full-references", false, "print the group of an object as a whole object "+
		"instead of its id and description")
	choice(flags, &lookups.UnknownAccount, "unknown-account-reply", "the `form` of the reply about an account that the "+
		"tenant does not have", "not-found", "forbidden", "empty")
}
