import {
  to = ringcx_user_role.audit_log
  identity = {
    user_id = "1003"
    role    = "ACCESS_AUDIT_LOG"
  }
}

resource "ringcx_user_role" "audit_log" {
  user_id = "1003"
  role    = "ACCESS_AUDIT_LOG"
}
