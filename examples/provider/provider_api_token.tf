# You have a permanent API token already. Whether it can create more tokens of the same user
# is documented for the legacy portals only: test it before you depend on it.
# Typed like this, it is not in the shell's history:
#   read -rs RINGCX_API_TOKEN && export RINGCX_API_TOKEN
provider "ringcx" {
  auth_mode = "api_token"
}
