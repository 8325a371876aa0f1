#!/bin/sh
# Starts a simulator of RingCX and runs the module's tests against it. SIMULATOR_PORT sets another port; 0 takes a free one.
set -eu

command -v ringcx-simulator >/dev/null || { echo "test.sh: there is no ringcx-simulator on PATH" >&2; exit 1; }
log=$(mktemp)
ringcx-simulator -listen "127.0.0.1:${SIMULATOR_PORT:-8787}" >"$log" 2>&1 &
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; rm -f "$log"' EXIT
trap 'exit 1' INT TERM

# The simulator prints its address first. So the tests run against this process, and not another one on the same port.
url=
tries=0
until [ -n "$url" ]; do
  url=$(sed -n 's/^RingCX simulator at \(http:[^ ]*\)\. .*/\1/p' "$log")
  tries=$((tries + 1))
  if [ -z "$url" ] && { [ "$tries" -gt 100 ] || ! kill -0 "$simulator" 2>/dev/null; }; then
    echo "test.sh: the simulator did not start:" >&2
    cat "$log" >&2
    exit 1
  fi
  [ -n "$url" ] || sleep 0.1
done

# None of this is secret: it is the simulator's own user.
export RINGCX_AUTH_MODE=engage
export RINGCX_API_URL="$url/voice/api"
export RINGCX_USERNAME=admin@example.com
export RINGCX_PASSWORD='pässwörd-admin+1&2/3%4 5'
export RINGCX_PLATFORM_ID=aws80

terraform init -input=false
terraform test
