"""Who gets in, and what a browser may do on our behalf: hosts, sessions, forged requests, logins, headers."""
