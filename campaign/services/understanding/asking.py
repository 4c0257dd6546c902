"""The sentences from which it is learned what messages ask for, as ``asked.txt`` holds them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from campaign.services.understanding.words import Spelling

_WISH = "## "
_STAMP = 16


def sentences(lines: Iterable[str], spelling: Spelling) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sentence as its wish and its words' sounds and marks (``<panel>``)."""
    wish = ""
    for line in lines:
        if line.startswith(_WISH):
            wish = line.removeprefix(_WISH)
        elif line:
            yield wish, tuple(key for word in line.split() for key in _heard(word, spelling))


def stamp(lines: Sequence[str], spelling: Spelling) -> str:
    """Return what tells whether anything was learned from these sentences, spelt like that."""
    told = repr([*sentences(lines, spelling)])
    return sha256(told.encode()).hexdigest()[:_STAMP]


def _heard(word: str, spelling: Spelling) -> Iterable[str]:
    return [word] if word.startswith("<") else [heard.key for heard in spelling.words(word)]
