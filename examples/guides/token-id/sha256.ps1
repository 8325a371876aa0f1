$token = [System.Net.NetworkCredential]::new('', (Read-Host -AsSecureString)).Password
$bytes = [System.Text.Encoding]::UTF8.GetBytes($token)
$hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
[System.BitConverter]::ToString($hash).Replace('-', '').ToLower()
