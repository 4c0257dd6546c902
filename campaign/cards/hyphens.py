"""Long words broken at a syllable, where nothing else lets a title be large.

Titles alone: names, dates and what is small are never broken. The patterns are those of TeX,
which ``pyphen`` brings; they are read when the first word needs them.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from campaign.cards.fitting import Block

FIELDS = frozenset({"headline"})
"""What may be broken."""

GOOD = 0.5
"""A title is large enough from this share of its largest size on."""

WHOLE = 0.6
"""So large beside a title with a broken word one with whole words is better."""

LARGER = 1.3
"""So many times larger a title has to be by a broken word."""

BROKEN = 100
"""As many weak ends a broken word counts for: any way without one is better if it is good."""

_LONG = 12
"""Letters of a word that may be broken; so many parts are left of it at the most:"""
PARTS = 3
_EDGE = 4
"""Letters before and after a hyphen, at the least."""

_WORD = re.compile(rf"(?<![\w/.@-])[^\W\d_]{{{_LONG},}}(?![\w/@-])")
_spoken = ["es"]


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Break the words of what is drawn now as its language does."""
    former, _spoken[0] = _spoken[0], language
    try:
        yield
    finally:
        _spoken[0] = former


def larger(
    text: str,
    known: Block | None,
    fits: Callable[[str, Callable[[int], int]], Block | None],
) -> Block | None:
    """Return a text with a long word broken, if it is much larger than what is ``known`` of it.

    ``fits`` sets another spelling, of whose characters the second tells where they went. As
    lines that end on a weak word do, a hyphen counts against what it is in.
    """
    for breaks in range(1, PARTS):
        found = [
            block
            for spelling, at in _spellings(text, breaks)
            if (block := fits(spelling, _moved(at))) is not None and _ends_there(block, at)
        ]
        best = max(found, key=lambda block: (block.style.size, -block.widest), default=None)
        if best is not None and (known is None or best.style.size > known.style.size * LARGER):
            return best._replace(weak=best.weak + BROKEN)
    return None


@lru_cache(256)
def longest(text: str) -> str:
    """Return the longest word that may be broken; none where no word is so long."""
    return max(_WORD.findall(text), key=len, default="")


def carried(span: range, text: str, spelling: str) -> range:
    """Return where characters of a text stand in its spelling with hyphens."""
    if spelling.replace("-", "") != text.replace("-", ""):
        return range(0)
    where, at = [], 0
    for letter in text:
        at = spelling.index(letter, at) if letter != "-" or spelling[at] != "-" else at
        where.append(at)
        at += 1
    return range(where[span.start], where[span.stop - 1] + 1) if span else span


def _spellings(text: str, breaks: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the text with so many hyphens in its longest word, and where they stand."""
    words = sorted(_WORD.finditer(text), key=lambda found: -len(found[0]))
    for word in words[:1]:
        for places in combinations(_syllables(word[0], _spoken[0]), breaks):
            parts = [word[0][a:b] for a, b in zip((0, *places), (*places, None), strict=True)]
            at = tuple(word.start() + place + n for n, place in enumerate(places))
            if all(len(part) >= _EDGE for part in parts):
                yield text[: word.start()] + "-".join(parts) + text[word.end() :], at


def _moved(at: tuple[int, ...]) -> Callable[[int], int]:
    """Return where a character stands behind the hyphens that were put before it."""
    before = [place - n for n, place in enumerate(at)]
    return lambda index: index + sum(place <= index for place in before)


def _ends_there(block: Block, at: tuple[int, ...]) -> bool:
    """Tell whether all hyphens are at the end of a line."""
    return {place + 1 for place in at} <= {end for _, end in block.lines}


@lru_cache(256)
def _syllables(word: str, language: str) -> tuple[int, ...]:
    """Return before which letters a word may be broken; none in a language without patterns."""
    import pyphen  # noqa: PLC0415 - for rare words alone

    known = pyphen.language_fallback(language)
    if known is None:
        return ()
    return tuple(pyphen.Pyphen(lang=known, left=_EDGE, right=_EDGE).positions(word))
