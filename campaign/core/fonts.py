"""Font files that a campaign brings: what they are made of, and why one cannot be used.

Only the outer structure is read (OpenType: a directory of tables); nothing of it is run.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 10_000_000
OUTLINES: Final = frozenset({"glyf", "CFF ", "CFF2"})
NEEDED: Final = frozenset({"cmap", "head", "hhea", "hmtx", "maxp"})

_SIGNATURES = {b"\0\1\0\0": "", b"OTTO": "", b"true": ""}
_OTHERS = {b"wOFF": "web", b"wOF2": "web", b"ttcf": "collection"}
_MOST_TABLES = 100


class NoFont(ValueError):
    """A file is no font that cards can be set in; ``reason`` is a key of ``cards.font``."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def tables(content: bytes) -> Mapping[str, bytes]:
    """Return the tables of a font by their names.

    Raises:
        NoFont: ``empty``, ``too-large``, ``web``, ``collection``, ``unknown``, ``truncated`` or
            ``no-letters``.
    """
    if not content:
        raise NoFont(reason="empty")
    if len(content) > MOST_BYTES:
        raise NoFont(reason="too-large")
    kind = content[:4]
    if kind not in _SIGNATURES:
        raise NoFont(reason=_OTHERS.get(kind, "unknown"))
    try:
        found = _directory(content)
    except struct.error:
        raise NoFont(reason="truncated") from None
    if not set(found) >= NEEDED or not OUTLINES & set(found):
        raise NoFont(reason="no-letters")
    return found


def _directory(content: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", content, 4)
    if count > _MOST_TABLES:
        raise NoFont(reason="unknown")
    found: dict[str, bytes] = {}
    for number in range(count):
        name, _, start, length = struct.unpack_from(">4sIII", content, 12 + 16 * number)
        if start + length > len(content):
            raise NoFont(reason="truncated")
        found[name.decode("latin-1")] = content[start : start + length]
    return found
