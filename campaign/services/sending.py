"""Sending one claimed delivery, and recording what came of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import EnvironmentFailure, PregoneroError
from campaign.core.life import Move
from campaign.core.outcomes import (
    Lost,
    Media,
    NotSent,
    Outcome,
    Published,
    Refused,
    Stopped,
    of_upload,
)
from campaign.core.own_words import own_words
from campaign.core.reasons import because
from campaign.ports.circuits import KeptIn, Pause, Stop
from campaign.ports.leave import leaving_while
from campaign.ports.ledger import Stale
from campaign.services.settling import Settling
from campaign.services.stretches import Stretch
from campaign.services.under_way import CutShort, NotBegun

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Key
    from campaign.ports.claims import Claim
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Step
    from campaign.ports.messages import Message
    from campaign.services.reach import Reach
    from campaign.services.reconciling import Reconciler
    from campaign.services.remembering import Memory

log = logging.getLogger(__name__)

_MORE_TRIES = 2
"""How often more it is tried to record what came of a sending."""


@dataclass(slots=True)
class _Held:
    """The lease of one sending: ``until`` in elapsed seconds, ``None`` where it was lost.

    Before ``may_be_out`` certainly nothing has left.
    """

    clock: Clock
    until: float | None = None
    may_be_out: bool = False

    def __call__(self) -> bool:
        """Tell whether it holds now."""
        return self.until is not None and self.clock.elapsed() < self.until


class Sender:
    """Sends what was claimed, under its lease, and not what is out already."""

    def __init__(self, reach: Reach, memory: Memory, reconciler: Reconciler) -> None:
        self._reach = reach
        self._ledger = reach.ledger
        self._memory = memory
        self._reconciler = reconciler

    async def send(self, claim: Claim) -> None:
        """Send a delivery once. Nothing is recorded where the lease was lost before.

        What fails before the first byte is recorded as not sent, and raised then. A mistake of
        ours counts as a try: the next one would fail likewise.
        """
        stretch, held, failed = Stretch.begin(self._reach.clock), _Held(self._reach.clock), None
        renewal = asyncio.create_task(self._renew(claim, held))
        try:
            outcome = await self._tried(claim, held)
        except Exception as mistake:
            if held.may_be_out:
                raise
            ours = not isinstance(mistake, PregoneroError)
            outcome, failed = NotSent(own_words("failed-before"), counts=ours), mistake
        finally:
            renewal.cancel()
            await asyncio.wait([renewal])
        if outcome is not None:
            await self._record(claim, _as_waits(outcome, stretch), stretch.now())
        if failed is not None:
            raise failed

    async def _tried(self, claim: Claim, held: _Held) -> Outcome | None:
        """Publish, as far as that is possible before the program is to end."""
        try:
            return await self._reach.under_way.run(self._publish(claim, held))
        except CutShort:
            if held.may_be_out:
                return Lost(own_words("stopped-waiting"))
            return NotSent(own_words("stopped-before"))
        except NotBegun:
            return NotSent(own_words("stopped-before"))
        except KeptIn:
            return NotSent(own_words("kept-in"))

    async def _publish(self, claim: Claim, held: _Held) -> Outcome | None:
        """Upload and publish; ``None`` when the lease was lost before a byte left."""
        known = await self._memory.known_before(claim)
        if known is not None:
            return known
        channel = self._reach.channels[claim.delivery.key.channel]
        images = claim.payload.images
        contents = {image.sha256: await self._ledger.blob(image.sha256) for image in images}
        media: list[Media] = []
        for image in images:
            uploaded = await channel.upload(image, contents[image.sha256])
            if not isinstance(uploaded, Media):
                return of_upload(uploaded)
            media.append(uploaded)
        known = await self._reconciler.known_before(claim)  # now: a key may die during uploads
        if known is not None:
            return known
        held.until = await self._ledger.let_leave(claim, self._reach.clock.now())
        if held.until is None:
            return None
        held.may_be_out = True
        with leaving_while(held):
            outcome = await channel.publish(claim.payload, media, contents, claim.idempotency_key)
        if isinstance(outcome, Refused) and outcome.duplicate:
            return await self._reconciler.explain(claim, outcome)
        return outcome

    async def _renew(self, claim: Claim, held: _Held) -> None:
        """Keep the lease until cancelled, or lost; whatever fails meanwhile changes no outcome."""
        while True:
            await asyncio.sleep(self._reach.patience.renew)
            try:
                held.until = await self._ledger.renew(claim)
            except EnvironmentFailure as failed:
                log.warning("the lease of %s was not renewed: %s", claim.delivery.key, failed)
            except Exception:
                log.exception("the lease of %s was not renewed", claim.delivery.key)
            else:
                if held.until is None:
                    return

    async def _record(self, claim: Claim, outcome: Outcome, now: datetime) -> None:
        name = claim.delivery.key.channel
        settling = self._reach.channels[name].sheet.settling
        steps = Settling(self._reach.owner, now, settling, self._reach.patience.backoff)
        step = steps.step(claim, outcome)
        messages = self._for_the_team(claim, step) if step.move is Move.ASK else ()
        shut = _shut(outcome)
        settle = partial(self._ledger.settle, claim, step, at=now, messages=messages, shut=shut)
        try:
            await self._insist(claim.delivery.key, settle)
            settled = True
        except Stale:
            settled = False
            if isinstance(outcome, Published):
                await self._reach.prove(claim.delivery, outcome.receipt, because("found"))
            if shut is not None:  # the account is the same, whoever has the delivery now
                await self._ledger.shut(name, shut)
        if isinstance(outcome, Stopped):
            stopped = f"run.stopped-{outcome.why}"
            self._reach.colleagues.tell(stopped, channels=(name,), words=outcome.words)
        if settled:  # last: what is only told keeps nothing from being noted
            await self._reach.report(claim.delivery, outcome)

    async def _insist(self, key: Key, record: Callable[[], Awaitable[None]]) -> None:
        """Record what came of a try.

        What the ledger cannot take is tried again for about as long as the lease lasts: else what
        certainly never left would be looked for, or asked about, as what may be out.
        """
        for _ in range(_MORE_TRIES):
            try:
                return await record()
            except EnvironmentFailure as failed:
                if self._reach.under_way.ending:
                    raise
                log.warning("what came of %s was not recorded: %s", key, failed)
            await asyncio.sleep(self._reach.patience.renew)
        return await record()

    def _for_the_team(self, claim: Claim, step: Step) -> Sequence[Message]:
        """Return the message with which a person publishes by hand, or says whether it is out, if
        there is a team chat.
        """
        why = None if step.reason is None else step.reason.to_json()
        asked = replace(claim.delivery, state=State.NEEDS_PERSON, reason=why)
        message = self._reach.colleagues.tell_team(asked)
        return () if message is None else (message,)


def _as_waits(outcome: Outcome, stretch: Stretch) -> Outcome:
    """Return the outcome with the wait that the network asked for, whatever the calendar did."""
    if not isinstance(outcome, NotSent) or outcome.hold_until is None:
        return outcome
    return replace(outcome, hold_until=outcome.hold_until - stretch.jumped())


def _shut(outcome: Outcome) -> Stop | Pause | None:
    """Return how an outcome shuts its channel, if it does."""
    if isinstance(outcome, Stopped):
        return Stop(outcome.why, outcome.words)
    if isinstance(outcome, NotSent) and outcome.hold_until is not None:
        return Pause(outcome.hold_until)
    return None
