"""Where a fact moves its panel: a day that is over, or one that nobody would think of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.fact_doubts import Doubt, Doubtful, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, tzinfo

    from campaign.core.dates import Sayable
    from campaign.core.facts import Fact
    from campaign.core.programme import Programme

MOVES = frozenset({"start", "delay"})
"""Facts that say when a panel begins."""

A_LONG_WAY = timedelta(days=14)
"""How far a panel moves, or stands from the others, without a question: a slip in the month is
more than this.
"""


def moves(
    before: Programme, after: Programme, fact: Fact, now: datetime, zone: tzinfo
) -> Iterator[Doubtful]:
    """Yield why a move is hardly meant: ``before`` and ``after`` are what is known of it.

    A fact that is taken back moves a panel too.
    """
    if fact.name not in MOVES:
        return
    was, will = _begins(before, fact.subject, zone), _begins(after, fact.subject, zone)
    if will is None or will == was:
        return
    what: dict[str, Sayable] = {**named(before, fact), "name": fact.name, "value": will}
    told_already = fact.name == "start" and bool(fact.value)
    if not told_already and will < now and (was is None or was >= now):
        yield Doubtful(Doubt.MOVES_BACK, fact, {**what, "now": now.astimezone(zone)})
    if was is not None:
        yield from _far(was, will, fact, what)
        return
    span = _span(after, fact.subject, zone)
    if span is not None and not span[0] - A_LONG_WAY <= will <= span[1] + A_LONG_WAY:
        yield Doubtful(Doubt.OUTSIDE, fact, {**what, "first": span[0], "last": span[1]})


def _far(
    was: datetime, will: datetime, fact: Fact, what: Mapping[str, Sayable]
) -> Iterator[Doubtful]:
    days = abs(will.date() - was.date())
    if days > A_LONG_WAY:
        yield Doubtful(Doubt.MOVES_FAR, fact, {**what, "was": was, "days": str(days.days)})


def _begins(programme: Programme, subject: str, zone: tzinfo) -> datetime | None:
    panel = programme.panel(subject)
    if panel is None or panel.begins is None or panel.cancelled:
        return None
    return panel.begins.astimezone(zone)


def _span(programme: Programme, subject: str, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """Return when the first and the last of the other panels begin, ``None`` without any."""
    others = [
        panel.begins.astimezone(zone)
        for panel in programme.panels
        if panel.id != subject and panel.begins is not None and not panel.cancelled
    ]
    return (min(others), max(others)) if others else None
