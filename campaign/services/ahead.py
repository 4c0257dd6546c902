"""What would not go out in the days to come: the causes of alarms, seen from further away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.services.alarming import (
    CAUSES,
    TO_SEND,
    Alarm,
    Cause,
    channel_of,
    still_going,
    stopped,
    stuck,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Wait
    from campaign.ports.ledger import Snapshot

AHEAD = timedelta(days=14)
LATER = frozenset({Cause.FACT, Cause.APPROVAL, Cause.DRAFT})
"""Causes that belong to the work of every day: they only have to end in time."""


def soon(snapshot: Snapshot, now: datetime) -> list[Delivery]:
    """Return what is to go out in the next days, and what should have gone already."""
    return [d for d in still_going(snapshot, now) if d.due is not None and d.due <= now + AHEAD]


def ahead(
    snapshot: Snapshot, now: datetime, enough: Collection[str] = (), dead: Collection[str] = ()
) -> tuple[Alarm, ...]:
    """Return what would keep posts from going out within 14 days, each thing once.

    On the channels ``enough`` a known limit holds what is due; the accounts of ``dead`` are
    known to take nothing.
    """
    going = soon(snapshot, now)
    halted = tuple(stopped(snapshot, going))
    halting = {*dead} - {alarm.what for alarm in halted}
    unserved = [d for d in going if d.key.channel in halting and d.state in TO_SEND]
    persons = [d for d in going if d.state is State.NEEDS_PERSON]
    return (
        *halted,
        *together(Cause.ACCOUNT, unserved, channel_of),
        *(one for one in stuck(snapshot, going, now, enough) if one.what not in halting),
        *together(Cause.PERSON, persons, channel_of),
        *_lacking(going),
    )


def _lacking(going: Sequence[Delivery]) -> Iterator[Alarm]:
    """Yield each thing that posts wait for, with all that wait for it."""
    waiting: dict[Wait, list[Delivery]] = {}
    for one in going:
        for wait in one.waits if one.state is State.WAITING else ():
            waiting.setdefault(wait, []).append(one)
    for wait, concerned in waiting.items():
        once = f"{wait.kind}:{wait.what}"
        yield Alarm(CAUSES[wait.kind], wait.what, tuple(concerned), once)
