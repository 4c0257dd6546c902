"""Drawing cards: warm ones beside their own JPEG encoding and beside other renderers."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING

from campaign.core.cards import LANDSCAPE, PORTRAIT
from scripts.bench.card_peers import NoPeer, install, one_core, peer
from scripts.bench.figures import Figure
from scripts.bench.processes import BARE, beside, run
from scripts.bench.sample_cards import one_of_each, sample_cards

if TYPE_CHECKING:
    from collections.abc import Callable

QUICKER = {
    LANDSCAPE: {"takumi": 4, "satori": 15},
    PORTRAIT: {"takumi": 3, "satori": 15},
}
"""How many times as long as we another renderer takes, at least."""

PEERS = {"takumi": "takumi, JPEG", "satori": "satori + resvg-js, PNG"}
ROUNDS, WARM = 18, 3
"""How many turns there are, and how many of them warm up."""

QUALITY = 90


def card() -> list[Figure]:
    """Measure cards of both sizes from their values to their bytes, and their encoding alone."""
    with one_core():
        return [figure for size in (LANDSCAPE, PORTRAIT) for figure in _shares(size)]


def against() -> list[Figure]:
    """Measure the same cards drawn by other renderers, in turns with ours on one core."""
    try:
        install()
    except NoPeer as why:
        sys.stderr.write(f"skipped: {why}\n")
        return []
    with one_core():
        return [figure for size in (LANDSCAPE, PORTRAIT) for figure in _against(size)]


def weight() -> list[Figure]:
    """Measure the largest card of every layout and size."""
    from campaign.cards import draw  # noqa: PLC0415 -- Pillow, only here
    from campaign.cards.engine import BYTES  # noqa: PLC0415

    return [
        Figure(f"card-bytes-{layout}-{_named(size)}", largest / 1000, "KB", BYTES[size] / 1000)
        for size in (LANDSCAPE, PORTRAIT)
        for layout, largest in _largest(size, draw).items()
    ]


def cold() -> list[Figure]:
    """Measure the first card of a process, beyond the interpreter's own start, and its memory."""
    first = "from scripts.bench.sample_cards import draw_one; draw_one()"
    ours, bare = beside((sys.executable, "-c", first), BARE, rounds=5)
    return [
        Figure("card-cold", ours - bare, "s", 0.3),
        Figure("card-memory", _peak("draw_one"), "MB", 80),
        Figure("card-memory-many", _peak("draw_many"), "MB"),
    ]


def _peak(name: str) -> float:
    """Return how many MB a process takes at most that draws these cards and nothing else."""
    code = f"from scripts.bench.sample_cards import {name} as work; work()"
    told = "from scripts.bench.processes import peak; print(peak())"
    return float(run((sys.executable, "-c", f"{code}; {told}")).output)


def _shares(size: tuple[int, int]) -> list[Figure]:
    """Return what drawing takes beside encoding: the whole card, and its layout alone.

    Every turn, of both sizes, has other words: nothing but letters and grounds is known from the
    one before.
    """
    shares: dict[str, list[float]] = {"whole": [], "layout": [], "encoding": []}
    first = 0 if size == LANDSCAPE else 2 * ROUNDS
    for number in range(len(sample_cards(size))):
        rounds = [_round(size, turn, number) for turn in range(first, first + ROUNDS)][WARM:]
        for name, found in shares.items():
            found.append(median(one[name] for one in rounds) * 1000)
    whole, layout, encoding = (sum(found) / len(found) for found in shares.values())
    worst = max(w / e for w, e in zip(shares["whole"], shares["encoding"], strict=True))
    alone = "its JPEG encoding alone"
    return [
        Figure(f"card-{_named(size)}", whole, "ms", 3, alone, encoding),
        Figure(f"card-worst-{_named(size)}", worst, "encodings", 3),
        Figure(f"card-layout-{_named(size)}", layout, "ms", 0.1, "the whole card", whole),
    ]


def _round(size: tuple[int, int], turn: int, number: int) -> dict[str, float]:
    """Measure one card, never seen before, whole and its parts.

    The layout is that of a like card of another turn, measured as ``check`` tries cards out:
    everything but painting. What was fitted once would be remembered.
    """
    from campaign.cards import draw, try_out  # noqa: PLC0415 -- Pillow, only here
    from campaign.cards.engine import compose, encode  # noqa: PLC0415
    from campaign.cards.paper import give_back  # noqa: PLC0415

    spec, other = sample_cards(size, turn)[number], sample_cards(size, ROUNDS + turn)[number]
    whole = _timed(lambda: draw(spec, {}))
    layout = _timed(lambda: try_out(other, {}))
    canvas = compose(spec, {})
    encoding = _timed(lambda: encode(canvas.image))
    give_back(canvas)
    return {"whole": whole, "layout": layout, "encoding": encoding}


def _against(size: tuple[int, int]) -> list[Figure]:
    from campaign.cards import draw  # noqa: PLC0415 -- Pillow, only here

    turns = [sample_cards(size, turn) for turn in range(ROUNDS)]
    specs = [spec for turn in turns for spec in turn]
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in PEERS}
    with ExitStack() as stack:
        peers = {name: stack.enter_context(peer(name, specs, QUALITY)) for name in PEERS}
        for number, spec in enumerate(specs):
            own = _timed(lambda: draw(spec, {})) * 1000  # noqa: B023 -- run at once
            found = {name: one.milliseconds(number) for name, one in peers.items()}
            if number >= WARM * len(turns[0]):
                ours.append(own)
                for name, value in found.items():
                    theirs[name].append(value)
    return [
        Figure(
            f"card-{_named(size)}-{name}",
            median(ours),
            "ms",
            QUICKER[size][name],
            label,
            median(theirs[name]),
            at_least=True,
        )
        for name, label in PEERS.items()
    ]


def _largest(size: tuple[int, int], draw: Callable[..., bytes]) -> dict[str, int]:
    found: dict[str, int] = {}
    for spec in one_of_each(size):
        found[spec.layout] = max(found.get(spec.layout, 0), len(draw(spec, {})))
    return found


def _named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
