"""Emulated networks over real HTTP, as strict as the real ones."""
