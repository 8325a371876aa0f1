terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    restapi = {
      source  = "Mastercard/restapi"
      version = ">= 1.20"
    }
  }
}

provider "ringcx" {}

# A session for a REST provider, for objects that this provider does not manage.
ephemeral "ringcx_access_token" "session" {}

provider "restapi" {
  uri = "https://ringcx.ringcentral.com/voice/api/v1"
  headers = {
    (ephemeral.ringcx_access_token.session.header_name) = ephemeral.ringcx_access_token.session.header_value
  }
}
