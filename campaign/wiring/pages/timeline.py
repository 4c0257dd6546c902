"""Posts by day and time, each with its channels side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.wiring.pages.shown import Cell, Day, Moment, Shown
from campaign.wiring.pages.telling import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.wiring.pages.telling import Teller

RAYS, LONGEST_RAY = 72, 28


@dataclass(frozen=True, slots=True)
class Placed:
    """One shown part of a post and the instant at which it belongs."""

    at: datetime
    post: str
    title: str
    subject: str
    shown: Shown


def timeline(
    placed: Iterable[Placed],
    teller: Teller,
    *,
    with_names: bool = False,
) -> tuple[Day, ...]:
    """Return the days with their posts; the channels of one post at one time stand together.

    ``with_names`` adds what commands call each post.
    """
    ordered = sorted(placed, key=lambda one: (one.at, one.post, one.shown.part))
    days = groupby(ordered, key=lambda one: teller.local(one.at).date())
    return tuple(_day(tuple(group), teller, with_names=with_names) for _, group in days)


def _day(placed: Sequence[Placed], teller: Teller, *, with_names: bool) -> Day:
    local = teller.local(placed[0].at)
    moments = groupby(placed, key=lambda one: (one.at.replace(second=0, microsecond=0), one.post))
    return Day(
        anchor=f"d{local:%Y-%m-%d}",
        name=capital(teller.day(placed[0].at)),
        short=teller.say("day.short", day=local.day, month=teller.words.months[local.month - 1]),
        moments=tuple(_moment(tuple(group), teller, with_names=with_names) for _, group in moments),
    )


def _moment(placed: Sequence[Placed], teller: Teller, *, with_names: bool) -> Moment:
    first = placed[0]
    return Moment(
        time=teller.time(first.at),
        iso=teller.local(first.at).isoformat(),
        title=first.title,
        subject=first.subject,
        cells=cells(one.shown for one in placed),
        name=first.post if with_names else "",
    )


def cells(shown: Iterable[Shown]) -> tuple[Cell, ...]:
    """Return the parts of one post by channel, in the order of the columns."""
    ordered = sorted(shown, key=lambda one: (one.column.place, one.part))
    grouped = groupby(ordered, key=lambda one: one.column)
    return tuple(Cell(column, tuple(parts)) for column, parts in grouped)


def rays(moments: Iterable[datetime]) -> tuple[int, ...]:
    """Return the rays of a sun: one for each stretch of time, as long as it is busy."""
    known = sorted(moments)
    counts = [0] * RAYS
    span = known[-1] - known[0] if known else None
    for moment in known:
        share = (moment - known[0]) / span if span else 0.0
        counts[min(int(share * RAYS), RAYS - 1)] += 1
    most = max(counts) or 1
    return tuple(round(LONGEST_RAY * count / most) for count in counts)
