"""What the team reads each morning: what goes out today, and what of it still waits for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.generations import counting
from campaign.core.lateness import is_over
from campaign.core.walltime import at_wall
from campaign.services.listing import reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, time, tzinfo

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot
    from campaign.ports.messages import Message
    from campaign.services.team_messages import TeamMessages

MOST = 20
"""How many posts of a day are named: the message stays within what a chat takes."""

_OUT = frozenset({State.PUBLISHED})


def of_today(snapshot: Snapshot, zone: tzinfo, now: datetime) -> tuple[Delivery, ...]:
    """Return what goes out on the local day of ``now`` (UTC) or did already, by its time."""
    today = now.astimezone(zone).date()
    newest = counting(snapshot.deliveries).values()
    found = [
        one
        for one in newest
        if one.due is not None
        and one.due.astimezone(zone).date() == today
        and (one.is_open or one.state in _OUT)
        and not (one.is_open and is_over(one.expires, now))
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.id)))


def daily_message(
    snapshot: Snapshot, zone: tzinfo, now: datetime, at: time, team: TeamMessages
) -> Message | None:
    """Return the message of the day once ``at`` has come on the wall, the same at any time of it.

    ``None`` before, and on a day on which nothing is left to go out: a chat that speaks every
    day of nothing is not read.
    """
    local = now.astimezone(zone)
    begins = at_wall(datetime.combine(local.date(), at), zone).utc
    today = of_today(snapshot, zone, now)
    if now < begins.astimezone(UTC) or not any(one.is_open for one in today):
        return None
    would_go = [one for one in today if one.is_open or snapshot.hold is None]
    going = _posts(one for one in would_go if one.state is not State.HELD)
    kept = _posts(one for one in today if one.state is State.HELD)
    parts = [_of_going(snapshot, going, local.date(), _lines(going, zone, team), team)]
    if kept:
        lines = _lines(kept, zone, team)
        parts.append(team.phrases.text("alarms.today-kept", posts=lines))
    return team.notice("\n\n".join(parts), f"daily:{local:%Y-%m-%d}")


def _posts(deliveries: Iterable[Delivery]) -> list[list[Delivery]]:
    """Return the deliveries of each post and time together."""
    posts: dict[tuple[str, datetime | None], list[Delivery]] = {}
    for one in deliveries:
        posts.setdefault((one.key.post, one.due), []).append(one)
    return list(posts.values())


def _of_going(
    snapshot: Snapshot, going: Sequence[object], day: date, lines: str, team: TeamMessages
) -> str:
    """Return what is told of that which nobody holds by itself."""
    if not going:
        return team.phrases.text("alarms.today-none", day=day)
    if (hold := snapshot.hold) is not None:
        resume = f"/{team.phrases.words('team.command.resume')[0]}"
        said = {"by": hold.by, "why": hold.reason, "resume": resume}
        return team.phrases.text("alarms.today-held", day=day, posts=lines, **said)
    return team.phrases.text("alarms.today", n=len(going), day=day, posts=lines)


def _lines(posts: Sequence[Sequence[Delivery]], zone: tzinfo, team: TeamMessages) -> str:
    lines = [_line(group, zone, team) for group in posts[:MOST]]
    if len(posts) > MOST:
        lines.append(team.phrases.text("team.late-more", n=len(posts) - MOST))
    return "\n".join(lines)


def _line(deliveries: Sequence[Delivery], zone: tzinfo, team: TeamMessages) -> str:
    """Return the line of one post: when, what, where, and what keeps it back."""
    phrases, first = team.phrases, deliveries[0]
    told = {
        "when": first.due.astimezone(zone).time() if first.due else "",
        "title": first.title,
        "post": first.key.post,
        "channels": ", ".join(dict.fromkeys(team.label(d.key.channel) for d in deliveries)),
    }
    line = phrases.text("alarms.today-post", **told)
    notes = dict.fromkeys(_note(one, team) for one in deliveries)
    return " — ".join([line, *filter(None, notes)])


def _note(delivery: Delivery, team: TeamMessages) -> str:
    if delivery.state is State.PLANNED:
        return ""
    if delivery.state is State.WAITING:
        return reason_of(delivery, team.phrases)
    return team.phrases.text(f"states.{delivery.state.value}")
