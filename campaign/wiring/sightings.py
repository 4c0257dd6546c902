"""What programs of other ledgers have now, seen without asking them for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.wiring.neighbours import bot_of, right_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from campaign.store.tenure import Holder
    from campaign.wiring.neighbours import Ground

FOLDER, BOT = "folder", "bot"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Another ledger's program has what we need: a channel by its name, the bot, the folder."""

    what: str
    holder: Holder


def of_folder(at: Ground) -> Sighting | None:
    """Return who else publishes from this folder; ``None`` where that cannot be seen."""
    return _sighting(at, FOLDER, at.folder)


def of_accounts(
    at: Ground, settings: Mapping[str, str], channels: Collection[str], *, shares: bool
) -> Iterator[Sighting]:
    """Yield who else has the campaign's bot and, unless it ``shares`` them, its accounts."""
    from campaign.channels import account_of  # noqa: PLC0415

    named = {} if shares else {channel: account_of(channel, settings) for channel in channels}
    if settings.get("TELEGRAM_TOKEN"):
        named[BOT] = bot_of(settings)
    for what, account in named.items():
        found = None if account is None else _sighting(at, what, account)
        if found is not None:
            yield found


def _sighting(at: Ground, what: str, called: str) -> Sighting | None:
    holder = right_to(at, called).look()
    return None if holder is None else Sighting(what, holder)
