"""Quotation marks: those around the whole, which each language writes its way, and those inside."""

from __future__ import annotations

import re
from functools import lru_cache

INNER = {"es": ("“", "”"), "en": ("\u2018", "’")}

_MARKS = '«»“”„"\u2039\u203a'
_ANY = re.compile('[«„“»”"]')
_OPENING = "«“„\u2039"
_STOPS = ".,;:!?…)"


def bare_quotation(text: str, language: str) -> str:
    """Return the words of a quotation, to be put between the outer marks of the language.

    Marks around the whole are taken off, marks inside become the inner ones, and the full stop
    at the end is dropped.

    >>> bare_quotation("«Filmar» era un verbo raro.", "es")
    '“Filmar” era un verbo raro'
    """
    if text.endswith(".") and text[:-1].endswith(tuple(_MARKS)):
        text = text[:-1]
    while len(text) > 1 and _wrapped(text):
        text = text[1:-1].strip()
    text = inner_marks(text, language)
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


@lru_cache(2048)
def inner_marks(text: str, language: str) -> str:
    """Return the text with every pair of quotation marks in the inner form of the language."""
    if not _ANY.search(text):
        return text
    opening, closing = INNER.get(language, INNER["es"])
    text = re.sub("[«„“]", opening, text)
    text = re.sub("[»”]", closing, text)
    return re.sub(r'"([^"]*)"', rf"{opening}\1{closing}", text)


def _wrapped(text: str) -> bool:
    """Tell whether the marks at both ends belong to each other."""
    if text[0] not in _MARKS:
        return False
    depth = 0
    for at, character in enumerate(text):
        if character not in _MARKS:
            continue
        depth += 1 if _opens(text, at) else -1
        if depth <= 0:
            return at == len(text) - 1
    return False


def _opens(text: str, at: int) -> bool:
    if text[at] in _OPENING:
        return True
    return text[at] == '"' and (at == 0 or not (text[at - 1].isalnum() or text[at - 1] in _STOPS))
