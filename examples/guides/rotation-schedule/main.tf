terraform {
  required_providers {
    ringcx = {
      source  = "ringcx/ringcx"
      version = "~> 0.1.0"
    }
    time = {
      source  = "hashicorp/time"
      version = "~> 0.9"
    }
  }
}

provider "ringcx" {}

# Ends after 30 days. The first run after that starts another period.
resource "time_rotating" "monthly" {
  rotation_days = 30
}

resource "ringcx_api_token" "crm" {
  keepers = { at = time_rotating.monthly.id }

  lifecycle {
    create_before_destroy = true
  }
}
