terraform init
terraform apply
terraform output -raw ivr_token
printf 'X-Auth-Token: %s' "$(terraform output -raw ivr_token)" |
  curl -sS -o /dev/null -w '%{http_code}\n' -H @- \
    "${RINGCX_API_URL:-https://ringcx.ringcentral.com/voice/api}/v1/admin/accounts"
