"""What the publisher can reach: the ledger, the networks, and those who plan and decide."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import PregoneroError
from campaign.core.kept_back import still_wanting
from campaign.core.lateness import late_by, span
from campaign.core.life import Move
from campaign.core.outcomes import Doubted, Handed, Lost, NotSent, Outcome, Published, Refused
from campaign.core.own_words import own_words
from campaign.core.proofs import is_unwanted, told_as
from campaign.ports.channels import CannotTell
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.services.mishaps import Mishaps
from campaign.services.patience import Patience
from campaign.services.under_way import CutShort, NotBegun, UnderWay

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Receipt
    from campaign.core.reasons import Reason
    from campaign.core.settings import Campaign
    from campaign.ports.channels import Channel, Look
    from campaign.ports.claims import Sought
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger
    from campaign.ports.messages import Message


_REPORTED = {Refused: "refused", NotSent: "not-sent", Lost: "lost"}


def _tell_nobody(_message_id: str, **_params: object) -> None:
    """Say nothing: nobody sits at a terminal."""


async def _no_replan() -> None:
    """Leave everything as it is planned."""


async def _no_rules() -> None:
    """Know no campaign, and so no hours in which nothing is to go out."""


async def _no_programme(_subject: str) -> None:
    """Know no panel, and so none that is still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    """Whom the publisher asks for what is not its own.

    ``tell_team`` makes the message about a post that a person has to look after, ``tell_late``
    the one about many that missed their time by at least so long. ``replan`` plans the loaded
    revision again. ``campaign`` gives the loaded campaign's rules. ``tell`` says to the person
    at the terminal what keeps posts from going out: a message id and its values; ``report``
    likewise what came of each try. ``begins`` gives the start of what a post is about, by its id.
    """

    tell_team: Callable[[Delivery], Message | None] = lambda _: None
    tell_late: Callable[[Sequence[Delivery], timedelta], Message | None] = lambda *_: None
    replan: Callable[[], Awaitable[object]] = _no_replan
    campaign: Callable[[], Awaitable[Campaign | None]] = _no_rules
    tell: Callable[..., None] = _tell_nobody
    begins: Callable[[str], Awaitable[datetime | None]] = _no_programme
    report: Callable[..., None] = _tell_nobody


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one publisher works. ``owner`` is its name in leases and in the history."""

    ledger: Ledger
    channels: Mapping[str, Channel]
    clock: Clock
    owner: str
    colleagues: Colleagues = field(default_factory=Colleagues)
    patience: Patience = field(default_factory=Patience)
    under_way: UnderWay = field(default_factory=UnderWay)
    mishaps: Mishaps = field(default_factory=Mishaps)

    def can_look(self, channel: str) -> bool:
        """Tell whether a channel is connected here, and its own posts can be read."""
        return channel in self.channels and self.channels[channel].sheet.can_look

    async def find(
        self, delivery: Delivery, since: datetime | None = None, look: Look | None = None
    ) -> Receipt | None:
        """Look for a delivery among our posts, as a part of ``look`` if there are several.

        Raises:
            CannotTell: where nobody but a person can look: a blind channel, or one that is not
                connected here.
            LookupError: when one cannot know now, also where that is a mistake of ours.
        """
        channel = self.channels.get(delivery.key.channel)
        if channel is None:
            raise CannotTell(own_words("cannot-look"))
        sought = await self.ledger.sought(delivery)
        if sought is None:
            return None
        since = since or self._since(delivery, sought)
        key, looking = sought.idempotency_key, f"looking at {delivery.key.channel}"
        try:
            found = await self.under_way.run(
                channel.find(sought.payload, since, sought.known, idempotency_key=key, look=look)
            )
        except (CutShort, NotBegun):
            raise LookupError(own_words("stopped-waiting")) from None
        except (LookupError, PregoneroError):
            raise
        except Exception as failed:
            self.mishaps.log(looking, failed, self.clock.elapsed())
            raise LookupError(own_words("look-failed")) from failed
        self.mishaps.over(looking)
        return found

    def _since(self, delivery: Delivery, sought: Sought) -> datetime:
        """Return since when a delivery may be out: it may have been moved after the first try."""
        earliest = delivery.due or self.clock.now()
        if sought.payload.at is not None:
            earliest = min(earliest, sought.payload.at)
        return earliest - timedelta(seconds=self.patience.look_back)

    async def report(self, delivery: Delivery, outcome: Outcome) -> None:
        """Say to the person at the terminal what came of a try, in a line.

        What stops a whole channel is said by itself.
        """
        match outcome:
            case Published(receipt):
                message, told = "run.published", {"url": receipt.url or ""}
                if (late := late_by(delivery, receipt.at)) is not None:
                    message, told = "run.published-late", {**told, "late": span(late)}
            case Refused(words) | NotSent(words) | Lost(words):
                message, told = f"run.{_REPORTED[type(outcome)]}", {"words": words}
            case Handed():
                message, told = "run.handed", {}
            case Doubted():
                message, told = "run.asked", {}
            case _:
                return
        await self._line(delivery, message, told)

    async def _line(self, delivery: Delivery, message: str, told: Mapping[str, str]) -> None:
        campaign, name = await self.colleagues.campaign(), delivery.key.channel
        at = self.clock.now().astimezone(campaign.zone if campaign else UTC)
        label = self.channels[name].sheet.label if name in self.channels else name
        what = {"at": at, "channel": label, "title": delivery.title, "key": delivery.key}
        self.colleagues.report(message, **what, **told)

    async def ask(self, delivery: Delivery, reason: Reason) -> None:
        """Leave a delivery to a person, and tell the team and whoever is at the terminal; a hold
        is remembered beside it.
        """
        reason = still_wanting(reason, delivery)
        asked = replace(delivery, state=State.NEEDS_PERSON, reason=reason.to_json())
        message = self.colleagues.tell_team(asked)
        if await self.move(delivery, Move.ASK, reason, message=message):
            await self._line(asked, "run.asked", {})

    async def prove(self, delivery: Delivery, receipt: Receipt, why: Reason) -> None:
        """Record that a delivery is out, and where; what was no longer to go out is told."""
        now = self.clock.now()
        said = await self.ledger.prove(delivery, receipt, why, by=self.owner, at=now)
        if said is None or not is_unwanted(said):
            return
        key, url = delivery.key, receipt.url
        told = {"title": delivery.title, "key": key, "url": url or "", "address": url or key}
        self.colleagues.tell(f"run.{told_as(said)}", channels=(key.channel,), **told, **said.params)

    async def move(
        self,
        delivery: Delivery,
        move: Move | None,
        reason: Reason,
        *,
        message: Message | None = None,
        then: tuple[Move, Reason] | None = None,
        **changes: object,
    ) -> bool:
        """Record a step of a delivery, and what is to follow it; ``False`` where somebody else
        decided on it meanwhile.
        """
        steps = [Step(delivery.id, delivery.fence, move, reason, self.owner, changes)]
        if then is not None:
            steps.append(Step(delivery.id, delivery.fence + 1, *then, self.owner))
        messages = () if message is None else (message,)
        change = LedgerChange(self.clock.now(), self.owner, steps=steps, messages=messages)
        try:
            await self.ledger.apply(change)
        except Stale:
            return False
        return True
