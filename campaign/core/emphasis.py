"""Where emphasised words stand in a text: as whole words, whatever their case and marks."""

from __future__ import annotations

import unicodedata

NO_BREAK = "\u00a0"
_MARKS = dict.fromkeys(map(ord, "«»“”„\u2018\u2019"), '"')


def span(text: str, words: str) -> range:
    """Return the characters of ``text`` where ``words`` stand first; none where they do not.

    No part of a word is meant: *Vita* is not in *Vitacura*. Scripts whose letters have no
    case write words without a space between, or with what belongs to them before and after.
    """
    if not words:
        return range(0)
    said, wanted = _compared(text), _compared(words)
    start = said.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not (_torn(said[:start], wanted) or _torn(wanted, said[end:])):
            return range(start, end)
        start = said.find(wanted, start + 1)
    return range(0)


def _compared(text: str) -> str:
    """Return small letters, plain spaces and marks of one kind, as long as before."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.replace(NO_BREAK, " ").translate(_MARKS)


def _torn(left: str, right: str) -> bool:
    """Tell whether a word goes on from the end of one text to the start of the other."""
    if not left or not right:
        return False
    if unicodedata.combining(right[0]):
        return True
    return _of_a_word(left[-1]) and _of_a_word(right[0])


def _of_a_word(character: str) -> bool:
    return character.isalnum() and unicodedata.category(character) != "Lo"
