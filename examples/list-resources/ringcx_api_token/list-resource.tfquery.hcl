# terraform query
# terraform query -generate-config-out=adopted.tf
list "ringcx_api_token" "all" {
  provider = ringcx
  limit    = 1000 # Terraform's own default is 100
}
