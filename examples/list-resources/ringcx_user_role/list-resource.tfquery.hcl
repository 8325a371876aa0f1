list "ringcx_user_role" "all" {
  provider = ringcx
}

list "ringcx_user_role" "of_one_user" {
  provider = ringcx
  config {
    user_id = "1003"
  }
}
