data "ringcx_user" "ivr" {
  user_name = "ivr@example.com"
}

# What the user may do.
data "ringcx_rights_documents" "ivr" {
  user_id  = data.ringcx_user.ivr.user_id
  relation = "assigned"
}

# What the provider's user could give to others.
data "ringcx_rights_documents" "mine" {}

output "ivr_rights" {
  value = [for d in data.ringcx_rights_documents.ivr.rights_documents : d.name]
}
