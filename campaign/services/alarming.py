"""What the team must hear of now: derived from the ledger, each thing with a lasting identity.

Nothing here remembers what was told. An alarm has the same ``once`` however often it is derived,
and the outbox takes each only once: so neither a restart nor a second program repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.deliveries import State, WaitKind
from campaign.core.generations import at_hand
from campaign.core.kept_back import calls_off, is_kept_back
from campaign.core.lateness import is_over, kept_waiting
from campaign.core.proofs import is_unwanted
from campaign.core.reasons import (
    BY_WORD,
    EXPIRED_UNSENT,
    EXPIRED_UNTRUE,
    LEFT_TO_A_PERSON,
    Reason,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from campaign.core.deliveries import Delivery, Wait
    from campaign.ports.ledger import Snapshot

DAY = timedelta(hours=24)
HOURS = timedelta(hours=2)
NOT_SENT = timedelta(minutes=2)
"""How long after its time a post is late enough for an alarm."""
LONG = timedelta(minutes=15)
"""How long a post may wait for its network, which asked for that, before the team hears of it."""
DOUBT = timedelta(minutes=10)
"""How long the program looks for a post that may be out before the team hears of it."""


class Cause(StrEnum):
    """Why the team is called: the sentences are ``alarms.<cause>``."""

    FACT = "fact"
    APPROVAL = "approval"
    DRAFT = "draft"
    MENDING = "mending"
    LATE = "late"
    WAITS = "waits"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNREAD = "unread"
    STOPPED = "stopped"
    UNKNOWN = "unknown"
    UNKNOWN_CANCELLED = "unknown-cancelled"
    UNKNOWN_KEPT = "unknown-kept"
    PERSON = "person"
    ACCOUNT = "account"
    UNWANTED = "unwanted"
    KEPT = "kept"
    OVERTAKEN = "overtaken"


class Stage(StrEnum):
    """How near the time of a post is that lacks something."""

    DAY = "day"
    HOURS = "hours"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One cause, and the deliveries that it concerns in the order of their times.

    ``what`` is the fact, role or channel; ``once`` tells this occasion from every other.
    """

    cause: Cause
    what: str
    deliveries: tuple[Delivery, ...]
    once: str
    stage: Stage | None = None

    @property
    def as_long(self) -> Mapping[str, Sequence[int] | Sequence[str]]:
        """Return as long as what it is true; of thousands the first have to do."""
        numbers = [delivery.id for delivery in self.deliveries[:_LOOKED_AT]]
        return {"deliveries": numbers, "states": sorted(_TRUE_OF.get(self.cause, _NOT_OUT))}


def alarms(
    snapshot: Snapshot, zone: tzinfo, now: datetime, enough: Collection[str] = ()
) -> tuple[Alarm, ...]:
    """Return what is alarming at ``now`` (UTC); on the channels ``enough`` a known limit holds
    what is due.
    """
    going = still_going(snapshot, now)
    return (
        *_missing(going, zone, now),
        *stopped(snapshot, going),
        *stuck(snapshot, going, now, enough),
        *_kept(going, now),
        *_expired(snapshot),
        *_refused(snapshot),
        *unwanted(snapshot),
        *_overtaken(snapshot),
    )


def still_going(snapshot: Snapshot, now: datetime) -> list[Delivery]:
    """Return what may still go out and has a time, by that."""
    newest = at_hand(snapshot.deliveries).values()
    return sorted(
        (d for d in newest if d.is_open and d.due is not None and not is_over(d.expires, now)),
        key=lambda d: (d.due, d.id),
    )


def stuck(
    snapshot: Snapshot, going: Sequence[Delivery], now: datetime, enough: Collection[str]
) -> Iterator[Alarm]:
    """Yield what is due and did not go out, or perhaps did."""
    yield from _late(snapshot, going, now, enough)
    yield from _waits(snapshot, going, now)
    yield from _unknown(going, now)


def stage_of(due: datetime, now: datetime) -> Stage | None:
    """Return how near a time is, the nearest stage; ``None`` while nothing is to be said."""
    if due > now:
        left = due - now
        if left <= HOURS:
            return Stage.HOURS
        return Stage.DAY if left <= DAY else None
    return Stage.PASSED if now - due >= NOT_SENT else None


def _missing(going: Sequence[Delivery], zone: tzinfo, now: datetime) -> Iterator[Alarm]:
    """Yield one alarm for what posts of one day lack, then for those of one hour.

    Once one post of a day or hour is near enough, all of it that lack the same are named.
    """
    near: dict[tuple[Wait, Stage, str], None] = {}
    slots: dict[tuple[Wait, str], list[Delivery]] = {}
    for one in going:
        if one.state is not State.WAITING or one.due is None:
            continue
        stage, day, hour = stage_of(one.due, now), _day(one.due, zone), _hour(one.due)
        for wait in one.waits:
            if stage is not None:
                near[wait, stage, day if stage is Stage.DAY else hour] = None
            slots.setdefault((wait, day), []).append(one)
            slots.setdefault((wait, hour), []).append(one)
    for wait, stage, slot in near:
        once = f"alarm:{wait.kind}:{wait.what}:{stage}:{slot}"
        concerned = tuple(slots[wait, slot])
        yield Alarm(CAUSES[wait.kind], wait.what, concerned, once, stage)


