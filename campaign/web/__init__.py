"""What a program serves on the web itself: one port, for calendars and what Telegram delivers."""
