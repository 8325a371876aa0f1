# You log in to RingCX through RingCentral.
#   export RINGCX_CLIENT_SECRET=...   client secret of the RingCentral app
#   export RINGCX_JWT=...             JWT credential of the user to log in as
provider "ringcx" {
  auth_mode = "ringcentral"
  client_id = "your-client-id" # of the same RingCentral app
}
