"""Network accounts, one file each; found by scanning this folder and by entry points."""
