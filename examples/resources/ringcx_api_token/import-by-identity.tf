import {
  to = ringcx_api_token.ivr
  identity = {
    id = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
  }
}

resource "ringcx_api_token" "ivr" {}
