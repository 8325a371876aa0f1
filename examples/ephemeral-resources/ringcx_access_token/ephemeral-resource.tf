terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1"
    }
    restapi = {
      source  = "Mastercard/restapi"
      version = ">= 1.20"
    }
  }
}

provider "ringcx" {}

# A session for what this provider has no resource for, through a REST provider.
ephemeral "ringcx_access_token" "session" {}

provider "restapi" {
  uri = "https://ringcx.ringcentral.com/voice/api/v1"
  headers = {
    (ephemeral.ringcx_access_token.session.header_name) = ephemeral.ringcx_access_token.session.header_value
  }
}
