list "ringcx_rights_document" "mine" {
  provider         = ringcx
  include_resource = true
}

list "ringcx_rights_document" "of_another_owner" {
  provider = ringcx
  config {
    owner_user_id = "1002"
  }
}
