"""What of a text no break goes through, and what it costs to end a line after it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, chain
from operator import add
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from campaign.cards import scripts
from campaign.cards.leaning import UPRIGHT, is_short, known, leaning, leaning_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.leaning import Word

WEAK_END = 14.0
_LONG_WEAK_END = 10.0
"""*Sobre*, *desde*, *which*: worse than a word with a meaning of its own, better than *de*."""
BEFORE_WEAK = -1.5
"""What it costs to end a line before a word that leans on the next one."""
PARTED = 2.5
"""What it costs to end a line inside a span that belongs together."""
CLOSE = 10.0
"""What it costs to end a line between words that are one name: *Datos* and *Abiertos*."""
_NAMED = (0.0, PARTED, CLOSE)
"""What it costs inside a name, by how close its words stand."""

_PAUSES = (
    (
        (":", "\uff1a", "\u00a0/", "\u00a0|", "\u00a0·", "\u00a0•"),
        -8.0,
    ),  # the two halves of a title
    (tuple(".;?!…\u3002\uff1f\uff01\u061f\u0964"), -4.0),
    (tuple(",\u3001\uff0c\u060c"), -2.5),
    (("-", "/", "–"), 4.0),
)
"""What it costs to end a line after these; less than nothing where a phrase ends."""
_PIECE = re.compile(r"[^ ]*?[^\W\d_]{2}[^\W\d_]*[\-/–](?=[^\W\d_]{3})|[^ ]+")
_ADDRESS = re.compile(r"[^ ]*(?:://|www\.|@)[^ ]*|[^ ]*[a-z]\.[a-z]{2,}(?:/[^ ]*)?", re.IGNORECASE)
_MAY_BE_ADDRESS = re.compile(r"[.@]|://")
_ADDRESS_PART = re.compile(r"[^ ]*?[/.?&=_\-](?=[^\W_]{2})|[^ ]+")


class Pieces(NamedTuple):
    """What no break goes through: where each begins and stops in the text, its width and the gap
    before it (em), and what it costs to end a line after it.
    """

    begins: list[int]
    stops: list[int]
    widths: list[float]
    gaps: list[float]
    prices: list[float]


def cut(
    text: str,
    measure: Callable[[str], float],
    keep: range = range(0),
    *,
    loose: bool = False,
) -> Pieces:
    """Cut a text at its spaces and after the hyphens of compounds; ``measure`` gives em.

    ``keep`` are characters that should rather stand on one line. Addresses of the web are cut
    only when ``loose``.
    """
    parts, begins = _parted(text, _loose_parts if loose else _parts)
    if not parts:
        return Pieces([], [], [], [], [])
    texts, words, weaks, pauses = zip(*parts, strict=True)
    stops = list(map(add, begins, map(len, texts)))
    leans = leaning_words(words, leaning(text))
    prices = [
        (weak if on_next else pause or (0.0 if named else BEFORE_WEAK * then)) + _NAMED[named]
        for (on_next, named), (then, _), weak, pause in zip(
            leans, (*leans[1:], UPRIGHT), weaks, pauses, strict=True
        )
    ]
    inside = scripts.inside_phrases(text)
    for number, stop in enumerate(stops) if inside else ():
        if stop in inside:
            prices[number] = weaks[number] + _NAMED[leans[number].named]
    for number, after in enumerate((*begins[1:], len(text))) if keep else ():
        if not leans[number].named and begins[number] in keep and after in keep:
            prices[number] += PARTED
    space = _space(measure)
    gaps = [space if a > b else 0.0 for a, b in zip(begins, (0, *stops[:-1]), strict=True)]
    return Pieces(begins, stops, list(map(measure, texts)), gaps, prices)


def length(text: str, measure: Callable[[str], float]) -> float:
    """Return how long a text is on one line, in em: by its words, which texts have in common."""
    words = text.split(" ")
    return sum(map(measure, words)) + _space(measure) * (len(words) - 1)


def _space(measure: Callable[[str], float]) -> float:
    return measure("n n") - 2 * measure("n")


_Part: TypeAlias = "tuple[str, Word, float, float]"
"""What stays on one line, whatever text it is in: how it leans, what it costs to end a line on it
where it leans on the next one, and where not: less than nothing where a phrase ends, 0 without a
mark after it.
"""


def _parted(
    text: str, parts_of: Callable[[str], tuple[_Part, ...]]
) -> tuple[list[_Part], list[int]]:
    """Return what stays on one line, and where each begins."""
    words = text.split(" ")
    groups = list(map(parts_of, words))
    found = list(chain.from_iterable(groups))
    begins = list(map(add, accumulate(map(len, words), initial=0), range(len(words))))
    if set(map(len, groups)) == {1}:
        return found, begins
    starts = []
    for begin, parts in zip(begins, groups, strict=True):
        lengths = [len(part) for part, _, _, _ in parts]
        starts += list(accumulate(lengths, initial=begin))[:-1]
    return found, starts


@lru_cache(4096)
def _loose_parts(word: str) -> tuple[_Part, ...]:
    """Return the parts of what has no space in it, addresses cut too."""
    if not _ADDRESS.fullmatch(word):
        return _parts(word)
    return tuple(map(_part, _ADDRESS_PART.findall(word)))


@lru_cache(4096)
def _parts(word: str) -> tuple[_Part, ...]:
    """Return the parts of what has no space in it."""
    if _ADDRESS.fullmatch(word):
        return (_part(word),)
    units = [unit for part in _PIECE.findall(word) for unit in scripts.word_parts(part) if unit]
    return tuple(map(_part, units))


def _part(text: str) -> _Part:
    weak = WEAK_END if is_short(text) else _LONG_WEAK_END
    pause = next((cost for marks, cost in _PAUSES if text.endswith(marks)), 0.0)
    return text, known(text), weak, pause


def has_address(text: str) -> bool:
    """Tell whether an address of the web is in a text."""
    return _MAY_BE_ADDRESS.search(text) is not None and any(
        map(_ADDRESS.fullmatch, text.split(" "))
    )
