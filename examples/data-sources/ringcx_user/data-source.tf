data "ringcx_user" "ivr" {
  user_name = "ivr@example.com"
}

output "ivr_user_id" {
  value = data.ringcx_user.ivr.user_id
}
