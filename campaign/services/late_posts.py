"""What missed its time: a person decides on much of it at once, little of it waits for the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.generations import at_hand
from campaign.core.lateness import LATE, kept_waiting
from campaign.core.life import Move
from campaign.core.reasons import LATE_TOGETHER, Reason, because
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services.anew import decide_anew
from campaign.services.quiet import put_off, quiet_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.ports.ledger import Snapshot
    from campaign.services.patience import Patience
    from campaign.services.reach import Reach

MINUTE = timedelta(minutes=1)


def too_many(
    late: Sequence[Delivery], now: datetime, patience: Patience, rooms: Mapping[str, datetime]
) -> tuple[Sequence[Delivery], Sequence[Delivery]]:
    """Part what is late into what a person is asked about, and what goes by itself.

    As long as its channel's hour was full, nothing was kept waiting by anything else; ``rooms``
    tell since when there is room.
    """
    longest = timedelta(seconds=patience.ask_after)
    ready = [d for d in late if now - rooms.get(d.key.channel, now - longest) >= longest]
    waited = [d for d in ready if kept_waiting(d, now) >= longest]
    if len({d.key.post for d in waited}) < patience.ask_from:
        return (), late
    asked = {d.id for d in waited}
    return waited, [d for d in late if d.id not in asked]


def held_as_late(snapshot: Snapshot) -> list[Delivery]:
    """Return what missed its time together with others and waits for the team."""
    return [
        delivery
        for delivery in at_hand(snapshot.deliveries).values()
        if delivery.state is State.HELD and Reason.stored(delivery.reason).id == LATE_TOGETHER
    ]


class LatePosts:
    """Sees to it that followers get no flood of what missed its time.

    After an outage, a general hold or a stopped account the team decides on all of it in one
    go. One or two late posts go out by themselves, but not in the campaign's quiet hours.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    async def look(self) -> bool:
        """Hold what is too much at once, and let the rest wait while the campaign wants quiet.

        Tells whether that is settled: where the ledger changed each time, nothing that is late may
        go before another look.
        """
        try:
            asked = await decide_anew(self._reach.ledger, self._decide)
        except Stale:
            return False
        if asked:
            n = len({d.key.post for d in asked})
            self._reach.colleagues.tell("run.late", n=n, minutes=self._longest // MINUTE)
        return True

    @property
    def _longest(self) -> timedelta:
        return timedelta(seconds=self._reach.patience.ask_after)

    async def _decide(self) -> tuple[LedgerChange | None, Sequence[Delivery]]:
        """Return what is to be written, if anything, and what the team is asked about."""
        now, ledger = self._reach.clock.now(), self._reach.ledger
        late = await ledger.late_by_channel(now, now - LATE, tuple(self._reach.channels))
        if not late:
            return None, ()
        rooms = await ledger.rooms(sorted(late))
        full = {name: room for name, room in rooms.items() if room > now}
        asked, steps = await self._part(sorted(late.keys() - full.keys()), rooms, now)
        if full:
            waits = await ledger.late(now, now - LATE, sorted(full))
            steps += self._wait_for_the_hour(waits, full, now)
        message = self._reach.colleagues.tell_late(asked, self._longest) if asked else None
        messages = () if message is None else (message,)
        change = LedgerChange(now, self._reach.owner, steps=steps, messages=messages)
        return (change if steps else None), asked

    async def _part(
        self, channels: Sequence[str], rooms: Mapping[str, datetime], now: datetime
    ) -> tuple[Sequence[Delivery], list[Step]]:
        """Return what the team is asked about of these channels, and the steps of all of it.

        By day only that is looked at about which somebody might be asked.
        """
        campaign = await self._reach.colleagues.campaign()
        quiet = quiet_until(campaign, now) if campaign else None
        patient = timedelta() if quiet else self._longest
        late = await self._reach.ledger.late(now, now - max(LATE, patient), channels)
        asked, rest = too_many(late, now, self._reach.patience, rooms)
        steps = [*self._hold(asked)]
        if campaign is not None and quiet is not None:
            going = [d for d in rest if d.not_before is None or d.not_before <= now]
            steps += put_off(campaign, going, quiet, self._reach.owner)
        return asked, steps

    def _wait_for_the_hour(
        self, waits: Sequence[Delivery], enough: Mapping[str, datetime], now: datetime
    ) -> Iterator[Step]:
        """Note that these wait for nothing but their turn: so far nobody need be asked."""
        for one in waits:
            until = enough[one.key.channel]
            if one.ready_at is None or one.ready_at <= now:
                local = until.astimezone(datetime.fromisoformat(one.local or "").tzinfo)
                reason = because("enough", until=f"{local:%H:%M}")
                changes = {"ready_at": until}
                yield Step(one.id, one.fence, None, reason, self._reach.owner, changes)

    def _hold(self, asked: Sequence[Delivery]) -> Iterator[Step]:
        reason = because(LATE_TOGETHER)
        return (Step(d.id, d.fence, Move.HOLD, reason, self._reach.owner) for d in asked)
