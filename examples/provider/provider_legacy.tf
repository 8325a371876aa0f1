# You log in to a legacy portal, portal.vacd.biz or portal.virtualacd.biz.
# Typed like this, the password is not in the shell's history:
#   read -rs RINGCX_PASSWORD && export RINGCX_PASSWORD
provider "ringcx" {
  auth_mode = "legacy"
  username  = "terraform@example.com"
  api_url   = "https://portal.vacd.biz/api"
}
