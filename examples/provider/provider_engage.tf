# You log in to RingCX with an e-mail address and a password, without RingCentral.
# Typed like this, the password is not in the shell's history:
#   read -rs RINGCX_PASSWORD && export RINGCX_PASSWORD
provider "ringcx" {
  auth_mode   = "engage"
  username    = "terraform@example.com"
  platform_id = "aws80" # ask your customer success manager for yours
}
