import {
  to = ringcx_api_token.ivr
  id = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
}

resource "ringcx_api_token" "ivr" {}

# The suffix keeps the token out of the state.
import {
  to = ringcx_api_token.reports
  id = "f0e1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff,store_token=false"
}

resource "ringcx_api_token" "reports" {
  store_token = false
}
