"""The small protocols between what Pregonero does and what it does it with."""
