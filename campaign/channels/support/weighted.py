"""The length of a text as X counts it: twitter-text 3, configuration v3.

Links are 23 units, emoji sequences 2, letters of most alphabets 1, the rest 2.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from campaign.channels.support.urls import links

if TYPE_CHECKING:
    from collections.abc import Iterable

LINK = 23
_LIGHT = "\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037"
_ALL_LIGHT = re.compile(f"[{_LIGHT}]*+")
_HEAVY = re.compile(f"[^{_LIGHT}]")
_MAYBE_LINK = re.compile(r"\.\w")
_SIGNS = frozenset("©®")
"""Emoji only with the variation selector; X counts them as letters without it."""

Claim = tuple[int, int, int]
"""A stretch of a text that has one weight: start, end, units."""


def weighted_length(text: str) -> int:
    """Return the length of ``text`` in X's units."""
    text = canonical(text)
    plain = _ALL_LIGHT.fullmatch(text) is not None
    if plain and not _MAYBE_LINK.search(text):
        return len(text)
    claims = [(link.start, link.end, LINK) for link in links(text)]
    if not plain:
        claims += emoji_claims(text)
    return length(text, claims)


def canonical(text: str) -> str:
    """Return ``text`` as X counts it: composed (NFC), with one character per line break."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.replace("\r\n", "\n") if "\r" in text else text


def emoji_claims(text: str) -> list[Claim]:
    """Return the emoji sequences of ``text``, 2 units each."""
    import emoji  # noqa: PLC0415 -- its table takes 50 ms to load

    return [
        (found["match_start"], found["match_end"], 2)
        for found in emoji.emoji_list(text)
        if found["emoji"] not in _SIGNS
    ]


def length(text: str, claims: Iterable[Claim]) -> int:
    """Return the units of ``text``, of which ``claims`` have weights of their own.

    Where claims overlap, the one that begins first counts, and of two the first given.
    """
    total = position = 0
    for start, end, units in sorted(claims, key=lambda claim: claim[0]):
        if start >= position:
            total += _weight(text[position:start]) + units
            position = end
    return total + _weight(text[position:])


def _weight(piece: str) -> int:
    return len(piece) + sum(1 for _ in _HEAVY.finditer(piece))
