"""What several channels need: counting rules, causes of failures, secrets, threads."""
