"""Where a worker can be struck: the crash points, on each channel, and those that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.outcomes import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Cell = tuple[str, str]
"""A crash point and a channel, ``any`` where the point belongs to none."""

OF_LEDGER = ("claim", "renew", "mark", "take_over", "decide", "adopt", "trust")
OF_CHANNELS = ("upload", "send", "look", "explain", "read_back")
WHEN = ("before", "during", "after")
POINTS = (
    *(f"{when}_{what}" for what in OF_LEDGER for when in ("before", "after")),
    *(f"{when}_{what}" for what in OF_CHANNELS for when in WHEN),
)
ANY = "any"
ANYWHERE = "anywhere"
"""At any instant, where no point was reached in time."""
DOUBTING = frozenset({"adopt", "trust"})
"""What happens only after a ledger was put back."""
FINDING = frozenset({"take_over", "look", "decide"})
"""What happens only where something may be out."""
LOOKING = frozenset({"look", "explain", "read_back", "adopt"})
BEFORE_BYTES = frozenset({"after_renew", "before_send", "during_send"})
"""Whoever is paused here has looked at its lease for the last time, and may send after all."""


def what(point: str) -> str:
    """Return the call that a crash point belongs to."""
    return point.partition("_")[2]


def every(channels: Iterable[str]) -> Iterator[Cell]:
    """Yield every point on every channel."""
    names = tuple(channels)
    for point in POINTS:
        yield from ((point, name) for name in ((ANY,) if what(point) == "trust" else names))


def impossible(cell: Cell, certainty: Certainty, *, restored: bool) -> str | None:
    """Return why nothing can be struck there in this run, if so."""
    call = what(cell[0])
    if call in DOUBTING and not restored:
        return "no ledger is put back in this run (--restores)"
    if call == "explain" and cell[1] != "x":
        return "this network refuses no text because it was said already"
    if cell[0] == "after_look" and certainty is Certainty.BLIND:
        return "a blind channel says at once that it cannot be looked at"
    if call in LOOKING - {"look"} and certainty is Certainty.BLIND:
        return "nobody but a person can look at a blind channel"
    return None


def by_point(counted: Mapping[Cell, object]) -> dict[str, dict[str, object]]:
    """Return what is counted by cell as JSON: by point, and there by channel."""
    told: dict[str, dict[str, object]] = {}
    for (point, channel), value in sorted(counted.items()):
        told.setdefault(point, {})[channel] = value
    return told
