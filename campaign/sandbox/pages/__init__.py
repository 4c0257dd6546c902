"""What one sees in the browser: the followers' timelines and the chats with the bot."""
