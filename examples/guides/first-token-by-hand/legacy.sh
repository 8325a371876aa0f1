read -r -p "User name: " RINGCX_USER
read -rs -p "Password: " RINGCX_PASS && echo
AUTH_TOKEN=$(printf %s "$RINGCX_PASS" |
  curl -fsS https://portal.vacd.biz/api/v1/auth/login \
    --data-urlencode "username=$RINGCX_USER" --data-urlencode password@- |
  sed -n 's/.*"authToken" *: *"\([^"]*\)".*/\1/p')
printf 'X-Auth-Token: %s' "$AUTH_TOKEN" |
  curl -fsS -X POST -H @- https://portal.vacd.biz/api/v1/admin/token && echo
unset RINGCX_PASS AUTH_TOKEN
