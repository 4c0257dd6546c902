"""Calendars of 1,000 to 10,000 deliveries: check and plan, and whether the cost is linear."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from scripts.bench.figures import Figure
from scripts.bench.large_campaign import write
from scripts.bench.processes import PREGONERO, BenchFailed, run

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 3_000, 10_000)
ROUNDS = 3
MOST_SECONDS = 5
MOST_MEGABYTES = 200
MOST_GROWTH = 1.3
"""How much dearer one delivery may be at 10,000 than between 1,000 and 3,000."""


@dataclass(frozen=True, slots=True)
class _Cost:
    check: float
    plan: float
    megabytes: float

    @property
    def seconds(self) -> float:
        return self.check + self.plan


@cache
def _costs(sizes: tuple[int, ...]) -> dict[int, _Cost]:
    """Return the medians of each size, the sizes run in turns."""
    with TemporaryDirectory() as name:
        folders = {size: Path(name) / str(size) for size in sizes}
        for size, folder in folders.items():
            write(folder, size)
        rounds = [{size: _once(folders[size], size) for size in sizes} for _ in range(ROUNDS)]
    return {
        size: _Cost(
            median(one[size].check for one in rounds),
            median(one[size].plan for one in rounds),
            max(one[size].megabytes for one in rounds),
        )
        for size in sizes
    }


def _once(folder: Path, size: int) -> _Cost:
    own = {"PREGONERO_DATABASE_URL": f"sqlite:///{folder / 'ledger.sqlite'}"}
    command = (PREGONERO, "--campaign", str(folder), "--now", "2030-06-01T12:00:00+00:00")
    checked = run((*command, "check", "--format", "json"), own)
    planned = run((*command, "plan", "--format", "json"), own)
    _require(planned.output, size)
    return _Cost(checked.seconds, planned.seconds, max(checked.megabytes, planned.megabytes))


def _require(output: str, size: int) -> None:
    """See that the work was done: a plan of nothing is quick."""
    found = json.loads(output)
    rows = found["deliveries"] if isinstance(found, dict) else found
    if len(rows) != size:
        msg = f"a plan of {len(rows)} deliveries instead of {size}"
        raise BenchFailed(msg)


def _size(size: int) -> list[Figure]:
    cost = _costs((size,))[size]
    largest = size == SIZES[-1]
    name = f"calendar-{size}"
    return [
        Figure(name, cost.seconds, "s", MOST_SECONDS if largest else None),
        Figure(f"{name}-check", cost.check, "s"),
        Figure(f"{name}-plan", cost.plan, "s"),
        Figure(f"{name}-memory", cost.megabytes, "MB", MOST_MEGABYTES if largest else None),
    ]


def linear() -> list[Figure]:
    """Compare what one more delivery costs in a large and in a small calendar."""
    small, middle, large = (cost.seconds for cost in _costs(SIZES).values())
    near = (middle - small) / (SIZES[1] - SIZES[0]) * 1000
    far = (large - middle) / (SIZES[2] - SIZES[1]) * 1000
    return [Figure("calendar-linear", far, "ms/delivery", MOST_GROWTH, "1,000 to 3,000", near)]


BENCHES: dict[str, Callable[[], list[Figure]]] = {
    **{f"calendar-{size}": partial(_size, size) for size in SIZES},
    "calendar-linear": linear,
}
