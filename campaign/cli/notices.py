"""What others are told of a command: attendees of a changed programme, the team of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.elsewhere import settings_here

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.ports.ledger import Ledger
    from campaign.services.loader import Notices
    from campaign.services.proposing import Desk
    from campaign.store.store import Store


def notices_here(here: Session, desk: Desk, store: Store) -> Notices:
    """Return what makes the messages; the bot's process sends them from the ledger."""
    from campaign.wiring.attendees import attendees  # noqa: PLC0415

    return attendees(store, desk, here.settings, here.clock).attending.changes


async def told_to_team(here: Session, store: Store) -> Ledger:
    """Return a ledger for decisions that tells the team's chat of them, where there is one."""
    from campaign.services.team_decided import aloud  # noqa: PLC0415
    from campaign.wiring.desk import read_campaign  # noqa: PLC0415
    from campaign.wiring.team import team_chat, team_messages  # noqa: PLC0415

    settings, (revision, _) = settings_here(here), await store.mark()
    if not revision or team_chat(settings) is None:
        return store
    campaign = read_campaign(await store.revision_files())
    return aloud(store, team_messages(campaign, settings))
