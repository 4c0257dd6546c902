"""``approve`` without a key: post by post what waits for whom, and the command that approves it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from campaign.cli.names import names_in
from campaign.cli.output import clipped, flowed, screen_width
from campaign.cli.saying import counted
from campaign.cli.times import times
from campaign.cli.ways import approvers, as_approver
from campaign.services.approving import awaiting, moved_only
from campaign.services.roles import tell_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.cli.names import Names
    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot
    from campaign.services.approving import Moved


def waiting_lines(here: Session, snapshot: Snapshot, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what waits for an approval, the posts of a role together, each with its command."""
    waiting = awaiting(snapshot)
    if not waiting:
        yield from flowed(here.say("decide.none-waits"), screen_width())
        return
    names = names_in(here, files, snapshot.facts)
    by_role: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in waiting:
        by_role[delivery.approver or ""].append(delivery)
    for role, mine in by_role.items():
        yield from _of_role(here, names, role, mine)
        yield ""
    words = here.phrases_of(here.campaign().language).dates
    yield from _moved(here, moved_only(snapshot, waiting, words))
    yield from flowed(here.say("decide.how"), screen_width())


def _of_role(here: Session, names: Names, role: str, mine: Sequence[Delivery]) -> Iterator[str]:
    told = tell_role(role, here.phrases)
    people = f" ({', '.join(known)})" if (known := approvers(here, role)) else ""
    posts: dict[tuple[object, ...], list[Delivery]] = {}
    for one in mine:
        posts.setdefault((one.key.post, one.due), []).append(one)
    much = counted(here.phrases, (one.key.post for one in mine))
    yield from flowed(here.say("decide.awaits", role=f"{told}{people}", **much), screen_width())
    for same in posts.values():
        yield from _post(here, names, role, same)
    if len(posts) > 1:
        every = here.say("decide.awaits-all", who=as_approver(here, role))
        yield from flowed(every, screen_width(), 2, 2)


def _post(here: Session, names: Names, role: str, same: Sequence[Delivery]) -> Iterator[str]:
    """Yield one post: what it is, where and when it goes out, how it begins, how it is approved."""
    first = same[0]
    moment = times(here).spoken(first.due) if first.due else here.say("decide.no-time")
    told = here.say(
        "decide.awaits-post",
        name=names.post(first.title, first.subject),
        channels=names.channels_spoken(one.key.channel for one in same),
        when=moment,
    )
    yield from flowed(told, screen_width(), 2, 2)
    text = clipped(first.payload.text if first.payload else "", screen_width() - 4)
    if text:
        yield click.style(f"    {text}", dim=True)
    way = here.say("decide.awaits-way", key=first.key.post, who=as_approver(here, role))
    yield from flowed(way, screen_width(), 4, 2)


def _moved(here: Session, moved: Sequence[Moved]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Moved]] = defaultdict(list)
    for one in moved:
        groups[one.was, one.now].append(one)
    for (was, now), those in groups.items():
        much = counted(here.phrases, (one.delivery.key.post for one in those))
        yield from flowed(here.say("decide.moved", was=was, now=now, **much), screen_width())
    if moved:
        yield from flowed(here.say("decide.moved-how"), screen_width())
