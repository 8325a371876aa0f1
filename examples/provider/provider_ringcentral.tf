# You log in to RingCX through RingCentral: the client secret of the RingCentral app, and the JWT credential
# of the user to log in as. Typed like this, they are not in the shell's history:
#   read -rs RINGCX_CLIENT_SECRET && export RINGCX_CLIENT_SECRET
#   read -rs RINGCX_JWT && export RINGCX_JWT
provider "ringcx" {
  auth_mode = "ringcentral"
  client_id = "your-client-id" # of the same RingCentral app
}
