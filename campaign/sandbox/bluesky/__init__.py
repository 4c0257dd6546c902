"""An emulated Bluesky server, by the lexicons of the AT Protocol: one account's repository."""
