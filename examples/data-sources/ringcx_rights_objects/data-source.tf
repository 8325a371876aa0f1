data "ringcx_accounts" "all" {
  lifecycle {
    postcondition {
      condition     = contains(self.accounts[*].account_name, "Sales")
      error_message = "RingCX lists no account with the name Sales."
    }
  }
}

locals {
  sales = one([for a in data.ringcx_accounts.all.accounts : a.account_id if a.account_name == "Sales"])
}

data "ringcx_rights_objects" "queues" {
  account_id  = local.sales
  type        = "GATE"
  active_only = true
}

# Permissions on all queues of one group, those that exist at plan time.
resource "ringcx_rights_document" "inbound" {
  account_id          = local.sales
  name                = "Read the queues of Inbound"
  account_permissions = ["READ"]
  resources = [
    for q in data.ringcx_rights_objects.queues.objects : {
      type        = "GATE"
      id          = q.id
      permissions = ["READ"]
    } if q.parent_name == "Inbound"
  ]
}

output "queues" {
  value = { for q in data.ringcx_rights_objects.queues.objects : q.id => "${q.name} in ${q.parent_name}" }
}
