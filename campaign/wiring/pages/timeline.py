"""Posts by day and time, each with its channels side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.wiring.pages.shown import Cell, Day, Moment, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.wiring.pages.telling import Teller


@dataclass(frozen=True, slots=True)
class Placed:
    """One shown part of a post and the instant at which it belongs."""

    at: datetime
    post: str
    title: str
    subject: str
    shown: Shown


def timeline(placed: Iterable[Placed], teller: Teller) -> tuple[Day, ...]:
    """Return the days with their posts; the channels of one post at one time stand together."""
    ordered = sorted(placed, key=lambda one: (one.at, one.post, one.shown.part))
    days = groupby(ordered, key=lambda one: teller.local(one.at).date())
    return tuple(_day(tuple(group), teller) for _, group in days)


def _day(placed: Sequence[Placed], teller: Teller) -> Day:
    local = teller.local(placed[0].at)
    moments = groupby(placed, key=lambda one: (one.at.replace(second=0, microsecond=0), one.post))
    name = teller.day(placed[0].at)
    return Day(
        anchor=f"d{local:%Y-%m-%d}",
        name=name[:1].upper() + name[1:],
        short=teller.say("day.short", day=local.day, month=teller.words.months[local.month - 1]),
        moments=tuple(_moment(tuple(group), teller) for _, group in moments),
    )


def _moment(placed: Sequence[Placed], teller: Teller) -> Moment:
    first = placed[0]
    return Moment(
        time=teller.time(first.at),
        iso=teller.local(first.at).isoformat(),
        title=first.title,
        subject=first.subject,
        cells=cells(one.shown for one in placed),
    )


def cells(shown: Iterable[Shown]) -> tuple[Cell, ...]:
    """Return the parts of one post by channel, in the order of the columns."""
    ordered = sorted(shown, key=lambda one: (one.column.place, one.part))
    grouped = groupby(ordered, key=lambda one: one.column)
    return tuple(Cell(column, tuple(parts)) for column, parts in grouped)
