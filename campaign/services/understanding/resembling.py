"""What a message is like: the nearest of the ways of asking that each wish has.

A second reading beside the cues. Where a cue knows a word for sure, this one weighs all of
them, whole and in parts, so that slips and words in another order count for less. It is the
cosine of what two sentences hold, each piece weighed by how few of the examples have it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PANEL, DAY, CLOCK = "<panel>", "<day>", "<clock>"
"""What stands in examples for whatever the programme names."""

_SIZES = (3, 4)
_PART = 0.5
"""A part of a word says less than the word."""

_STRANGE = 0.5
"""A word that no example has makes a message less like any of them, half as much."""

_NEAREST = 30
_ALONE = 0.7
"""How much the nearest example counts; the rest is the mean of the nearest three."""


@dataclass(frozen=True)
class Resemblance:
    """``examples`` are pairs of a wish and the keys or marks of a sentence that asks for it."""

    examples: Sequence[tuple[str, Sequence[str]]]

    def nearest(self, keys: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """Return the wishes that a sentence is most like, each with its likeness from 0 to 1."""
        near: dict[int, float] = defaultdict(float)
        for piece, weight in self._weighed(_pieces(keys)).items():
            for number, other in self._places.get(piece, ()):
                near[number] += weight * other
        found: dict[str, list[float]] = defaultdict(list)
        for number in sorted(near, key=lambda n: (-near[n], n))[:_NEAREST]:
            found[self.examples[number][0]].append(near[number])
        likeness = {intent: _likeness(scores) for intent, scores in found.items()}
        return tuple(sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0])))

    def knows(self, key: str) -> bool:
        """Tell whether a word stands in any example."""
        return key in self.words

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all words of the examples."""
        return frozenset(key for _, keys in self.examples for key in keys if key.isalpha())

    @cached_property
    def _rows(self) -> tuple[Mapping[str, float], ...]:
        return tuple(_pieces(keys) for _, keys in self.examples)

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """Return how much each piece tells: the logarithm of how few examples have it."""
        counts = Counter(piece for row in self._rows for piece in row)
        return {piece: self._log(count) for piece, count in counts.items()}

    @cached_property
    def _places(self) -> Mapping[str, Sequence[tuple[int, float]]]:
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, row in enumerate(self._rows):
            for piece, weight in self._weighed(row).items():
                found[piece].append((number, weight))
        return found

    def _weighed(self, pieces: Mapping[str, float]) -> dict[str, float]:
        rarity, strange = self._rarity, self._log(0)
        known = {p: count * rarity[p] for p, count in pieces.items() if p in rarity}
        words = (count for p, count in pieces.items() if p not in rarity and p.startswith("="))
        unknown = _STRANGE * sum((count * strange) ** 2 for count in words)
        length = math.sqrt(sum(weight**2 for weight in known.values()) + unknown) or 1.0
        return {piece: weight / length for piece, weight in known.items()}

    def _log(self, count: int) -> float:
        return math.log((len(self.examples) + 1) / (count + 0.5))


def _likeness(scores: Sequence[float]) -> float:
    return _ALONE * scores[0] + (1 - _ALONE) * sum(scores[:3]) / 3


def _pieces(keys: Iterable[str]) -> dict[str, float]:
    """Return the words of a sentence, their parts, and their pairs, with how often each stands."""
    row = _once_in_a_row(keys)
    found: dict[str, float] = defaultdict(float)
    for key in row:
        found[f"={key}"] += 1.0
        if not key.startswith("<"):
            for part in _parts(f"^{key}$"):
                found[part] += _PART
    for pair in pairwise(row):
        found[" ".join(pair)] += 1.0
    return found


def _parts(word: str) -> Iterable[str]:
    return (word[n : n + size] for size in _SIZES for n in range(len(word) - size + 1))


def _once_in_a_row(keys: Iterable[str]) -> list[str]:
    """Return keys; a mark that follows itself stands for one thing."""
    row: list[str] = []
    for key in keys:
        if not (row and row[-1] == key and key.startswith("<")):
            row.append(key)
    return row
