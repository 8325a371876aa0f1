data "ringcx_users" "active" {
  active_only = true
}

# Who may manage users.
output "user_managers" {
  value = [
    for user in data.ringcx_users.active.users : user.user_name
    if contains(user.roles, "MANAGE_USERS")
  ]
}
