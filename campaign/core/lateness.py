"""When a post counts as late: then others go first, and not every hour is good for it."""

from __future__ import annotations

from datetime import timedelta

LATE = timedelta(minutes=10)
"""How long after its time a post counts as late."""
