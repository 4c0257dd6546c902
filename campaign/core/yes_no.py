"""Yes and no, as people write them in files, settings and facts."""

from __future__ import annotations

from typing import Final

_YES: Final = frozenset({"yes", "sí", "si", "true", "on", "1"})
_NO: Final = frozenset({"no", "false", "off", "0"})


def yes_or_no(text: str) -> bool | None:
    """Return what a text says, ``None`` where that is neither a clear yes nor a clear no."""
    said = text.strip().casefold()
    if said in _YES:
        return True
    return False if said in _NO else None
