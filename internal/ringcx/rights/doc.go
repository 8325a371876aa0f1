// Package rights manages what API users may do (preview): their roles, rights documents, and who has which document. It
// stands on package ringcx, whose client sends its requests.
//
// Beside them it looks up what rights documents name: queues, campaigns and so on (API.md, section 10).
//
// What RingCX publishes about these is young and leaves much open (API.md, section 7), so each rule is safe under every
// reading of it:
//
//  1. Only an edit of the configuration plans a replacement, never what happens on the server (internal/provider).
//  2. A create takes over nothing but what this very create made. What exists already is an error. No POST carries an
//     id.
//  3. Gone needs a 404, a list that was given and does not hold the object, and the login that saw it last. The list is
//     the object's own; that of all users is asked only where the login may read it. Several roles that are written at
//     the same time are looked for in that one. Everything else is an error, and the state stays. A document that was
//     made less than a minute ago may be shown late, and does not count as gone.
//  4. An update reads the object, changes only the managed keys, sends the rest back as it was, and reads again. Any
//     other change is an error.
//  5. An assignment lists, assigns one user, and lists. If others have lost the document, they get it back at once.
//  6. Rights that RingCX stored otherwise are an error that shows the difference, and a document that was just made is
//     deleted again.
//  7. A document that is assigned to users is not deleted. The login's own administrative roles and its own assignments
//     are not taken away.
//  8. Writes to one user or document go one after the other. A plan reads one list of users, one of the documents of
//     each owner, and one list of assignments for each document. What a list may not show whole is read alone. Writes
//     that run at the same time share what they look at: a list that is newer than each of them, and for a create one
//     that is not older than it. Who has a document is asked just before it is deleted, and shared with nobody.
package rights
