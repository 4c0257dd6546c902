"""Signs that nobody sees and that change how a text reads: which they are, and which belong there.

Sources: Unicode 16, UAX 9 (directional formatting), UTS 51 (emoji sequences).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_MARKS = frozenset("\u200e\u200f\u061c")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = frozenset(
    "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u115f\u1160\u3164\uffa0"
)
_FORCED = frozenset("\u202d\u202e")
"""They turn letters of any language around: no language needs them."""

_BESIDE_A_JOINER = ("So", "Sk", "Mn")
"""Emoji, their skin colours, and the variation selector after them."""
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_JOINED = range(0x0590, 0x1000)
"""Arabic, Syriac, the Indic scripts and their neighbours: joiners shape their letters."""
_TAGS = range(0xE0000, 0xE0080)
_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\U000e0000-\U000e007f"
    + re.escape("".join(sorted(_MARKS | _TURNS | _UNSEEN | {_ZWJ, _ZWNJ})))
    + "]"
)
_FLAG = "\U0001f3f4"


@dataclass(frozen=True, slots=True)
class Unseen:
    """An invisible sign: where it stands (from 0), its code (*U+202E*), what it does, and the
    visible words around it.
    """

    at: int
    sign: str
    code: str
    does: str
    near: str


def unseen(text: str) -> Iterator[Unseen]:
    """Yield the invisible signs of a text that change how it reads, in their order."""
    if _SUSPECT.search(text) is None:
        return  # nearly all: looking at each sign takes a hundred times as long
    rightward = any(map(_goes_left, text))
    for at, sign in enumerate(text):
        does = _does(text, at, sign, rightward=rightward)
        if does is not None:
            yield Unseen(at, sign, f"U+{ord(sign):04X}", does, _near(text, at))


def without_unseen(text: str) -> str:
    """Return a text without its invisible signs that do not belong there: joiners within emoji and
    between letters that they shape stay.
    """
    hidden = {found.at for found in unseen(text)}
    return "".join(sign for at, sign in enumerate(text) if at not in hidden) if hidden else text


def _goes_left(sign: str) -> bool:
    """Tell whether it is a letter or digit of a script that is written from right to left."""
    visible = unicodedata.category(sign)[0] in "LN"
    return visible and unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT


def _does(text: str, at: int, sign: str, *, rightward: bool) -> str | None:
    """Return what an invisible sign does here, ``None`` for a sign that may stand there."""
    if sign in _TURNS:
        return "turns" if sign in _FORCED or not rightward else None
    if sign in _MARKS:
        return None if rightward else "turns"
    if sign in (_ZWJ, _ZWNJ):
        return None if _joins(text, at) else "hides"
    if ord(sign) in _TAGS:
        return None if _FLAG in text[max(0, at - 8) : at] else "hides"
    odd_control = unicodedata.category(sign) == "Cc" and sign not in "\n\r\t"
    return "hides" if sign in _UNSEEN or odd_control else None


def _joins(text: str, at: int) -> bool:
    """Tell whether a joiner stands within an emoji, or in a script whose letters it shapes."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and ord(before) in _JOINED:
        return True
    if not before or not after or text[at] == _ZWNJ:
        return False
    return all(unicodedata.category(beside) in _BESIDE_A_JOINER for beside in (before, after))


def _near(text: str, at: int) -> str:
    """Return the words before and after a sign, without what nobody sees."""
    around = text[max(0, at - 12) : at] + "·" + text[at + 1 : at + 12]
    return " ".join("".join(s for s in around if s.isprintable() or s == " ").split())