CAUSES = {
    WaitKind.FACT: Cause.FACT,
    WaitKind.APPROVAL: Cause.APPROVAL,
    WaitKind.DRAFT: Cause.DRAFT,
    WaitKind.MENDING: Cause.MENDING,
}


def _day(due: datetime, zone: tzinfo) -> str:
    """Return the campaign's day whose posts are told of together."""
    return due.astimezone(zone).date().isoformat()


def _hour(due: datetime) -> str:
    """Return the hour whose posts are told of together: one of UTC, which no clock change
    repeats.
    """
    return due.isoformat(timespec="hours")[: len("2031-05-13T14")]


def stopped(snapshot: Snapshot, going: Sequence[Delivery]) -> Iterator[Alarm]:
    """Yield the channels that take nothing, as far as something waits for them.

    A channel that somebody let go on, and that is stopped again, is told of again.
    """
    for name, state in snapshot.channels.items():
        waits = tuple(d for d in going if d.key.channel == name and d.state in TO_SEND)
        if state.stopped is not None and waits:
            once = f"alarm:stopped:{name}:{state.stopped}:{state.stops}"
            yield Alarm(Cause.STOPPED, name, waits, once)


def unwanted(snapshot: Snapshot) -> Iterator[Alarm]:
    """Yield each post that is out though it was no longer to go out, of any generation."""
    for one in snapshot.deliveries:
        if one.state is State.PUBLISHED and is_unwanted(Reason.stored(one.reason)):
            once = f"alarm:{Cause.UNWANTED}:{one.id}"  # it gets there once
            yield Alarm(Cause.UNWANTED, one.key.channel, (one,), once)


def _kept(going: Sequence[Delivery], now: datetime) -> Iterator[Alarm]:
    """Yield what was left to the team and expires soon, the parts of a thread together."""
    expiring = [d for d in going if d.expires is not None and d.expires - now <= HOURS]
    left = [
        d
        for d in expiring
        if d.state is State.HELD and Reason.stored(d.reason).id in LEFT_TO_A_PERSON
    ]
    yield from together(Cause.KEPT, left, lambda d: f"{d.key.post}/{d.key.channel}")


def _overtaken(snapshot: Snapshot) -> Iterator[Alarm]:
    """Yield each post that went out though everything had been stopped: it was on its way."""
    hold = snapshot.hold
    for one in snapshot.deliveries if hold is not None else ():
        by_word = Reason.stored(one.reason).id in BY_WORD  # its time is when that was said
        out = one.receipt if one.state is State.PUBLISHED and not by_word else None
        if hold is not None and out is not None and out.at >= hold.at:
            once = f"alarm:{Cause.OVERTAKEN}:{one.id}"
            yield Alarm(Cause.OVERTAKEN, one.key.channel, (one,), once)


TO_SEND = frozenset({State.PLANNED, State.RETRY, State.PAUSED})
_NOT_OUT = TO_SEND | {State.SENDING}
"""States of which it is true that a post is not out, also while it is tried."""
_TRUE_OF = {
    **dict.fromkeys(CAUSES.values(), frozenset({State.WAITING})),
    **dict.fromkeys(
        (Cause.UNKNOWN, Cause.UNKNOWN_CANCELLED, Cause.UNKNOWN_KEPT), frozenset({State.UNKNOWN})
    ),
    **dict.fromkeys((Cause.UNWANTED, Cause.OVERTAKEN), frozenset({State.PUBLISHED})),
    Cause.KEPT: frozenset({State.HELD}),
    Cause.EXPIRED: frozenset({State.EXPIRED}),
    Cause.REFUSED: frozenset({State.REFUSED}),
}
_LOOKED_AT = 200


def _late(
    snapshot: Snapshot, going: Sequence[Delivery], now: datetime, enough: Collection[str]
) -> Iterator[Alarm]:
    """Yield what is due and not sent, for no reason that the team knows of."""
    if snapshot.hold is not None:
        return
    known = {*enough, *(n for n, s in snapshot.channels.items() if s.is_shut(now))}
    out = _last_out(snapshot)
    late = [
        d
        for d in foremost(going)
        if d.state in TO_SEND and d.key.channel not in known and _waited(d, out, now) >= NOT_SENT
    ]
    if not snapshot.trusted:
        yield from together(Cause.UNREAD, late, lambda _: "")
    else:
        yield from together(Cause.LATE, late, channel_of)


