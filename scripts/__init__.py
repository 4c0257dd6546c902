"""What developers run by hand or through make; nothing of it is installed."""
