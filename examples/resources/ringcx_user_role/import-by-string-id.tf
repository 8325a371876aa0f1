import {
  to = ringcx_user_role.audit_log
  id = "1003:ACCESS_AUDIT_LOG"
}

resource "ringcx_user_role" "audit_log" {
  user_id = "1003"
  role    = "ACCESS_AUDIT_LOG"
}
