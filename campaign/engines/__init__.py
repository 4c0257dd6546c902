"""What keeps time: the embedded engine and the rehearsal."""
