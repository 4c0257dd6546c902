"""What others do, each in an environment of its own."""
