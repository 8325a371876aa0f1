data "ringcx_user" "reports" {
  user_name = "crm@example.com"
}

resource "ringcx_user_role" "audit_log" {
  user_id = data.ringcx_user.reports.user_id
  role    = "ACCESS_AUDIT_LOG"
}
