# The id is the SHA-256 of the token. Compute it without leaving the token in the shell's history:
#   read -rs T && printf %s "$T" | sha256sum | cut -d' ' -f1
terraform import ringcx_api_token.ivr 4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a

# The same, without storing the token in the state:
terraform import ringcx_api_token.reports 4c8e1a9bd5f7a3e2b6c0d9f81726354a5b6c7d8e9fa0b1c2d3e4f5061728394a,store_token=false
