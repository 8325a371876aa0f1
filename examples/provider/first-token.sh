terraform init
terraform apply
terraform output -raw ivr_token
curl -sS -o /dev/null -w '%{http_code}\n' -H "X-Auth-Token: $(terraform output -raw ivr_token)" \
  "${RINGCX_API_URL:-https://ringcx.ringcentral.com/voice/api}/v1/admin/accounts"