def _waits(snapshot: Snapshot, going: Sequence[Delivery], now: datetime) -> Iterator[Alarm]:
    """Yield the channels whose network asked for a wait that is long, or outlasts a post: once a
    day, and once more where a post is found that expires meanwhile.
    """
    if snapshot.hold is not None or not snapshot.trusted:
        return
    first, out = [d for d in foremost(going) if d.state in TO_SEND], _last_out(snapshot)
    for name, state in snapshot.channels.items():
        until = state.hold_until
        if state.stopped is not None or until is None or until <= now:
            continue
        kept = [d for d in first if d.key.channel == name and d.due is not None and d.due <= until]
        ends = any(is_over(d.expires, until) for d in kept)
        if ends or any(_waited(d, out, until) >= LONG for d in kept):
            once = f"alarm:{Cause.WAITS}:{name}:{kept[0].id}:{until:%Y%m%d}{':ends' * ends}"
            yield Alarm(Cause.WAITS, name, tuple(kept), once)


def _expired(snapshot: Snapshot) -> Iterator[Alarm]:
    """Yield what expired though it lacked nothing, as long as nobody keeps everything back; what
    ended at the same moment on one channel is told together.
    """
    groups: dict[tuple[str, datetime | None], list[Delivery]] = {}
    newest = at_hand(snapshot.deliveries).values() if snapshot.hold is None else ()
    for one in foremost(d for d in newest if d.state is State.EXPIRED):
        if Reason.stored(one.reason).id in {EXPIRED_UNSENT, EXPIRED_UNTRUE}:
            groups.setdefault((one.key.channel, one.expires), []).append(one)
    for (name, _), group in groups.items():
        once = f"alarm:{Cause.EXPIRED}:{group[0].id}"  # it gets there once
        yield Alarm(Cause.EXPIRED, name, tuple(group), once)


def _refused(snapshot: Snapshot) -> Iterator[Alarm]:
    """Yield each post that its network refused, once for each time that it did."""
    for one in at_hand(snapshot.deliveries).values():
        if one.state is State.REFUSED:
            once = f"alarm:{Cause.REFUSED}:{one.id}:{one.fence}"
            yield Alarm(Cause.REFUSED, one.key.channel, (one,), once)


def _unknown(going: Sequence[Delivery], now: datetime) -> Iterator[Alarm]:
    """Yield what may be out, by what comes of it if it is not."""
    doubtful: dict[Cause, list[Delivery]] = {}
    for one in going:
        if one.state is State.UNKNOWN and kept_waiting(one, now) >= DOUBT:
            doubtful.setdefault(_doubt_of(one), []).append(one)
    for cause, those in doubtful.items():
        yield from together(cause, those, channel_of)


def _doubt_of(one: Delivery) -> Cause:
    if calls_off(Reason.stored(one.reason)):
        return Cause.UNKNOWN_CANCELLED
    return Cause.UNKNOWN_KEPT if is_kept_back(one) else Cause.UNKNOWN


def foremost(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return of each thread the first of these parts, for which the others wait, in their order."""
    first: dict[tuple[str, str], Delivery] = {}
    for one in deliveries:
        known = first.setdefault(one.key.thread, one)
        if one.key.part < known.key.part:
            first[one.key.thread] = one
    return [*first.values()]


def has_rest(snapshot: Snapshot, one: Delivery) -> bool:
    """Tell whether a thread goes on after this part."""
    thread, part = one.key.thread, one.key.part
    return any(d.key.thread == thread and d.key.part > part for d in snapshot.deliveries)


def _last_out(snapshot: Snapshot) -> Mapping[tuple[str, str], datetime]:
    """Return when the last part of each thread came out."""
    last: dict[tuple[str, str], datetime] = {}
    for one in snapshot.deliveries:
        if one.state is State.PUBLISHED and one.receipt is not None:
            thread = one.key.thread
            last[thread] = max(last.get(thread, one.receipt.at), one.receipt.at)
    return last


def _waited(one: Delivery, out: Mapping[tuple[str, str], datetime], now: datetime) -> timedelta:
    """Return for how long a part could have gone out and did not: it follows the one before."""
    waited = kept_waiting(one, now)
    before = out.get(one.key.thread) if one.key.part > 1 else None
    return waited if before is None else min(waited, now - before)


def channel_of(delivery: Delivery) -> str:
    """Return the channel's name."""
    return delivery.key.channel


def together(
    cause: Cause, deliveries: Sequence[Delivery], by: Callable[[Delivery], str]
) -> Iterator[Alarm]:
    """Yield one alarm for each value of ``by``; the first delivery tells its occasion."""
    groups: dict[str, list[Delivery]] = {}
    for one in deliveries:
        groups.setdefault(by(one), []).append(one)
    for what, group in groups.items():
        first = group[0]
        once = f"alarm:{cause}:{what}:{first.id}:{first.due:%Y%m%dT%H%M}"
        yield Alarm(cause, what, tuple(group), once)
