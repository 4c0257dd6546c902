"""Links that were torn apart when they were copied: what is left of them opens nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = (
    r"(?=\S*[a-z])(?=\S*\d)[\w-]{6,}|(?=\S*[a-z])(?=\S*[A-Z])[a-z\d][\w-]{7,}|\S{2,}[/?=&]\S{2,}"
)
"""What reads as the rest of an address: *dQw4w9WgXcQ*, *watch?v=abc*."""

_SHORTENERS = r"youtu\.be|bit\.ly|t\.co|t\.me|wa\.me|forms\.gle|goo\.gl|tinyurl\.com|lnkd\.in"
"""Hosts that lead nowhere by themselves."""

_HTTP = r"\b(?i:https?://)"
_NEXT = rf"(?:[ \t\u00a0]+(?:(?!https?:)(?-i:{_PIECE}))(?![^\s.,;:!?)»”]))?"
_TORN = (
    re.compile(rf"{_HTTP}(?i:(?:www\.)?(?:{_SHORTENERS}))/?(?=\s|$)(?:[ \t\u00a0]+[\w-]+)?"),
    re.compile(rf"{_HTTP}(?!localhost\b)[\w-]+\.?(?=\s|$)(?:[ \t\u00a0]+\S+)?"),
    re.compile(rf"{_HTTP}\S+[=?&](?=\s|$){_NEXT}"),
    re.compile(rf"{_HTTP}\S+[/_-][ \t\u00a0]+(?!https?:)(?:{_PIECE})(?=[\s.,;:!?)»”]|$)"),
    re.compile(rf"{_HTTP}[^\s.,;:!?]\S*[ \t\u00a0]+(?:[?=&]\S+|/\w\S*)"),
)


def torn_links(text: str) -> Iterator[str]:
    """Yield each torn link once, with what was torn off where that stands beside it.

    >>> [*torn_links("Míralo en https://youtu.be/ abc123 y comparte")]
    ['https://youtu.be/ abc123']
    """
    taken: list[tuple[int, int]] = []
    for pattern in _TORN:
        for found in pattern.finditer(text):
            if not any(found.start() < end and begin < found.end() for begin, end in taken):
                taken.append(found.span())
                yield found[0].strip()
