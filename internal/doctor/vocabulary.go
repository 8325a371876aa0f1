package doctor

// vocabulary are the names of fields and the words that a report may repeat, because they stand in RingCX's documents
// (API.md). Everything else that RingCX answers is shown by form.
var vocabulary = []string{
	// Errors: sections 2.4, 2.5 and 3.2.
	"errorCode", "generalMessage", "details", "requestUri", "timestamp", "cause", "developerMessage", "validationErrors",
	"error", "error_description", "errors", "message",
	"access.denied.exception", "unknown.exception", "invalid_client", "invalid_grant", "invalid_request",
	"unauthorized_client",
	"OAU-123", "OAU-125", "OAU-140", "OAU-141", "OAU-142", "OAU-146", "OAU-147", "OAU-148", "OAU-168", "OAU-251",
	"OAU-347", "CMN-301",
	"Jwt is expired", "Jwt is missing", "Jwt is not in the form of Header.Payload.Signature",
	"You do not have permission to access this resource", "The supplied data is not valid",
	"The resource you have requested does not exist",
	"An Internal Server Error occurred while processing this request",

	// Logins: sections 3.1 and 3.5 to 3.9.
	"access_token", "token_type", "expires_in", "refresh_token", "refresh_token_expires_in", "scope", "owner_id",
	"endpoint_id", "bearer", "Bearer",
	"accessToken", "refreshToken", "tokenType", "adminId", "mainAccountId", "managedMainAccountIds", "agentDetails",
	"platformId", "adminUrl", "agentUrl", "ssoLogin", "rcUser", "authToken", "platformHost", "user", "accounts",

	// Accounts: section 5.
	"accountId", "accountName", "mainAccountName", "mainAccount", "accountType", "rcAccountId", "archivedAccount",
	"archived", "crmPwd", "ftpPwd", "securityKey", "phoneRecordingPin", "enableMultiuser", "enableMultiUser",
	"digitalDomainId",

	// Users: section 6.2.
	"userId", "userName", "firstName", "lastName", "fullName", "enabled", "creationDate", "parentPath", "roles",
	"rootUser", "children", "rcUserId", "userManagedByRC", "regionalSettings", "roleType", "description",

	// Roles and rights documents: sections 7.1 and 7.2.
	"SUPER_USER", "USER", "MANAGE_USERS", "MANAGE_RIGHTS", "ACCESS_SIBLINGS", "ACCESS_AUDIT_LOG", "ASSUME_USERS",
	"REPORT_ADMINISTRATIVE_USER", "WFO_ACCESS", "ACCESS_GOODDATA_EDITOR", "ACCESS_GOODDATA_ANALYST",
	"ACCESS_GOODDATA_VIEWER", "NO_ACCESS",
	"rightsDocId", "rightsDocName", "ownerId", "cascade", "isMaster", "assigned", "accountPermissions",
	"productPermissions", "resourcePermissions", "roleCode", "isSystemRole",
	"product", "resourceType", "resourceId", "permissions", "CREATE", "READ", "UPDATE", "DELETE", "REPORT",

	// What rights documents name: sections 10.2 and 10.3.
	"gateGroupId", "gateId", "gates", "gateGroup", "agentGroupId", "dialGroupId", "campaignId", "campaigns", "dialGroup",
	"cloudGroupId", "cloudProfileId", "cloudRouteProfiles", "tracGroupId", "tracId", "tracNumbers",
	"groupName", "gateName", "dialGroupName", "campaignName", "profileName", "isActive", "id",
	"agentConnSoapService", "httpPassword", "authKey",
}
