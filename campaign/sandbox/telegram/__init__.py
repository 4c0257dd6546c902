"""The Telegram Bot API as far as a campaign and its bot use it."""
