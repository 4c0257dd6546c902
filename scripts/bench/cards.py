"""Drawing cards: a warm one beside its own JPEG encoding, and the first of a process."""

from __future__ import annotations

import sys
import time
from itertools import cycle
from statistics import median
from typing import TYPE_CHECKING

from scripts.bench.figures import Figure
from scripts.bench.processes import BARE, beside
from scripts.bench.sample_cards import sample_cards

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 40


def card() -> list[Figure]:
    """Measure a card of 1200×675 from its values to its bytes, and the encoding alone."""
    from campaign.cards.engine import compose, encode  # noqa: PLC0415 -- Pillow, only here

    specs = sample_cards()
    pictures = [compose(spec, {}).image for spec in specs]
    sizes = [len(encode(picture)) for picture in pictures]
    rounds = [
        (_timed(lambda: encode(compose(spec, {}).image)), _timed(lambda: encode(picture)))  # noqa: B023 -- run at once
        for (spec, picture), _ in zip(
            cycle(zip(specs, pictures, strict=True)), range(ROUNDS), strict=False
        )
    ]
    ours = median(whole for whole, _ in rounds) * 1000
    encoding = median(alone for _, alone in rounds) * 1000
    return [
        Figure("card", ours, "ms", 3, "its JPEG encoding alone", encoding),
        Figure("card-bytes", max(sizes) / 1000, "KB", 200),
    ]


def cold() -> list[Figure]:
    """Measure the first card of a process, beyond the interpreter's own start."""
    code = "from scripts.bench.sample_cards import draw_one; draw_one()"
    ours, bare = beside((sys.executable, "-c", code), BARE, rounds=5)
    return [Figure("card-cold", ours - bare, "s", 0.3)]


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
