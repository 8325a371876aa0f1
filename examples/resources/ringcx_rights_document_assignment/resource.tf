data "ringcx_user" "ivr" {
  user_name = "ivr@example.com"
}

resource "ringcx_rights_document" "ivr" {
  account_id          = "99990001"
  name                = "IVR service"
  account_permissions = ["READ"]
}

resource "ringcx_rights_document_assignment" "ivr" {
  rights_document_id = ringcx_rights_document.ivr.rights_document_id
  user_id            = data.ringcx_user.ivr.user_id
}
