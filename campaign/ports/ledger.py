"""The ledger: the truth about what is planned, what was sent and what followers saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from campaign.core.deliveries import Late
from campaign.core.reasons import OURSELVES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Key, Payload, Receipt, State, Wait
    from campaign.core.facts import Fact
    from campaign.core.files import Content
    from campaign.core.life import Move
    from campaign.core.reasons import Reason
    from campaign.ports.circuits import ChannelState, Hold, Pause, Stop
    from campaign.ports.claims import Claim, Need, Sought
    from campaign.ports.history import HistoryLine, Stray, TakenDown
    from campaign.ports.messages import Message
    from campaign.ports.vacancies import Vacancy


class Stale(Exception):
    """Somebody else changed the row meanwhile: read again and decide again."""


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A row to insert: a generation of a key.

    ``asked`` when a person wants another generation of a key that was published: without
    it, a published generation blocks every other.
    """

    key: Key
    generation: int
    entry: str
    title: str
    subject: str | None
    state: State
    due: datetime | None
    local: str | None
    expires: datetime | None
    payload: Payload | None
    inputs: str
    waits: tuple[Wait, ...] = ()
    approver: str | None = None
    reason: Reason | None = None
    late: Late = Late.AWAKE
    files: tuple[str, ...] = ()
    approved_by: str | None = None
    asked: bool = False
    countdown: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A move of one delivery, valid only if its fence is still ``fence``.

    ``changes`` are columns of the row that change with it: ``due``, ``local``,
    ``expires``, ``payload``, ``inputs``, ``waits``, ``approver``, ``approved_by``,
    ``title``, ``receipt``, ``not_before``, ``ready_at``, ``files``, ``late``, ``countdown``,
    ``asked``.
    ``move`` is ``None`` where only columns change. ``by`` is whoever makes the change, where it
    does not say. ``counts`` tells of what came of a try that it counts against the tries, although
    its move does not.
    """

    delivery: int
    fence: int
    move: Move | None
    reason: Reason | None = None
    by: str = OURSELVES
    changes: Mapping[str, object] = field(default_factory=dict)
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which payload, in which role."""

    key: str
    generation: int
    payload_hash: str
    who: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One loaded state of programme and calendar; ``files`` maps path to SHA-256."""

    number: int
    loaded_at: datetime
    loaded_by: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WholePlan:
    """A plan of everything, made from a snapshot with the plan number ``after``.

    ``beyond`` are the open deliveries that it could not change, because they were on their
    way: what is left of them afterwards must be planned again.
    """

    after: int
    beyond: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """Everything that one decision changes, written in one transaction or not at all.

    ``whole`` is set where it comes from a plan of everything. Several steps of one delivery
    follow each other, each with the next fence. ``resume`` ends the hold and closes the
    circuits of all channels. ``vacancies`` are settled after everything else. ``blobs`` are media
    type and content by their SHA-256; those that are not stored yet are read one by one.
    """

    at: datetime
    by: str
    insert: Sequence[NewDelivery] = ()
    steps: Sequence[Step] = ()
    revision_files: Mapping[str, str] | None = None
    blobs: Mapping[str, tuple[str, Content]] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    approvals: Sequence[Approval] = ()
    messages: Sequence[Message] = ()
    vacancies: Sequence[Vacancy] = ()
    hold: Hold | None = None
    resume: bool = False
    whole: WholePlan | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the ledger says now.

    ``forgetful`` tells that more was once sent than this copy of the ledger knows of, and
    that the networks were not read back since; ``unread`` are the channels that could not be
    read back with the others. ``plan`` is the number of the last whole plan.
    """

    revision: Revision | None
    deliveries: tuple[Delivery, ...]
    facts: tuple[Fact, ...]
    hold: Hold | None
    channels: Mapping[str, ChannelState]
    trusted: bool
    forgetful: bool = False
    plan: int = 0
    unread: frozenset[str] = frozenset()


