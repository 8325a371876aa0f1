data "ringcx_users" "active" {
  active_only = true
}

# The users who may manage other users.
output "user_managers" {
  value = [
    for user in data.ringcx_users.active.users : user.user_name
    if contains(user.roles, "MANAGE_USERS")
  ]
}
