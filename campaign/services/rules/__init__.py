"""What ``check`` looks at, one file per matter; every rule takes what it needs, gives problems."""
