"""Whom connections trust: the same for all of them, and read once, which takes a while."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@cache
def trusted(surroundings: bool) -> ssl.SSLContext:  # noqa: FBT001 -- cached by it
    """Return whom to trust, with the ``surroundings``' settings."""
    import httpx  # noqa: PLC0415 -- only where somebody connects

    return httpx.create_ssl_context(trust_env=surroundings)
