"""The publisher: sends what is due, once; and finds out about what it does not know."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import EnvironmentFailure
from campaign.core.life import Move
from campaign.core.outcomes import (
    Certainty,
    Handed,
    Lost,
    Media,
    NotSent,
    Outcome,
    Published,
    Refused,
    Stopped,
    of_upload,
)
from campaign.core.reasons import PREVIOUS_PART, Reason, because
from campaign.ports.ledger import ChannelState, LedgerChange, Stale, Step
from campaign.services.policy import Others, Policy
from campaign.services.quiet import LATE, put_off, quiet_until
from campaign.services.remembering import drafted_anew, may_be_out, overdue
from campaign.services.settling import Settling
from campaign.services.under_way import CutShort, UnderWay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Receipt
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Claim, Ledger, Message, Snapshot

log = logging.getLogger(__name__)

LOOKS_UNTIL_NOT_SENT = 2
"""How often an unknown delivery is looked for before it counts as not sent."""


class Publisher:
    """Works through what is due."""

    def __init__(
        self,
        ledger: Ledger,
        channels: Mapping[str, Channel],
        clock: Clock,
        owner: str,
        others: Others | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.ledger = ledger
        self.channels = channels
        self.clock = clock
        self.owner = owner
        self.others = others or Others()
        self.policy = policy or Policy()
        self._trusted = False
        self._warned = False
        self._restored: datetime | None = None
        self._under_way = UnderWay()

    async def work(self) -> int:
        """Do everything that can be done now; return how many things were done."""
        if not await self._is_trusted():
            return 0
        done = len(await self.ledger.take_over(self.clock.now()))
        for delivery in await self.ledger.attention(self.clock.now()):
            if self._under_way.ending:
                return done
            done += await self._attend(delivery)
        await self._keep_the_night()
        done += await self._all_channels()
        return done + await self._catch_up()

    async def _catch_up(self) -> int:
        """Plan again what came back after everything was planned: it is not sent before.

        Last, so that a folder that cannot be planned now keeps nothing else from going out.
        """
        if self._under_way.ending or not await self.ledger.behind_plan():
            return 0
        await self.others.replan()
        return 1

    async def _keep_the_night(self) -> None:
        """Let what missed its time wait while the campaign wants quiet."""
        now = self.clock.now()
        late = await self.ledger.late(now, now - LATE)
        campaign = await self.others.campaign() if late else None
        end = quiet_until(campaign, now) if campaign else None
        if campaign is None or end is None:
            return
        steps = list(put_off(campaign, late, end, self.owner))
        with contextlib.suppress(Stale):
            await self.ledger.apply(LedgerChange(now, self.owner, steps=steps))

    async def stop(self, patience: float) -> None:
        """Begin nothing more; what is being sent gets ``patience`` seconds, then it is unknown.

        Returns when the networks are left alone; :meth:`work` then ends by itself.
        """
        await self._under_way.end(patience)

    async def _is_trusted(self) -> bool:
        """Nothing leaves before the networks were read back, once per process."""
        if not self._trusted:
            snapshot = await self.ledger.snapshot()
            trusted = snapshot.trusted and not await self._has_forgotten(snapshot)
            self._trusted = trusted or await self.earn_trust()
        return self._trusted

    async def _has_forgotten(self, snapshot: Snapshot) -> bool:
        """Tell whether an account shows what was never tried here: a disk was set back whole.

        Nothing on the disk can tell that. What is overdue when the program starts is looked
        for where that is possible, the newest first; one post is enough.
        """
        for delivery in overdue(snapshot, self.channels, self.clock.now()):
            with contextlib.suppress(LookupError):
                if await self._find(delivery) is not None:
                    log.warning("%s is out, and the ledger does not know of it", delivery.key)
                    await self.ledger.distrust()
                    return True
        return False

    async def _all_channels(self) -> int:
        """Send what is due everywhere; a failure on one channel ends no other channel's work."""
        work = (self._channel(name) for name in self.channels)
        done = await asyncio.gather(*work, return_exceptions=True)
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed
        return sum(n for n in done if isinstance(n, int))

    async def _channel(self, name: str) -> int:
        """Send what is due on one channel, one after the other."""
        done = 0
        while not self._under_way.ending:
            claim = await self.ledger.claim(self.clock.now(), self.owner, [name])
            if claim is None:
                break
            await self._send(claim)
            done += 1
        return done

    async def _send(self, claim: Claim) -> None:
        channel = self.channels[claim.delivery.key.channel]
        renewal = asyncio.create_task(self._renew(claim))
        try:
            outcome = await self._under_way.run(self._publish(channel, claim))
        except CutShort:
            outcome = Lost("stopped before the answer came")
        finally:
            renewal.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewal
        if outcome is not None:
            await self._record(claim, outcome)

    async def _publish(self, channel: Channel, claim: Claim) -> Outcome | None:
        """Upload and publish; ``None`` when the lease was lost before a byte left."""
        known = await self._known_before(channel.sheet, claim)
        if known is not None:
            return known
        images = claim.payload.images
        contents = {image.sha256: await self.ledger.blob(image.sha256) for image in images}
        media: list[Media] = []
        for image in images:
            uploaded = await channel.upload(image, contents[image.sha256])
            if not isinstance(uploaded, Media):
                return of_upload(uploaded)
            media.append(uploaded)
        if not await self.ledger.renew(claim):
            return None
        return await channel.publish(claim.payload, media, contents, claim.idempotency_key)

    async def _known_before(self, sheet: ChannelSheet, claim: Claim) -> Outcome | None:
        """Return what is known of a post that a restored ledger may have forgotten."""
        restored, doubt = self._restored, timedelta(seconds=self.policy.doubt)
        if restored is None or self.clock.now() > restored + doubt:
            return None
        if sheet.can_look:
            return await self._out_already(claim.delivery, restored)
        return Lost("made anew after a copy was put back") if drafted_anew(claim) else None

    async def _out_already(self, delivery: Delivery, restored: datetime) -> Outcome | None:
        """Return what the network shows of a post that may have been forgotten."""
        since = restored - timedelta(seconds=self.policy.forgotten)
        try:
            found = await self._find(delivery, since)
        except LookupError as away:
            return NotSent(str(away))
        return None if found is None else Published(found)

    async def _renew(self, claim: Claim) -> None:
        """Keep the lease until cancelled; a ledger that fails meanwhile changes no outcome."""
        while True:
            await asyncio.sleep(self.policy.renew)
            try:
                await self.ledger.renew(claim)
            except EnvironmentFailure as failed:
                log.warning("the lease of %s was not renewed: %s", claim.delivery.key, failed)

    async def _record(self, claim: Claim, outcome: Outcome) -> None:
        if isinstance(outcome, Refused) and outcome.duplicate:
            outcome = await self._explain_duplicate(claim, outcome)
        settling = self.channels[claim.delivery.key.channel].sheet.settling
        now = self.clock.now()
        step = Settling(self.owner, now, settling, self.policy.patience).step(claim, outcome)
        handed = isinstance(outcome, Handed)
        told = _if_any(self.others.tell_team(claim.delivery)) if handed else ()
        try:
            await self.ledger.settle(claim, step, at=now, messages=told)
        except Stale:
            await self._tell_who_took_over(claim, outcome)
        name = claim.delivery.key.channel
        if isinstance(outcome, Stopped):
            stopped = ChannelState(name, outcome.why, outcome.words)
            await self.ledger.set_channel(stopped)
        elif isinstance(outcome, NotSent) and outcome.hold_until is not None:
            await self.ledger.set_channel(ChannelState(name, hold_until=outcome.hold_until))

    async def _tell_who_took_over(self, claim: Claim, outcome: Outcome) -> None:
        """We lost the lease meanwhile and the row is unknown: if it is out, say where."""
        if not isinstance(outcome, Published):
            return
        for delivery in (await self.ledger.snapshot()).deliveries:
            if delivery.id == claim.delivery.id and delivery.state is State.UNKNOWN:
                reason = because("found")
                await self._apply(delivery, Move.PUBLISH, reason, receipt=outcome.receipt)

    async def _explain_duplicate(self, claim: Claim, refused: Refused) -> Outcome:
        """The network has this text already: by us, if we find it among our posts."""
        with contextlib.suppress(LookupError):
            found = await self._find(claim.delivery)
            if found is not None:
                return Published(found)
        return refused

    async def _attend(self, delivery: Delivery) -> int:
        """Do what a delivery needs beside sending; return how many things were done."""
        now = self.clock.now()
        if delivery.state is State.UNKNOWN:
            return await self._reconcile(delivery)
        if delivery.expires is not None and delivery.expires <= now:
            reason = because("expired")
            if delivery.waits:
                lacking = delivery.waits[0]
                reason = because("expired-waiting", kind=lacking.kind, what=lacking.what)
            await self._apply(delivery, Move.EXPIRE, reason)
            return 1
        if delivery.attempts and delivery.state in {State.RETRY, State.PLANNED}:
            await self._ask(delivery, because("too-many-tries", attempts=delivery.attempts))
            return 1
        if delivery.key.part > 1:
            await self._apply(delivery, Move.CANCEL, because(PREVIOUS_PART))
            return 1
        return 0

    async def _reconcile(self, delivery: Delivery) -> int:
        """Find out about an unknown delivery; return 0 where its channel is not here."""
        channel = self.channels.get(delivery.key.channel)
        if channel is None:
            return 0
        if channel.sheet.certainty is Certainty.EXACT:
            await self._apply(delivery, Move.FAIL, because("same-key-again"))
        else:
            await self._look(delivery, channel.sheet)
        return 1

    async def _look(self, delivery: Delivery, sheet: ChannelSheet) -> None:
        try:
            found = await self._find(delivery)
        except LookupError as away:
            await self._cannot_know(delivery, sheet, str(away))
            return
        if found is not None:
            await self._apply(delivery, Move.PUBLISH, because("found"), receipt=found)
        else:
            await self._look_again(delivery, sheet.settling)

    async def _cannot_know(self, delivery: Delivery, sheet: ChannelSheet, words: str) -> None:
        """Some channels never tell: ask a person. Another is away: look later."""
        if not sheet.can_look:
            await self._ask(delivery, because("cannot-know"))
            return
        later = self.clock.now() + timedelta(seconds=sheet.settling)
        await self._apply(delivery, None, because("unknown", words=words), not_before=later)

    async def _look_again(self, delivery: Delivery, settling: float) -> None:
        reason = Reason.from_json(delivery.reason) if delivery.reason else because("unknown")
        looks = int(reason.params.get("looks", "0")) + 1
        if looks >= LOOKS_UNTIL_NOT_SENT:
            await self._apply(delivery, Move.FAIL, because("not-found", looks=looks))
            return
        later = self.clock.now() + timedelta(seconds=settling)
        again = because("unknown", words=reason.params.get("words", ""), looks=looks)
        await self._apply(delivery, None, again, not_before=later)

    async def _find(self, delivery: Delivery, since: datetime | None = None) -> Receipt | None:
        """Look for a delivery among our posts; raises LookupError when one cannot know."""
        channel = self.channels[delivery.key.channel]
        sought = await self.ledger.sought(delivery)
        if sought is None:
            return None
        due = delivery.due or self.clock.now()
        since = since or due - timedelta(seconds=self.policy.look_back)
        try:
            return await self._under_way.run(channel.find(sought.payload, since, sought.known))
        except CutShort:
            raise LookupError(delivery.key.channel) from None

    async def earn_trust(self) -> bool:
        """Read back what a new or restored ledger may have forgotten, before anything leaves.

        Returns ``False`` while a network that could tell is away.
        """
        now = self.clock.now()
        snapshot = await self.ledger.snapshot()
        for delivery in snapshot.deliveries:
            channel = self.channels.get(delivery.key.channel)
            if channel is None and not snapshot.forgetful:
                continue
            # An account that is not connected here can tell nothing now: ask a person.
            blind = channel is None or not channel.sheet.can_look
            if snapshot.forgetful and blind:
                await self._keep_back(delivery, now)
            if may_be_out(delivery, now) and not await self._read_back(delivery, blind=blind):
                return False
        if snapshot.forgetful:
            self._restored = now
        await self.ledger.trust()
        return True

    async def _read_back(self, delivery: Delivery, *, blind: bool) -> bool:
        """Adopt a delivery that is out already; ``False`` when its network cannot be asked now."""
        try:
            found = await self._find(delivery)
        except LookupError as away:
            if not blind:
                self._say_why(delivery, away)
                return False
            await self._ask(delivery, because("restored-cannot-know"))
            return True
        if found is not None:
            await self._apply(delivery, Move.ADOPT, because("adopted"), receipt=found)
        return not self._under_way.ending

    def _say_why(self, delivery: Delivery, away: LookupError) -> None:
        """Log once why nothing leaves, so that the queue is not silent."""
        if not self._warned:
            name = delivery.key.channel
            log.warning("nothing is sent before %s has been read back: %s", name, away)
        self._warned = True

    async def _keep_back(self, delivery: Delivery, now: datetime) -> None:
        """Hold what may have gone out with a fact that this ledger has forgotten."""
        due = delivery.due or now
        if delivery.state is State.WAITING and delivery.payload is None and due <= now:
            await self._apply(delivery, Move.HOLD, because("restored-waiting"))

    async def _ask(self, delivery: Delivery, reason: Reason) -> None:
        message = self.others.tell_team(delivery)
        await self._apply(delivery, Move.ASK, reason, message=message)

    async def _apply(
        self,
        delivery: Delivery,
        move: Move | None,
        reason: Reason,
        *,
        message: Message | None = None,
        **changes: object,
    ) -> None:
        step = Step(delivery.id, delivery.fence, move, reason, self.owner, changes)
        told = _if_any(message)
        change = LedgerChange(self.clock.now(), self.owner, steps=[step], messages=told)
        with contextlib.suppress(Stale):
            await self.ledger.apply(change)


def _if_any(message: Message | None) -> tuple[Message, ...]:
    return () if message is None else (message,)
