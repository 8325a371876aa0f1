# You log in to RingCX with an e-mail address and a password, without RingCentral.
#   export RINGCX_PASSWORD=...
provider "ringcx" {
  auth_mode   = "engage"
  username    = "terraform@example.com"
  platform_id = "aws80" # ask your customer success manager for yours
}
