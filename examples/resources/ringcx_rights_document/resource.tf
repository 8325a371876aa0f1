data "ringcx_accounts" "all" {
  lifecycle {
    postcondition {
      condition     = contains(self.accounts[*].account_name, "Sales")
      error_message = "RingCX lists no account with the name Sales."
    }
  }
}

resource "ringcx_rights_document" "ivr" {
  account_id = one([for a in data.ringcx_accounts.all.accounts : a.account_id if a.account_name == "Sales"])
  name       = "IVR service"

  account_permissions = ["READ"]

  products = {
    ACD = { permissions = ["READ"], cascade = true }
  }

  # Single objects, by the ids that RingCX shows.
  resources = [
    { type = "GATE", id = "12", permissions = ["READ", "UPDATE"] },
  ]
}
