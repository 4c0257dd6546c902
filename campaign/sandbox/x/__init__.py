"""X API v2 as far as a campaign uses it: posts, pictures, the own timeline."""
