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

# The queue "Support" of the queue group "Inbound".
data "ringcx_rights_object" "support" {
  account_id  = local.sales
  type        = "GATE"
  name        = "Support"
  parent_name = "Inbound"
}

resource "ringcx_rights_document" "support" {
  account_id          = local.sales
  name                = "Read the support queue"
  account_permissions = ["READ"]
  resources = [
    { type = "GATE", id = data.ringcx_rights_object.support.id, permissions = ["READ"] },
  ]
}
