"""Finding out what became of a delivery that may or may not be out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.kept_back import still_wanting, wanted
from campaign.core.life import Move
from campaign.core.outcomes import Lost, NotSent, Outcome, Published, Refused
from campaign.core.reasons import Reason, because
from campaign.ports.channels import CannotTell
from campaign.services.stretches import Stretch

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.claims import Claim
    from campaign.services.reach import Reach


LOOKS = 2
"""How often in vain what a person held or cancelled meanwhile is looked for: nothing repeats it."""


def has_settled(delivery: Delivery) -> bool:
    """Tell whether an unknown delivery had time to appear, so that a look in vain counts.

    What was taken over is looked for at once: whoever had it may have died just now, or long ago.
    """
    return delivery.not_before is not None


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Asks the networks, and where they cannot tell, a person."""

    reach: Reach

    async def reconcile(self, delivery: Delivery) -> None:
        """Find out about an unknown delivery of a channel that is connected here."""
        sheet = self.reach.channels[delivery.key.channel].sheet
        stretch = Stretch.begin(self.reach.clock)
        try:
            found = await self.reach.find(delivery)
        except CannotTell as never:
            await self.reach.ask(delivery, because(never.why))
            return
        except LookupError as away:
            later = stretch.now() + timedelta(seconds=sheet.settling)
            await self._wait(delivery, later, because("unknown", words=str(away)))
            return
        if found is not None:
            await self.reach.prove(delivery, found, because("found"))
            await self.reach.report(delivery, Published(found))
        else:
            await self._look_again(delivery, sheet, stretch)

    async def known_before(self, claim: Claim) -> Outcome | None:
        """Return what the network shows of a repeat that it may not know by its key any more."""
        sheet, begun = self.reach.channels[claim.delivery.key.channel].sheet, claim.payload.at
        age = timedelta() if begun is None else self.reach.clock.now() - begun
        if sheet.key_life is None or age < sheet.key_life:
            return None
        try:
            found = await self.reach.find(claim.delivery)
        except LookupError as away:
            return NotSent(str(away))
        return None if found is None else Published(found)

    async def explain(self, claim: Claim, refused: Refused) -> Outcome:
        """Return what a refused text is that the network has already: ours, if we find it.

        It may be ours also where one cannot look, and where an earlier try may be out and only
        is not shown yet: that is looked for later, and not refused for good.
        """
        try:
            found = await self.reach.find(claim.delivery)
        except LookupError:
            return Lost(refused.words)
        if found is not None:
            return Published(found)
        tried_before = claim.delivery.attempts > 1
        return Lost(refused.words) if tried_before else refused

    async def _age(self, delivery: Delivery) -> timedelta:
        """Return how long ago it may have gone out first; for ever, if no try is known."""
        sought = await self.reach.ledger.sought(delivery)
        begun = sought.payload.at if sought else None
        return timedelta.max if begun is None else self.reach.clock.now() - begun

    async def _look_again(self, delivery: Delivery, sheet: ChannelSheet, stretch: Stretch) -> None:
        reason = Reason.from_json(delivery.reason) if delivery.reason else because("unknown")
        looks, kept = int(reason.params.get("looks", "0")) + has_settled(delivery), wanted(delivery)
        least = sheet.looks_before_repeat(await self._age(delivery)) if kept is None else LOOKS
        if looks >= least:
            keyed = because("same-key-again")
            reason = because("not-found", looks=looks) if looks > 1 else keyed
            await self.reach.move(delivery, Move.FAIL, reason, then=kept)
            return
        again = because("unknown", words=reason.params.get("words", ""), looks=looks)
        await self._wait(delivery, stretch.now() + timedelta(seconds=sheet.settling), again)

    async def _wait(self, delivery: Delivery, later: datetime, reason: Reason) -> None:
        """Leave it unknown, and look at it again then."""
        await self.reach.move(delivery, None, still_wanting(reason, delivery), not_before=later)