class Ledger(Protocol):
    """One campaign's ledger. Every method is one transaction."""

    async def snapshot(self) -> Snapshot:
        """Return everything that planning and status need."""
        ...

    async def near(self, since: datetime, until: datetime) -> Snapshot:
        """Return the same without facts and payloads, and of the deliveries only those due from
        ``since`` to ``until``, the open ones that were due before, what waits for a stopped
        channel, what is out though it was no longer to go out, and what expired since, or came
        ready since and was refused.
        """
        ...

    async def delivery(self, number: int) -> Delivery | None:
        """Return one delivery by its ``id``, as it is now; ``None`` where there is none."""
        ...

    async def hold(self) -> Hold | None:
        """Return why everything is held now, if it is."""
        ...

    async def mark(self) -> tuple[int, int]:
        """Return the revision's number (0 for none) and how many facts there are.

        As long as both are the same, the programme is.
        """
        ...

    async def unheard(self, once: Sequence[str]) -> frozenset[str]:
        """Return those of these ``dedupe`` values of which there is no message, sent or waiting."""
        ...

    async def apply(self, change: LedgerChange) -> None:
        """Write a whole decision; raises :class:`Stale` (nothing written) if a fence moved, or
        if everything was planned anew meanwhile, and FileChanged if a blob is not what it was.
        """
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """Return the next instant at which something may have to be done, in UTC.

        With ``after``, the first one later than that: once everything that is due was done,
        what is left over from before waits for something else than time.
        """
        ...

    async def claim(self, now: datetime, owner: str, channel: str) -> Claim | None:
        """Take the delivery of a channel whose turn it is and that may go now, with its attempt.

        What is on time (:data:`~campaign.core.lateness.LATE`) goes before what is late: the
        earliest of the one, the newest of the other.

        What the last whole plan did not cover, because it was on its way then, may not go:
        it is planned again first (:meth:`behind_plan`).
        """
        ...

    async def behind_plan(self) -> bool:
        """Tell whether something could be sent that the last whole plan did not cover."""
        ...

    async def spent(self, now: datetime, channels: Sequence[str]) -> Mapping[str, datetime]:
        """Return the channels by which as much as may be was sent within an hour and something due
        waits only for that, with when the next one may go.
        """
        ...

    async def rooms(self, channels: Sequence[str]) -> Mapping[str, datetime]:
        """Return since when, or from when on, more may be sent on a channel as far as its hour has
        room; nothing for one whose hour was never full.
        """
        ...

    async def renew(self, claim: Claim) -> float | None:
        """Keep the lease; return until when it surely holds, in the seconds of
        :meth:`~campaign.ports.clock.Clock.elapsed`, or ``None`` when it was lost.
        """
        ...

    async def let_leave(self, claim: Claim, now: datetime) -> float | None:
        """Do the same just before the first byte leaves, at ``now`` (calendar time, in UTC).

        Raises:
            KeptIn: where something was stopped since it was claimed that keeps it in.
        """
        ...

    async def settle(
        self,
        claim: Claim,
        step: Step,
        *,
        at: datetime | None = None,
        messages: Sequence[Message] = (),
        shut: Stop | Pause | None = None,
    ) -> None:
        """Record what came of an attempt; see :data:`~campaign.core.life.SPENDING` for what
        counts against the tries. Raises :class:`Stale`.

        ``at`` is when (calendar time); by default the receipt's time, or the claim's.
        ``messages`` are stored, and its channel is ``shut``, with it or not at all.
        """
        ...

    async def prove(
        self, delivery: Delivery, receipt: Receipt, why: Reason, *, by: str, at: datetime
    ) -> Reason | None:
        """Record that a delivery is out, whatever was decided of it since it was read or taken;
        ``at`` is when (calendar time).

        A later generation of its key that is not out yet is left to a person. Returns why it
        counts as published: ``why``, or that it was no longer to go out; ``None`` where nothing
        was recorded now: it was before, or taken down, or what cannot be committed is kept
        elsewhere, and recorded when that works again.
        """
        ...

    async def sought(self, delivery: Delivery) -> Sought | None:
        """Return what to look for on its network, ``None`` for a delivery without payload."""
        ...

    async def take_over(self, now: datetime) -> Sequence[Delivery]:
        """Turn every ``sending`` row whose lease ran out into ``unknown``, and return them."""
        ...

    async def until_lapse(self) -> float | None:
        """Return in how many seconds the next lease runs out, unless it is kept until then;
        ``None`` where none runs.
        """
        ...

    async def attention(self, now: datetime) -> Sequence[tuple[Delivery, Need]]:
        """Return what needs something beside being sent, and what that is."""
        ...

    async def late(
        self, now: datetime, since: datetime, channels: Sequence[str]
    ) -> Sequence[Delivery]:
        """Return what was due on some channels by ``since`` and may go now, or as soon as the
        pause after a failed try is over or everything was planned again; the earliest first, all
        without payloads, without what may go at any hour and the later parts of threads.
        """
        ...

    async def late_by_channel(
        self, now: datetime, since: datetime, channels: Sequence[str]
    ) -> Mapping[str, int]:
        """Return how many :meth:`late` returns of each channel that has some."""
        ...

    async def shut(
        self, channel: str, how: Stop | Pause, *, seen: ChannelState | None = None
    ) -> bool:
        """Open a channel's circuit, or hold its account: one leaves the other as it is.

        With ``seen`` only where its circuit is still as it was seen; tell whether it was done.
        """
        ...

    async def let_go(self, channel: str, seen: ChannelState) -> bool:
        """Close a channel's circuit, unless it is no longer as it was ``seen``: somebody may have
        opened it for another reason meanwhile. Tell whether it was done.
        """
        ...

    async def distrust(self) -> None:
        """Say that more is out than this ledger knows of: nothing leaves until it is trusted."""
        ...

    async def taken_down(self) -> Sequence[TakenDown]:
        """Return what was ever taken down, also from a later copy of this ledger here."""
        ...

    async def strays(self) -> Sequence[Stray]:
        """Return the proofs of which there is no post here, until a person has taken them away."""
        ...

    async def is_trusted(self) -> bool:
        """Tell whether this ledger may publish."""
        ...

    async def trust(self, now: datetime, unread: Collection[str] = ()) -> None:
        """Say that the networks were read back, except some channels: this ledger may publish.

        Where it had forgotten something, claims tell since when it is trusted again.
        """
        ...

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes; raises KeyError."""
        ...

    async def revision_files(self, number: int | None = None) -> Mapping[str, bytes]:
        """Return the files of a revision (the last one by default), path to content.

        Large ones are read when they are looked at.
        """
        ...

    async def revision_of(self, files: Mapping[str, str]) -> int | None:
        """Return the newest revision that holds just these files, path to SHA-256, if any does."""
        ...

    async def earlier(self, path: str, most: int) -> Sequence[bytes]:
        """Return what one file was in earlier revisions, each content once, the newest first.

        What it is now is not among them.
        """
        ...

    async def history(self, key: str) -> Sequence[HistoryLine]:
        """Return the whole history of a key, oldest first."""
        ...

    async def close(self) -> None:
        """Finish what is under way and close."""
        ...
