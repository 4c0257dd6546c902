"""How the publisher works: how patient it is, and what it asks of others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.services.settling import Patience

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from campaign.core.deliveries import Delivery
    from campaign.core.settings import Campaign
    from campaign.ports.ledger import Message


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the publisher is; durations in seconds.

    For ``doubt`` after a restored ledger was read back, a post is looked for before it is
    sent: it may be made anew from what was entered after the copy (a correction), and be out
    since ``forgotten`` at most.

    ``renew`` is the pause between renewals of a lease. ``look_back`` is how long before
    its due time a post may have appeared.
    """

    renew: float = 5.0
    patience: Patience = field(default_factory=Patience)
    look_back: float = 3600.0
    doubt: float = 86_400.0
    forgotten: float = 604_800.0


async def _no_replan() -> None:
    """Leave everything as it is planned."""


async def _no_rules() -> None:
    """Know no campaign, and so no hours in which nothing is to go out."""


@dataclass(frozen=True, slots=True)
class Others:
    """What the publisher asks of others.

    ``tell_team`` makes the message about a post that a person has to look after. ``replan``
    plans the loaded revision again. ``campaign`` gives the loaded campaign's rules.
    """

    tell_team: Callable[[Delivery], Message | None] = lambda _: None
    replan: Callable[[], Awaitable[object]] = _no_replan
    campaign: Callable[[], Awaitable[Campaign | None]] = _no_rules
