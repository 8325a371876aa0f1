import {
  to = ringcx_rights_document_assignment.ivr
  id = "7001:1002"
}

resource "ringcx_rights_document_assignment" "ivr" {
  rights_document_id = "7001"
  user_id            = "1002"
}
