"""What a fact lets go at once, told before it is entered: followers read it seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.cli.names import names_of
from campaign.cli.times import times
from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import Late, State
from campaign.core.lateness import GONE_BY, LATE, WORTH_SAYING, span
from campaign.services.quiet import quiet_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from campaign.cli.session import Session
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes out at once, in lines; ``late`` where some of it is old."""

    lines: tuple[str, ...]
    late: bool


def leaving(here: Session, foreseen: Proposal) -> Leaving:
    """Return which posts go out as soon as a fact is entered, or when the quiet hours end."""
    now = here.clock.now()
    snapshot = foreseen.snapshot
    if snapshot is None or snapshot.hold is not None:
        return Leaving((), late=False)
    rows = [row for row in foreseen.plan.touched if _leaves(row, now)]
    campaign = foreseen.checked.folder.campaign
    until = quiet_until(campaign, now)
    morning = [row for row in rows if until is not None and _keeps_quiet(row, now)]
    at_once = [row for row in rows if row not in morning]
    lines = _told(here, foreseen, at_once, "fact.leaves")
    if until is not None:
        at = f"{until.astimezone(campaign.zone):%H:%M}"
        lines += _told(here, foreseen, morning, "fact.leaves-after-quiet", at=at)
    return Leaving(tuple(lines), any(now - _due(row, now) >= GONE_BY for row in rows))


def _leaves(row: Row, now: datetime) -> bool:
    """Tell whether a row that waited goes out now: corrections are told by themselves."""
    if row.item is None or row.item.entry.id == CORRECTION or row.state is not State.PLANNED:
        return False
    old = row.delivery
    waits_already = old is not None and old.state is State.PLANNED and (old.due or now) < now
    return _due(row, now) <= now and row.item.draft.due is not None and not waits_already


def _keeps_quiet(row: Row, now: datetime) -> bool:
    awake = row.item is not None and row.item.entry.late is Late.AWAKE
    return awake and now - _due(row, now) >= LATE


def _due(row: Row, now: datetime) -> datetime:
    due = row.item.draft.due if row.item is not None else None
    return due.utc if due is not None else now


def _told(
    here: Session, foreseen: Proposal, rows: Sequence[Row], head: str, **params: str
) -> list[str]:
    """Return a line per post with its channels, and how long after its time it comes."""
    names, told, now = names_of(here, foreseen.checked.programme), times(here), here.clock.now()
    posts: dict[tuple[str, datetime], list[Row]] = {}
    for row in rows:
        posts.setdefault((str(names.plan_row(row)["name"]), _due(row, now)), []).append(row)
    lines = [here.say(head, n=len(rows), **params)] if rows else []
    for (name, due), those in posts.items():
        what = {"name": name, "channels": names.channels(row.key.channel for row in those)}
        if now - due < WORTH_SAYING:
            lines.append(here.say("fact.leaves-row", **what))
        else:
            late = {"late": span(now - due), "due": told.brief(due)}
            lines.append(here.say("fact.leaves-row-late", **what, **late))
    return lines
