"""An emulated Mastodon server: the part of its API that an account publishes with."""
