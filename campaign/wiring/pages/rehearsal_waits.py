"""What waited and why: what never went out, and what went out once it was complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.generations import counting
from campaign.wiring.pages.showing import OUT
from campaign.wiring.pages.telling import capital, wait_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Wait
    from campaign.ports.history import HistoryLine
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
class Came:
    """Something that came: when, what it is of, and the posts that had waited for it."""

    at: str
    subject: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What posts waited for until it came, of one kind: their number, and each arrival."""

    lack: str
    count: int
    arrivals: tuple[Came, ...]


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
    newest = counting(rehearsed.deliveries).values()
    left = [d for d in newest if d.state not in OUT and d.state is not State.SUPERSEDED]
    out = [d for d in newest if d.state in OUT]
    groups: dict[tuple[State, str], list[Delivery]] = {}
    for delivery in sorted(left, key=_urgency):
        reason = "; ".join(teller.why(delivery)) or _planned_later(delivery, teller)
        groups.setdefault((delivery.state, reason), []).append(delivery)
    return Waits(
        tuple(
            Group(state.value, teller.state(state), capital(reason), _posts(found, teller, places))
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
        subject=teller.about(first.subject),
        channels=", ".join(names),
        due=teller.moment(first.due) if first.due else teller.say("wait.undated"),
        anchor=places.anchor(first),
    )


def _resolved(
    rehearsed: Rehearsed,
    published: Iterable[Delivery],
    teller: Teller,
) -> Iterator[Resolved]:
    """Yield what was waited for and came, by kind, in the order in which it came."""
    found: dict[tuple[datetime, Wait], dict[Delivery, None]] = {}
    for delivery in published:
        for until, wait in _stretches(rehearsed.histories.get(str(delivery.key), ())):
            found.setdefault((until, wait), {})[delivery] = None
    kinds: dict[str, list[tuple[Came, int]]] = {}
    for (until, wait), waited in sorted(found.items(), key=lambda one: one[0][0]):
        lack, subject = teller.lack(wait)
        names = dict.fromkeys(_name(delivery, teller) for delivery in waited)
        came = Came(teller.moment(until), subject, tuple(names))
        kinds.setdefault(lack, []).append((came, len(waited)))
    for lack, arrivals in kinds.items():
        count = sum(n for _, n in arrivals)
        yield Resolved(capital(lack), count, tuple(came for came, _ in arrivals))


def _name(delivery: Delivery, teller: Teller) -> str:
    subject = teller.about(delivery.subject)
    return f"{delivery.title} · {subject}" if subject else delivery.title


def _stretches(lines: Iterable[HistoryLine]) -> Iterator[tuple[datetime, Wait]]:
    """Yield each thing that a delivery waited for, with the instant at which it came."""
    wait: Wait | None = None
    for line in lines:
        if line.state is State.SUPERSEDED:
            continue
        now = wait_of(line.reason) if line.state is State.WAITING else None
        if wait is not None and now != wait:
            yield line.at, wait
        wait = now
