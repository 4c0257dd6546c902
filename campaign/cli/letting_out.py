"""What a fact lets out at once, told before it is entered: followers read it seconds later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.cli.names import names_of
from campaign.cli.saying import counted
from campaign.cli.times import times
from campaign.core.lateness import GONE_BY, WORTH_SAYING, span
from campaign.services.letting_out import LetOut, Until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from campaign.cli.session import Session
    from campaign.services.proposing import Proposal

HEADS = {
    Until.NOTHING: "fact.leaves",
    Until.MORNING: "fact.leaves-after-quiet",
    Until.ROOM: "fact.leaves-in-turn",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What goes out, in lines; ``late`` where some of it is old."""

    lines: tuple[str, ...]
    late: bool


def told_let_out(here: Session, foreseen: Proposal, found: Sequence[LetOut]) -> Told:
    """Return in words what goes out because of a fact, what goes first first."""
    now, zone = here.clock.now(), foreseen.checked.folder.campaign.zone
    lines: list[str] = []
    for (at, until), group in groupby(sorted(found, key=_when), key=_when):
        those = tuple(group)
        much = counted(here.phrases, (one.row.key.post for one in those))
        clock = f"{at.astimezone(zone):%H:%M}"
        lines.append(here.say(HEADS[until], at=clock, **much))
        lines += _posts(here, foreseen, those)
    return Told(tuple(lines), any(now - one.due >= GONE_BY for one in found))


def _when(one: LetOut) -> tuple[datetime, Until]:
    return one.at, one.until


def _posts(here: Session, foreseen: Proposal, found: Sequence[LetOut]) -> Iterator[str]:
    """Yield a line per post with its channels, and how long after its time it comes."""
    names, told, now = names_of(here, foreseen.checked.programme), times(here), here.clock.now()
    posts: dict[tuple[str, datetime], list[LetOut]] = {}
    for one in found:
        posts.setdefault((str(names.plan_row(one.row)["name"]), one.due), []).append(one)
    for (name, due), those in posts.items():
        channels = names.channels(one.row.key.channel for one in those)
        what = {"name": name, "channels": channels}
        if now - due < WORTH_SAYING:
            yield here.say("fact.leaves-row", **what)
        else:
            late = {"late": span(now - due), "due": told.brief(due)}
            yield here.say("fact.leaves-row-late", **what, **late)
