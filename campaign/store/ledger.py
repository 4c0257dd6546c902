"""The ledger port on a database."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, literal, update

from campaign.core.deliveries import Receipt
from campaign.core.errors import EnvironmentFailure
from campaign.core.life import Move
from campaign.core.reasons import OURSELVES
from campaign.ports.circuits import KeptIn
from campaign.store import (
    agenda,
    changes,
    circuits,
    claims,
    reading,
    revisions,
    settlements,
    standing,
)
from campaign.store.columns import Instant
from campaign.store.dialects import latest_of
from campaign.store.events import Author
from campaign.store.leases import Count, elapsed
from campaign.store.part import Part
from campaign.store.proofs import Proof, prove
from campaign.store.tables import CAMPAIGN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.reasons import Reason
    from campaign.ports.circuits import ChannelState, Hold, Pause, Stop
    from campaign.ports.claims import Claim, Need, Sought
    from campaign.ports.history import HistoryLine, Stray, TakenDown
    from campaign.ports.ledger import LedgerChange, Snapshot, Step
    from campaign.ports.messages import Message


class LedgerRows(Part):
    """One campaign's ledger; see :class:`campaign.ports.ledger.Ledger`."""

    async def snapshot(self) -> Snapshot:
        """Return everything that planning and status need."""
        return await self._read(reading.snapshot)

    async def near(self, since: datetime, until: datetime) -> Snapshot:
        """Return the same of what is due about now, or waits for a stopped channel."""
        return await self._read(partial(reading.near, since=since, until=until))

    async def delivery(self, number: int) -> Delivery | None:
        """Return one delivery by its ``id``, as it is now."""
        return await self._read(partial(reading.delivery, number=number))

    async def hold(self) -> Hold | None:
        """Return why everything is held now, if it is."""
        return await self._read(reading.hold)

    async def mark(self) -> tuple[int, int]:
        """Return the revision's number (0 for none) and how many facts there are."""
        return await self._read(reading.mark)

    async def unheard(self, once: Sequence[str]) -> frozenset[str]:
        """Return those of these ``dedupe`` values of which there is no message."""
        return await self._read(partial(standing.unheard, once=once)) if once else frozenset()

    async def apply(self, change: LedgerChange) -> None:
        """Write a whole decision, or nothing of it."""
        withdrawn = [step.delivery for step in change.steps if step.move is Move.WITHDRAW]
        if withdrawn:  # it is gone from its network: that must outlive this file
            gone = await self._read(partial(reading.receipts, deliveries=withdrawn))
            await self._database.bury(gone)
        await self._write(partial(changes.write_change, change=change))

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """Return the next instant at which something may have to be done."""
        return await self._read(partial(agenda.next_due, most=self._most, after=after))

    async def attention(self, now: datetime) -> Sequence[tuple[Delivery, Need]]:
        """Return what needs something beside being sent, and what that is."""
        cap = self._database.limits.attempts
        return await self._read(partial(agenda.attention, cap=cap, now=now))

    async def behind_plan(self) -> bool:
        """Tell whether something could be sent that the last whole plan did not cover."""
        return await self._read(agenda.behind_plan)

    async def late(
        self, now: datetime, since: datetime, channels: Sequence[str]
    ) -> Sequence[Delivery]:
        """Return what may go now and was due by ``since``, the earliest first."""
        lateness = agenda.Lateness(now, since, channels)
        return await self._read(partial(agenda.late, lateness=lateness, most=self._most))

    async def late_by_channel(
        self, now: datetime, since: datetime, channels: Sequence[str]
    ) -> Mapping[str, int]:
        """Return how many :meth:`late` returns of each channel that has some."""
        lateness = agenda.Lateness(now, since, channels)
        return await self._read(partial(agenda.late_by_channel, lateness=lateness, most=self._most))

    async def claim(self, now: datetime, owner: str, channel: str) -> Claim | None:
        """Take the delivery of a channel whose turn it is and that may go now."""
        await self._database.recover()
        limits = self._database.limits
        most = (limits.attempts, limits.per_hour)
        wish = claims.Wish(self._campaign_id, now, owner, channel, *most, limits.lease)
        return await self._database.writer.run_joint(claims.take, wish)

    async def spent(self, now: datetime, channels: Sequence[str]) -> Mapping[str, datetime]:
        """Return the channels on which something due waits, since enough was sent."""
        most = self._most
        return await self._read(partial(agenda.spent, now=now, channels=channels, most=most))

    async def rooms(self, channels: Sequence[str]) -> Mapping[str, datetime]:
        """Return since when, or from when on, channels have room for more within an hour."""
        return await self._read(partial(agenda.rooms, channels=channels, most=self._most))

    @property
    def _most(self) -> agenda.Most:
        limits = self._database.limits
        return agenda.Most(limits.attempts, limits.per_hour)

    async def renew(self, claim: Claim) -> float | None:
        """Keep the lease; return until when in elapsed seconds, ``None`` when it was lost."""
        seconds = self._database.limits.lease
        until = elapsed() + seconds  # counted from before it is asked for: it ends no later there
        kept = await self._database.writer.run(
            lambda connection: claims.renew(connection, claim, Count.of(connection).lease(seconds))
        )
        return until if kept else None

    async def let_leave(self, claim: Claim, now: datetime) -> float | None:
        """Do the same just before the first byte leaves; raises KeptIn where something is
        stopped that keeps it in.
        """
        seconds = self._database.limits.lease
        until = elapsed() + seconds
        is_open = await self._write(
            lambda connection, campaign_id: claims.let_leave(
                connection, campaign_id, claim, Count.of(connection).lease(seconds), now
            )
        )
        if is_open is False:
            raise KeptIn(claim.delivery.id)
        return until if is_open else None

    async def sought(self, delivery: Delivery) -> Sought | None:
        """Return what to look for on its network, ``None`` for a delivery without payload."""
        return await self._read(partial(claims.sought, delivery=delivery))

    async def settle(
        self,
        claim: Claim,
        step: Step,
        *,
        at: datetime | None = None,
        messages: Sequence[Message] = (),
        shut: Stop | Pause | None = None,
    ) -> None:
        """Record what came of an attempt.

        A publication that cannot be committed goes to the emergency journal instead, and
        counts as recorded.
        """
        settlement = settlements.Settlement(self._campaign_id, claim, step, at, messages, shut)
        try:
            await self._database.writer.run_joint(settlements.settle, settlement)
        except EnvironmentFailure as failed:
            receipt = step.changes.get("receipt")
            if step.move is not Move.PUBLISH or not isinstance(receipt, Receipt):
                raise
            await self._database.rescue(claim.delivery, receipt, step.by, step.reason, failed)

    async def prove(
        self, delivery: Delivery, receipt: Receipt, why: Reason, *, by: str, at: datetime
    ) -> Reason | None:
        """Record that a delivery is out, whatever was decided of it since.

        What cannot be committed goes to the emergency journal.
        """
        proof = Proof(delivery.id, delivery.fence, receipt, why)
        try:
            return await self._write(
                lambda connection, campaign_id: prove(
                    connection, Author(campaign_id, at, by), proof
                )
            )
        except EnvironmentFailure as failed:
            await self._database.rescue(delivery, receipt, by, why, failed)
            return None

    async def take_over(self, now: datetime) -> Sequence[Delivery]:
        """Turn every ``sending`` row whose lease ran out into ``unknown``."""
        await self._database.recover()
        return await self._write(
            lambda connection, campaign_id: settlements.take_over(
                connection, Author(campaign_id, now, OURSELVES), Count.of(connection)
            ),
        )

    async def until_lapse(self) -> float | None:
        """Return in how many seconds the next lease runs out; ``None`` where none runs."""
        return await self._read(agenda.until_lapse)

    async def shut(
        self, channel: str, how: Stop | Pause, *, seen: ChannelState | None = None
    ) -> bool:
        """Open a channel's circuit, or hold its account; tell whether it was done."""
        return await self._write(partial(circuits.shut, channel=channel, how=how, seen=seen))

    async def let_go(self, channel: str, seen: ChannelState) -> bool:
        """Close a circuit that is still as it was seen; tell whether it was."""
        return await self._write(partial(circuits.let_go, channel=channel, seen=seen))

    async def distrust(self) -> None:
        """Say that more is out than this ledger knows of: nothing leaves until it is trusted."""
        claims = latest_of(CAMPAIGN.c.claims, literal(1))
        statement = update(CAMPAIGN).where(CAMPAIGN.c.id == self._campaign_id)
        await self._execute(statement.values(trusted=False, claims=claims))

    async def taken_down(self) -> Sequence[TakenDown]:
        """Return what was ever taken down, also from a later copy of this ledger here."""
        return await self._database.buried()

    async def strays(self) -> Sequence[Stray]:
        """Return the proofs of which there is no post here, until a person has taken them away."""
        return await self._database.strays()

    async def is_trusted(self) -> bool:
        """Tell whether this ledger may publish."""
        return await self._read(reading.is_trusted)

    async def trust(self, now: datetime, unread: Collection[str] = ()) -> None:
        """Say that the networks were read back, except some channels: this ledger may publish."""
        had_forgotten = and_(CAMPAIGN.c.claims > 0, ~CAMPAIGN.c.trusted)
        read_back_at = case((had_forgotten, literal(now, Instant)), else_=CAMPAIGN.c.read_back_at)
        statement = update(CAMPAIGN).where(CAMPAIGN.c.id == self._campaign_id)
        left = " ".join(sorted(unread))
        await self._execute(statement.values(trusted=True, read_back_at=read_back_at, unread=left))
        await asyncio.to_thread(self._database.vouch)

    async def blob(self, sha256: str) -> bytes:
        """Return stored bytes; raises KeyError."""
        return await self._read(partial(reading.blob, sha256=sha256))

    async def revision_files(self, number: int | None = None) -> Mapping[str, bytes]:
        """Return the files of a revision (the last one by default), path to content."""
        return await self._read(
            partial(revisions.revision_contents, number=number, fetch=self._fetch)
        )

    def _fetch(self, sha256: str) -> bytes:
        """Return stored bytes, on this thread."""
        query = partial(reading.blob, campaign_id=self._campaign_id, sha256=sha256)
        return self._database.reader.now(query)

    async def revision_of(self, files: Mapping[str, str]) -> int | None:
        """Return the newest revision that holds just these files, path to SHA-256, if any does."""
        return await self._read(partial(revisions.revision_of, files=files))

    async def earlier(self, path: str, most: int) -> Sequence[bytes]:
        """Return what one file was in earlier revisions, each content once, the newest first."""
        return await self._read(partial(revisions.earlier_contents, path=path, most=most))

    async def history(self, key: str) -> Sequence[HistoryLine]:
        """Return the whole history of a key, oldest first."""
        return await self._read(partial(reading.history, key=key))

    async def close(self) -> None:
        """Finish what is under way and close."""
        await self._database.close()
