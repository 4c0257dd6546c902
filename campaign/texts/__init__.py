"""Copy with placeholders, rendered in a child process with limits."""
