#!/bin/sh
# Runs the module's tests against a simulator of RingCX on this machine.
set -eu

ringcx-simulator -listen 127.0.0.1:8787 >simulator.log &
simulator=$!
trap 'kill "$simulator"' EXIT
until curl --silent --fail --output /dev/null http://127.0.0.1:8787/_simulator/requests; do sleep 0.1; done

# Nothing of this is secret: it is the simulator's own user.
export RINGCX_AUTH_MODE=engage
export RINGCX_API_URL=http://127.0.0.1:8787/voice/api
export RINGCX_USERNAME=admin@example.com
export RINGCX_PASSWORD='pässwörd-admin+1&2/3%4 5'
export RINGCX_PLATFORM_ID=aws80

terraform init
terraform test
