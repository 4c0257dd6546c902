"""What a message is like: which wish those who wrote something alike had.

A second reading beside the cues. Where a cue knows a word for sure, this one weighs all of
them, whole and in parts, and their neighbours, so that slips and words in another order count for
less. How much each piece speaks for each wish was learned from ``languages/<code>/asked.txt`` by
``scripts/learn_wishes.py``, and stands in ``learned.txt`` beside it: a logistic regression.
"""

from __future__ import annotations

import math
from base64 import b85decode
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PANEL, DAY, CLOCK = "<panel>", "<day>", "<clock>"
"""What stands in sentences for whatever the programme names."""

BEYOND = "(beyond)"
"""What is learned beside the wishes: what nobody can answer from a programme."""

LEVELS = 127
"""The largest weight as it is kept; the smallest is its negative."""

_SIZES = (3, 4)
_PART = 0.5
"""A part of a word says less than the word."""

_STRANGE = 0.5
"""A word that nobody learned makes a message less like anything, half as much."""

_FEWEST = 0.005
"""What is less likely is not worth telling."""

_START, _END = "^", "$"


@dataclass(frozen=True)
class Resemblance:
    """What was learned. ``weights`` are, by piece, a byte for each of ``wishes``, less its middle,
    in base 85: few are ever looked at, and to decode all took longer than to read them.

    ``rarity`` tells of each piece how much it counts (the logarithm of how few sentences have it),
    ``strange`` that of a word that none has. ``step`` is how much one level of a weight is.
    ``bias`` is what speaks for each wish before anything was said, ``source`` what it was learned
    from (``stamp``).
    """

    wishes: Sequence[str] = ()
    bias: Sequence[float] = ()
    step: float = 1.0
    strange: float = 0.0
    rarity: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    weights: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""

    def nearest(self, keys: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """Return the wishes that a sentence may have, likeliest first, each with how likely it is.

        ``BEYOND`` is among them.
        """
        pieces = weighed(keys, self.rarity, self.strange)
        if not pieces:
            return ()
        scores = [*self.bias]
        for piece, weight in pieces.items():
            by = weight * self.step
            row = b85decode(self.weights[piece])
            scores = [
                score + by * (level - 1 - LEVELS) for score, level in zip(scores, row, strict=True)
            ]
        likely = zip(self.wishes, softmax(scores), strict=True)
        told = ((wish, p) for wish, p in likely if p >= _FEWEST)
        return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))

    def knows(self, key: str) -> bool:
        """Tell whether a word was learned."""
        return f"={key}" in self.weights

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all words that were learned."""
        whole = (piece[1:] for piece in self.weights if piece.startswith("="))
        return frozenset(word for word in whole if word.isalpha())

    def lines(self) -> Iterator[str]:
        """Yield what was learned as it is kept."""
        yield f"source {self.source}"
        yield f"step {self.step!r}"
        yield f"strange {self.strange!r}"
        yield from (f"wish {w} {b!r}" for w, b in zip(self.wishes, self.bias, strict=True))
        for piece, row in self.weights.items():
            yield f"{self.rarity[piece]:.4f}\t{row}\t{piece}"

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Resemblance:
        """Read what ``lines`` wrote; nothing at all where there are none."""
        told: dict[str, str] = {}
        bias: dict[str, float] = {}
        rarity: dict[str, float] = {}
        weights: dict[str, str] = {}
        for line in lines:
            rare, tab, rest = line.partition("\t")
            if tab:
                row, _, piece = rest.partition("\t")
                rarity[piece], weights[piece] = float(rare), row
            elif line.startswith("wish "):
                _, wish, value = line.split(" ")
                bias[wish] = float(value)
            else:
                name, _, value = line.partition(" ")
                told[name] = value
        return cls(
            tuple(bias),
            tuple(bias.values()),
            float(told.get("step", 1)),
            float(told.get("strange", 0)),
            rarity,
            weights,
            told.get("source", ""),
        )


def softmax(scores: Sequence[float]) -> list[float]:
    """Return how likely each is, by their scores."""
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def weighed(keys: Sequence[str], rarity: Mapping[str, float], strange: float) -> dict[str, float]:
    """Return the known pieces of a sentence, each by how much it counts; together their squares
    come to 1, less what is strange in it.
    """
    pieces = pieces_of(keys)
    known = {p: count * rarity[p] for p, count in pieces.items() if p in rarity}
    words = (count for p, count in pieces.items() if p not in rarity and p.startswith("="))
    unknown = _STRANGE * sum((count * strange) ** 2 for count in words)
    length = math.sqrt(sum(weight**2 for weight in known.values()) + unknown) or 1.0
    return {piece: weight / length for piece, weight in known.items()}


def pieces_of(keys: Iterable[str]) -> dict[str, float]:
    """Return the words of a sentence, their parts, and their pairs, with how often each stands."""
    row = _once_in_a_row(keys)
    found: dict[str, float] = defaultdict(float)
    for key in row:
        found[f"={key}"] += 1.0
        if not key.startswith("<"):
            for part in _parts(f"{_START}{key}{_END}"):
                found[part] += _PART
    for pair in pairwise([_START, *row, _END]) if row else ():
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
