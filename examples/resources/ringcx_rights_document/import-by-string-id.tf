import {
  to = ringcx_rights_document.ivr
  id = "1001:7001"
}

resource "ringcx_rights_document" "ivr" {
  account_id          = "99990001"
  name                = "IVR service"
  account_permissions = ["READ"]
}
