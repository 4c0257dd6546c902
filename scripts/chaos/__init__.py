"""Real processes, killed at every boundary, against emulated networks that fail."""
