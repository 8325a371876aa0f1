import {
  to = ringcx_rights_document.ivr
  identity = {
    owner_user_id      = "1001"
    rights_document_id = "7001"
  }
}

resource "ringcx_rights_document" "ivr" {
  account_id          = "99990001"
  name                = "IVR service"
  account_permissions = ["READ"]
}
