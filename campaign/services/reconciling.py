"""Finding out what became of a delivery that may or may not be out."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.life import Move
from campaign.core.outcomes import Certainty, Outcome, Published, Refused
from campaign.core.reasons import Reason, because
from campaign.ports.channels import CannotTell

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.services.reach import Reach

LOOKS_UNTIL_NOT_SENT = 2
"""How often an unknown delivery is looked for before it counts as not sent."""


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Asks the networks, and where they cannot tell, a person."""

    reach: Reach

    async def reconcile(self, delivery: Delivery) -> int:
        """Find out about an unknown delivery; return 0 where its channel is not here."""
        channel = self.reach.channels.get(delivery.key.channel)
        if channel is None:
            return 0
        if channel.sheet.certainty is Certainty.EXACT:
            await self.reach.move(delivery, Move.FAIL, because("same-key-again"))
        else:
            await self._look(delivery, channel.sheet)
        return 1

    async def explain(self, delivery: Delivery, refused: Refused) -> Outcome:
        """Return what a refused text is that the network has already: ours, if we find it."""
        with contextlib.suppress(LookupError):
            found = await self.reach.find(delivery)
            if found is not None:
                return Published(found)
        return refused

    async def _look(self, delivery: Delivery, sheet: ChannelSheet) -> None:
        try:
            found = await self.reach.find(delivery)
        except CannotTell:
            await self.reach.ask(delivery, because("cannot-know"))
            return
        except LookupError as away:
            await self._wait(delivery, sheet.settling, because("unknown", words=str(away)))
            return
        if found is not None:
            await self.reach.move(delivery, Move.PUBLISH, because("found"), receipt=found)
        else:
            await self._look_again(delivery, sheet.settling)

    async def _look_again(self, delivery: Delivery, settling: float) -> None:
        reason = Reason.from_json(delivery.reason) if delivery.reason else because("unknown")
        looks = int(reason.params.get("looks", "0")) + 1
        if looks >= LOOKS_UNTIL_NOT_SENT:
            await self.reach.move(delivery, Move.FAIL, because("not-found", looks=looks))
            return
        again = because("unknown", words=reason.params.get("words", ""), looks=looks)
        await self._wait(delivery, settling, again)

    async def _wait(self, delivery: Delivery, seconds: float, reason: Reason) -> None:
        """Leave it unknown, and look at it again in so many seconds."""
        later = self.reach.clock.now() + timedelta(seconds=seconds)
        await self.reach.move(delivery, None, reason, not_before=later)
