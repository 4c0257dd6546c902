"""The ports of the publisher with fuses at every boundary: there the process strikes itself.

The program itself knows nothing of it: what is struck is exactly what runs elsewhere.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import REPLANNABLE, State
from campaign.core.life import Move
from campaign.core.outcomes import Refused
from campaign.store.leases import elapsed
from scripts.chaos.cells import ANY
from scripts.chaos.fuses import STARVED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Payload
    from campaign.core.outcomes import ChannelSheet, Media, Outcome
    from campaign.ports.channels import Channel
    from campaign.ports.claims import Claim
    from campaign.ports.ledger import Ledger, LedgerChange
    from scripts.chaos.fuses import Fuses

SLOW = frozenset({"upload", "send"})
"""Networks take longer for what they keep than for what they show."""
EXPLAIN = ("before_explain", "during_explain", "after_explain")


@dataclass(slots=True)
class Scene:
    """What a worker is at on each channel, seen from outside: which look it is that it takes.

    Before it takes anything over it asks what the ledger may have forgotten, and between a
    claim and its sending whether that is out; after a refused repeat it asks whose that is.
    """

    began: bool = False
    looks: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    channels: dict[int, str] = field(default_factory=dict)

    def look_on(self, channel: str) -> str:
        """Return which kind of look is taken."""
        return self.looks.get(channel) or ("look" if self.began else "read_back")

    def remember(self, deliveries: Iterable[Delivery]) -> None:
        """Remember whose deliveries these are."""
        self.channels.update({one.id: one.key.channel for one in deliveries})


class CrashingLedger:
    """A ledger whose calls may be the last thing that the process does."""

    def __init__(self, ledger: Ledger, fuses: Fuses, scene: Scene, lease: float) -> None:
        self._ledger, self._fuses, self._scene = ledger, fuses, scene
        self._lease, self._kept = lease, dict[str, float]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def snapshot(self) -> Any:
        """Remember whose deliveries there are."""
        found = await self._ledger.snapshot()
        self._scene.remember(found.deliveries)
        return found

    async def attention(self, now: datetime) -> Any:
        """Remember whose deliveries there are."""
        found = await self._ledger.attention(now)
        self._scene.remember(delivery for delivery, _ in found)
        return found

    async def claim(self, now: datetime, owner: str, channel: str) -> Claim | None:
        """Pass ``claim``; what is claimed is looked for before it is sent."""
        self._fuses.passes("before_claim", channel)
        claim = await self._ledger.claim(now, owner, channel)
        if claim is not None:
            self._scene.looks[channel] = "read_back"
            self._scene.texts[channel] = claim.payload.text
            self._fuses.passes("after_claim", channel, claim.payload.text)
        return claim

    async def renew(self, claim: Claim) -> float | None:
        """Pass ``renew``."""
        return await self._keep(claim, self._ledger.renew(claim))

    async def let_leave(self, claim: Claim, now: datetime) -> float | None:
        """Pass ``renew``: it is the last one before the bytes leave."""
        return await self._keep(claim, self._ledger.let_leave(claim, now))

    async def _keep(self, claim: Claim, asked: Awaitable[float | None]) -> float | None:
        channel, text = claim.delivery.key.channel, claim.payload.text
        self._fuses.passes("before_renew", channel, text)
        self._note_if_starved(channel, text)
        begun = elapsed()
        if (kept := await asked) is not None:
            self._kept[channel] = begun
        self._fuses.passes("after_renew", channel, text)
        return kept

    async def settle(self, claim: Claim, *args: Any, **kwargs: Any) -> None:
        """Pass ``mark``."""
        channel, text = claim.delivery.key.channel, claim.payload.text
        self._scene.looks.pop(channel, None)
        self._note_if_starved(channel, text)
        self._kept.pop(channel, None)
        self._fuses.passes("before_mark", channel, text)
        await self._ledger.settle(claim, *args, **kwargs)
        self._fuses.passes("after_mark", channel, text)

    def _note_if_starved(self, channel: str, text: str) -> None:
        """Note where a lease that was kept before the sending ran out during it."""
        if elapsed() - self._kept.get(channel, elapsed()) > self._lease:
            self._fuses.note(STARVED, "during_send", channel, text)

    async def take_over(self, now: datetime) -> Any:
        """Pass ``take_over`` on each channel where there is something to take over."""
        self._scene.began = True
        if self._fuses.await_any("before_take_over"):
            for one in (await self._ledger.snapshot()).deliveries:
                if one.state is State.SENDING and (one.lease_until or 0) < elapsed():
                    self._fuses.passes("before_take_over", one.key.channel)
        taken = await self._ledger.take_over(now)
        self._scene.remember(taken)
        for one in taken:
            self._fuses.passes("after_take_over", one.key.channel)
        return taken

    async def apply(self, change: LedgerChange) -> None:
        """Pass ``decide``, or ``adopt`` where something is found to be out."""
        whose = [(step.move, self._scene.channels.get(step.delivery, ANY)) for step in change.steps]
        points = [("adopt" if move is Move.ADOPT else "decide", where) for move, where in whose]
        for what, where in points:
            self._fuses.passes(f"before_{what}", where)
        await self._ledger.apply(change)
        for what, where in points:
            self._fuses.passes(f"after_{what}", where)

    async def prove(self, delivery: Delivery, *args: Any, **kwargs: Any) -> Any:
        """Pass ``adopt`` where it was not known to be tried, ``decide`` of what may be out."""
        where = delivery.key.channel
        what = "adopt" if delivery.state in REPLANNABLE else "decide"
        self._fuses.passes(f"before_{what}", where)
        said = await self._ledger.prove(delivery, *args, **kwargs)
        self._fuses.passes(f"after_{what}", where)
        return said

    async def trust(self, *args: Any) -> None:
        """Pass ``trust``."""
        self._fuses.passes("before_trust")
        await self._ledger.trust(*args)
        self._fuses.passes("after_trust")


class CrashingChannel:
    """A channel whose calls may be the last thing that the process does.

    ``way`` is how many seconds away its network is for what it keeps: the emulated ones are
    nearer than any real one.
    """

    def __init__(self, channel: Channel, fuses: Fuses, scene: Scene, settling: float) -> None:
        self._channel, self._fuses, self._scene = channel, fuses, scene
        self._settling = settling
        self.way = 0.0

    @property
    def sheet(self) -> ChannelSheet:
        """The account's data sheet, with a shorter time to settle."""
        from dataclasses import replace  # noqa: PLC0415

        return replace(self._channel.sheet, settling=self._settling)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def upload(self, *args: Any) -> Any:
        """Pass ``upload``."""
        return await self._pass("upload", self._channel.upload, args, {})

    async def publish(self, payload: Payload, media: Sequence[Media], *args: Any) -> Outcome:
        """Pass ``send``. Where a refused repeat is awaited, somebody was quicker by an instant."""
        name = self.sheet.name
        if not media and self._fuses.await_any(*EXPLAIN, on=name):
            await self._channel.publish(payload, media, *args)
        self._scene.looks.pop(name, None)
        self._scene.texts[name] = payload.text
        sent = (payload, media, *args)
        outcome: Outcome = await self._pass("send", self._channel.publish, sent, {})
        if isinstance(outcome, Refused) and outcome.duplicate:
            self._scene.looks[name] = "explain"
        return outcome

    async def find(self, *args: Any, **kwargs: Any) -> Any:
        """Pass the look that it is."""
        look = self._scene.look_on(self.sheet.name)
        return await self._pass(look, self._channel.find, args, kwargs)

    async def _pass(self, what: str, call: Any, args: Any, kwargs: Any) -> Any:
        name = self.sheet.name
        text = self._scene.texts.get(name, "") if what in {"send", "upload"} else ""
        self._fuses.passes(f"before_{what}", name, text)
        way = self.way if what in SLOW else self.way / 5
        self._fuses.burns_during(f"during_{what}", name, text, 2 * way)
        await asyncio.sleep(way)
        answer = await call(*args, **kwargs)
        await asyncio.sleep(way)
        self._fuses.passes(f"after_{what}", name, text)
        return answer
