"""Fit how much each sign of a wish counts, and tell from which share on it is sure enough to act.

Run ``python -m scripts.fit_confidence`` after ``python -m scripts.learn_wishes`` and put what it
prints into ``campaign/services/understanding/confidence.py``. It takes a minute, needs nothing
beside the package, and comes to the same figures every time.

It reads messages of which no sentence was learned (``SETS``); none of them is held out. The table
below the weights is of messages by the weights that were fitted without them (a sixth each time).
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "services" / "understanding"))

from understanding_questions import LEXICONS, agreed, every_set

from campaign.services.understanding import reading
from campaign.services.understanding.intents import WEIGHED
from campaign.services.understanding.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from understanding_questions import Question

    from campaign.services.understanding.confidence import Signs
    from campaign.services.understanding.matching import Match
    from campaign.services.understanding.weighing import Alike

SETS = {"indirect": 1.0, "further": 1.0, "chats": 0.3, "tuning": 0.3}
"""How much a message of each set counts: by some of them cues were mended, too."""

TRIED = ("indirect", "further")
"""Of these sets the table is made."""

PARTS = 6
ROUNDS, STEP, DRAWN, FIRST, SECOND = 150, 0.15, 0.002, 0.9, 0.99
SHARES = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

Wishes = list[tuple[tuple[float, ...], bool]]
Row = tuple[float, Wishes]
"""How much a message counts, and of each wish its signs and whether it is meant."""


def rows(name: str) -> Iterator[Row]:
    """Yield the messages of a set, but for those with several wishes."""
    told = [q for title, some in every_set().items() if _is_of(title, name) for q in some]
    for question in told:
        wanted = {agreed(way[0][0]) for way in question.ways if len(way) == 1}
        signs = _signs(question)
        if wanted and signs:
            yield (
                SETS[name],
                [(sign.numbers, wish in wanted) for wish, sign in sorted(signs.items())],
            )


def _is_of(title: str, name: str) -> bool:
    return title.startswith(name) and "held out" not in title


def _signs(question: Question) -> dict[str, Signs]:
    """Return the signs of the wishes in the language in which a message was understood."""
    read: list[dict[str, Signs]] = []

    def told(chosen: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
        one = not chosen or (len(chosen) == 1 and chosen[0].intent in WEIGHED)
        read.append(alike.signs(chosen) if one else {})
        return weigh(chosen, alike)

    def bare(chosen: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
        read.append({})
        return kept[1](chosen, alike)

    kept = reading.weigh, reading.weigh_bare
    reading.weigh, reading.weigh_bare = told, bare
    try:
        found = question.read()
    finally:
        reading.weigh, reading.weigh_bare = kept
    order = sorted(LEXICONS, key=lambda code: (code != question.language, code))
    return read[order.index(found.language)]


def fitted(some: Sequence[Row]) -> list[float]:
    """Return the weights by which the wishes that are meant get the largest shares."""
    meant = [row for row in some if any(wanted for _, wanted in row[1])]
    size, total = len(meant[0][1][0][0]), sum(counts for counts, _ in meant)
    weights, moved, spread = [0.0] * size, [0.0] * size, [0.0] * size
    for number in range(1, ROUNDS + 1):
        slope = [DRAWN * weight for weight in weights]
        for counts, wishes in meant:
            likely = shared(weights, wishes)
            right = sum(p for p, (_, wanted) in zip(likely, wishes, strict=True) if wanted)
            for p, (numbers, wanted) in zip(likely, wishes, strict=True):
                off = (p - (p / right if wanted else 0.0)) * counts / total
                slope = [s + off * n for s, n in zip(slope, numbers, strict=True)]
        step = STEP * (1 - 0.8 * number / ROUNDS)
        for n, by in enumerate(slope):
            moved[n] = FIRST * moved[n] + (1 - FIRST) * by
            spread[n] = SECOND * spread[n] + (1 - SECOND) * by**2
            far = math.sqrt(spread[n] / (1 - SECOND**number)) + 1e-8
            weights[n] -= step * moved[n] / (1 - FIRST**number) / far
    return weights


def shared(weights: Sequence[float], wishes: Wishes) -> list[float]:
    """Return the share of each wish."""
    scores = [sum(w * n for w, n in zip(weights, numbers, strict=True)) for numbers, _ in wishes]
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def main() -> None:
    """Write the weights and the table."""
    read = {name: [*rows(name)] for name in SETS}
    every = [row for some in read.values() for row in some]
    tried = [row for name in TRIED for row in read[name]]
    rest = [row for name, some in read.items() if name not in TRIED for row in some]
    best: list[tuple[float, bool]] = []
    for part in range(PARTS):
        weights = fitted([row for n, row in enumerate(tried) if n % PARTS != part] + rest)
        for _, wishes in tried[part::PARTS]:
            likely = shared(weights, wishes)
            first = max(range(len(likely)), key=lambda n: likely[n])
            best.append((likely[first], wishes[first][1]))
    sys.stdout.write(f"WEIGHTS = {tuple(round(weight, 2) for weight in fitted(every))}\n")
    for least in SHARES:
        right = sum(share >= least and wanted for share, wanted in best) / len(best)
        wrong = sum(share >= least and not wanted for share, wanted in best) / len(best)
        sys.stdout.write(f"from {least}: right {100 * right:.1f} wrong {100 * wrong:.1f}\n")


if __name__ == "__main__":
    main()
