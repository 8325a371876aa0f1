# You have a permanent API token already. Whether it can make more tokens of the same user
# is documented for the legacy portals only: try it before you build on it.
#   export RINGCX_API_TOKEN=...
provider "ringcx" {
  auth_mode = "api_token"
}
