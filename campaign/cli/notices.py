"""What attendees are told when a command changes the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.services.loader import Notices
    from campaign.services.proposing import Desk
    from campaign.store.store import Store


def notices_here(here: Session, desk: Desk, store: Store) -> Notices:
    """Return what makes the messages; the bot's process sends them from the ledger."""
    from campaign.wiring.attendees import attendees  # noqa: PLC0415

    return attendees(store, desk, here.settings, here.clock).attending.changes
