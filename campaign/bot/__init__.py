"""The Telegram bot's transport: updates in, messages out."""
