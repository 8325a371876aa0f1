mock_provider "ringcx" {
  # The ephemeral resource refuses a made-up id that is not one of a token.
  mock_resource "ringcx_api_token" {
    defaults = {
      id = "4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a"
    }
  }
}

run "the_id_is_an_output" {
  assert {
    condition     = length(output.token_id) == 64
    error_message = "The output is not the id of a token."
  }
}
