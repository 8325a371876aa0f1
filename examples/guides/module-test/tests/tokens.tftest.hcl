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
  command = plan

  variables {
    services = ["ivr", "crm", "reports"]
  }

  # A token that is replaced has no id before the apply.
  assert {
    condition     = output.token_ids["ivr"] != null && output.token_ids["crm"] != null
    error_message = "The token of ivr or crm would be replaced."
  }
}

run "one_more_service_gets_a_token" {
  variables {
    services = ["ivr", "crm", "reports"]
  }

  assert {
    condition     = length(distinct(values(output.token_ids))) == 3
    error_message = "Three services must have three different tokens."
  }
}
