"""Emulated networks: strict, over loopback HTTP, with pages that show what followers see."""
