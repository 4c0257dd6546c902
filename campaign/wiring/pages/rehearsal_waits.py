"""What waited and why: what never went out, and what went out once it was complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.services.planning import newest_generations
from campaign.wiring.pages.showing import OUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import HistoryLine
    from campaign.wiring.pages.rehearsed import Rehearsed
    from campaign.wiring.pages.showing import Places
    from campaign.wiring.pages.telling import Teller


@dataclass(frozen=True, slots=True)
class Waiting:
    """One post that did not go out: on which channels, and when it would have been due.

    ``anchor`` leads to it in the timeline, if it is there.
    """

    title: str
    subject: str
    channels: str
    due: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that stayed behind for the same reason."""

    state: str
    state_word: str
    reason: str
    posts: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Something that posts waited for until it came: since when, until when, how many."""

    reason: str
    until: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """What stayed behind, by reason; and what was waited for and came."""

    groups: tuple[Group, ...]
    resolved: tuple[Resolved, ...]


def waits(
    rehearsed: Rehearsed,
    teller: Teller,
    places: Places,
) -> Waits:
    """Return what waited, the worst first."""
    newest = newest_generations(rehearsed.deliveries).values()
    left = [d for d in newest if d.state not in OUT and d.state is not State.SUPERSEDED]
    out = [d for d in newest if d.state in OUT]
    groups: dict[tuple[State, str], list[Delivery]] = {}
    for delivery in sorted(left, key=_urgency):
        reason = "; ".join(teller.why(delivery)) or _planned_later(delivery, teller)
        groups.setdefault((delivery.state, reason), []).append(delivery)
    return Waits(
        tuple(
            Group(state.value, teller.state(state), reason, _posts(found, teller, places))
            for (state, reason), found in groups.items()
        ),
        tuple(_resolved(rehearsed, out, teller)),
    )


_ORDER = (State.NEEDS_PERSON, State.UNKNOWN, State.REFUSED, State.PAUSED, State.RETRY, State.HELD)


def _urgency(delivery: Delivery) -> int:
    return _ORDER.index(delivery.state) if delivery.state in _ORDER else len(_ORDER)


def _planned_later(delivery: Delivery, teller: Teller) -> str:
    return teller.say("wait.later") if delivery.state is State.PLANNED else ""


def _posts(
    deliveries: Iterable[Delivery],
    teller: Teller,
    places: Places,
) -> tuple[Waiting, ...]:
    by_post: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        by_post.setdefault(delivery.key.post, []).append(delivery)
    return tuple(_waiting(found, teller, places) for found in by_post.values())


def _waiting(
    found: list[Delivery],
    teller: Teller,
    places: Places,
) -> Waiting:
    first = found[0]
    names = dict.fromkeys(places.label(delivery) for delivery in found)
    return Waiting(
        title=first.title,
        subject=teller.subject(first.subject),
        channels=", ".join(names),
        due=teller.moment(first.due) if first.due else teller.say("wait.undated"),
        anchor=places.anchor(first),
    )


def _resolved(
    rehearsed: Rehearsed,
    published: Iterable[Delivery],
    teller: Teller,
) -> Iterable[Resolved]:
    """Yield what was waited for and came, in the order in which it came."""
    found: dict[tuple[datetime, str], dict[str, None]] = {}
    for delivery in published:
        name = _name(delivery, teller)
        for until, reason in _stretches(rehearsed.histories.get(str(delivery.key), ()), teller):
            found.setdefault((until, reason), {})[name] = None
    for (until, reason), names in sorted(found.items()):
        yield Resolved(reason, teller.moment(until), tuple(names))


def _name(delivery: Delivery, teller: Teller) -> str:
    subject = teller.subject(delivery.subject)
    return f"{delivery.title} · {subject}" if subject else delivery.title


def _stretches(
    lines: Iterable[HistoryLine],
    teller: Teller,
) -> Iterable[tuple[datetime, str]]:
    """Yield each reason for which a delivery waited, with the instant at which it ended."""
    reason = ""
    for line in lines:
        if line.state is State.SUPERSEDED:
            continue
        now = teller.reason(line.reason) if line.state is State.WAITING else ""
        if reason and now != reason:
            yield line.at, reason
        reason = now
