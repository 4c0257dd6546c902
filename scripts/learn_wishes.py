"""Learn from ``campaign/languages/<code>/asked.txt`` what messages ask for, into ``learned.txt``.

Run ``python -m scripts.learn_wishes [CODE …]`` after changing the sentences, or the spelling of a
language: a test compares what it was learned from. It takes about a minute, needs nothing beside
the package and comes to the same file everywhere: logistic regression over the pieces of
``services/understanding/resembling.py``, by small steps in a fixed order.
"""

from __future__ import annotations

import math
import random
import sys
from base64 import b85encode
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.services.understanding.asking import sentences, stamp
from campaign.services.understanding.intents import COURTESY, Intent
from campaign.services.understanding.resembling import (
    LEVELS,
    Resemblance,
    pieces_of,
    softmax,
    weighed,
)
from campaign.services.understanding.words import Spelling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES = Path(__file__).parents[1] / "campaign" / "languages"
ROUNDS = 16
FIRST_STEP, LAST_STEP = 10.0, 0.6
"""How far each sentence moves the weights, at first and at last."""

LESS = 1e-6
"""By how much every weight is drawn towards nothing with each sentence."""

SOFTENED = 0.6
"""By how much weights are taken back in the end: who fits the sentences is too sure of others."""

LEAST = 0.02
"""Whatever is nearer to what it should be is left alone."""

Sentence = tuple[str, tuple[str, ...]]
Row = tuple[int, list[tuple[int, float]]]


def learn(code: str) -> Resemblance:
    """Return what is learned from the sentences of a language."""
    spelling = Spelling.from_table(Catalogue(code).table("intents")["spelling"])
    asked = Catalogue(code).asked
    told = _greeted([*sentences(asked, spelling)])
    wishes = sorted({wish for wish, _ in told})
    rarity, strange = _rarity([keys for _, keys in told])
    places = {piece: number for number, piece in enumerate(rarity)}
    rows = [
        (
            wishes.index(wish),
            [(places[p], w) for p, w in weighed(keys, rarity, strange).items()],
        )
        for wish, keys in told
    ]
    weights, bias = _fitted(rows, len(places), len(wishes))
    step = max(abs(w) for row in weights for w in row) / LEVELS
    levels = {
        piece: b85encode(bytes(round(w / step) + 1 + LEVELS for w in weights[number])).decode()
        for piece, number in places.items()
    }
    bias = [round(SOFTENED * one, 4) for one in bias]
    step *= SOFTENED
    rarity = {piece: round(value, 4) for piece, value in rarity.items()}
    return Resemblance(wishes, bias, step, strange, rarity, levels, stamp(asked, spelling))


def _greeted(told: Sequence[Sentence]) -> list[Sentence]:
    """Return sentences with every third of them once more, after a greeting.

    A greeting before a wish changes nothing about it.
    """
    greetings = [keys for wish, keys in told if wish == Intent.GREET]
    more = [
        (wish, (*greetings[number % len(greetings)], *keys))
        for number, (wish, keys) in enumerate(told)
        if wish not in COURTESY and number % 3 == 0
    ]
    return [*told, *more]


def _rarity(rows: Sequence[Sequence[str]]) -> tuple[Mapping[str, float], float]:
    counts = Counter(piece for keys in rows for piece in pieces_of(keys))
    some = {p: math.log((len(rows) + 1) / (n + 0.5)) for p, n in sorted(counts.items())}
    return some, math.log((len(rows) + 1) / 0.5)


def _fitted(rows: Sequence[Row], pieces: int, wishes: int) -> tuple[list[list[float]], list[float]]:
    """Return the weights of each piece for each wish, and what speaks for each beforehand."""
    weights = [[0.0] * wishes for _ in range(pieces)]
    bias = [0.0] * wishes
    often = Counter(wish for wish, _ in rows)
    middle = len(rows) / len(often)
    order = [*rows]
    shuffle = random.Random(1).shuffle  # noqa: S311 -- the same order every time, no secret
    for number in range(ROUNDS):
        shuffle(order)
        step = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (number / (ROUNDS - 1))
        for wish, row in order:
            rare = math.sqrt(middle / often[wish])
            _step(wish, row, weights, bias, step * min(rare, 3.0))
        for one in weights:
            one[:] = [w * (1 - LESS * step * len(rows)) for w in one]
    return weights, bias


def _step(
    wish: int,
    row: Sequence[tuple[int, float]],
    weights: list[list[float]],
    bias: list[float],
    step: float,
) -> None:
    scores = [*bias]
    for place, value in row:
        scores = [s + value * w for s, w in zip(scores, weights[place], strict=True)]
    for other, likely in enumerate(softmax(scores)):
        off = likely - (other == wish)
        if abs(off) >= LEAST:
            bias[other] -= 0.02 * step * off
            for place, value in row:
                weights[place][other] -= step * off * value


if __name__ == "__main__":
    for language in sys.argv[1:] or ("en", "es"):
        text = "\n".join(learn(language).lines())
        (LANGUAGES / language / "learned.txt").write_text(f"{text}\n", encoding="utf-8")
