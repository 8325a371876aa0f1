# The provider is configured by the environment: RINGCX_AUTH_MODE and so on.

variables {
  services = ["ivr", "crm"]
}

run "a_token_for_every_service" {
  assert {
    condition     = length(distinct(values(output.token_ids))) == 2
    error_message = "Two services must have two different tokens."
  }
}

run "one_more_service_leaves_the_others_alone" {
  variables {
    services = ["ivr", "crm", "reports"]
  }

  assert {
    condition     = output.token_ids["ivr"] == run.a_token_for_every_service.token_ids["ivr"]
    error_message = "The token of ivr was replaced."
  }
}
