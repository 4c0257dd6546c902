"""Words without what people do not mean by them: case, accents, odd spaces, invisible signs."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

from campaign.core.folding import folded, slug
from campaign.core.invisible import without_unseen

_SHORT = 120
_UNMEANT = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u00ba\u00aa\u00b0]")
"""Invisible signs, and those of ordinals: ``N\u00b0``, ``1\u00ba``."""

_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]",
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""What different programs put where somebody began a new line."""
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain(text: str) -> str:
    """Return ``text`` for comparing: lower case, no accents, single ordinary spaces.

    >>> plain("  Qué\u00a0ES ")
    'que es'
    """
    return _remembered(text) if len(text) <= _SHORT else _plain(text)


def _plain(text: str) -> str:
    if not text.isascii():
        text = _UNMEANT.sub("", text)
    return " ".join(folded(text).split())


_remembered = lru_cache(maxsize=8192)(_plain)
"""Cells repeat each other: channels, states, titles."""


def short_slug(text: str, longest: int = 60) -> str:
    """Return ``text`` as an id without the signs of ordinals, cut between two words."""
    found = slug(plain(text))
    if len(found) <= longest:
        return found
    return found[: longest + 1].rpartition("-")[0] or found[:longest]


def cleaned(text: str) -> str:
    """Return what a person wrote in a cell, without signs that nobody sees.

    Every kind of line break is an ordinary one. Joiners inside emoji and non-breaking spaces
    between words stay.
    """
    if text.isprintable() and text.isascii():
        return text.strip()
    text = _BREAKS.sub("\n", text)
    return _UNSEEN.sub("", text).strip()


def without_escapes(text: str) -> str:
    """Return a workbook's string with its ``_x000D_`` escapes resolved."""
    if "_x" not in text:
        return text
    return _EXCEL_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def one_line(text: str, longest: int = 400) -> str:
    """Return ``text`` as one printable line, cut at ``longest`` characters; of what nobody sees
    only what shapes letters and emoji stays.
    """
    line = " ".join(text.split())[:longest]
    if line.isprintable():
        return line.strip()
    line = without_unseen(line)
    return "".join(sign for sign in line if sign.isprintable() or category(sign) == "Cf").strip()
