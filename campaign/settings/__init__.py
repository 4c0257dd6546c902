"""Settings from the environment and ``.env``; secrets are never printed."""
