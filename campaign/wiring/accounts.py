"""The accounts of a campaign: its channels connected, as far as their settings are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.outcomes import Blocked, Certainty
from campaign.ports.ledger import ChannelState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.settings import Campaign
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.settings import Settings


@dataclass(frozen=True, slots=True)
class Accounts:
    """Connected channels by name, and for each of the others the settings it lacks."""

    channels: Mapping[str, Channel]
    missing: Mapping[str, tuple[str, ...]]

    async def close(self) -> None:
        """Close every connection."""
        for channel in self.channels.values():
            await channel.close()


def connect_all(campaign: Campaign, settings: Settings, clock: Clock) -> Accounts:
    """Connect the campaign's channels; only those are imported."""
    from campaign import channels  # noqa: PLC0415

    sheets = channels.sheets()
    connected: dict[str, Channel] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for name in campaign.channels:
        sheet = sheets[name]
        lacking = settings.missing(sheet.settings)
        if lacking:
            missing[name] = lacking
        else:
            connected[name] = channels.connect(name, settings.all(), clock.now)
    return Accounts(connected, missing)


def by_hand(campaign: Campaign) -> frozenset[str]:
    """Return the channels on which a person publishes."""
    from campaign import channels  # noqa: PLC0415

    sheets = channels.sheets()
    return frozenset(n for n in campaign.channels if sheets[n].certainty is Certainty.HAND)


async def mark_circuits(ledger: Ledger, snapshot: Snapshot, accounts: Accounts) -> None:
    """Stop channels that lack settings; let those go on whose settings have come."""
    for name, names in accounts.missing.items():
        await ledger.set_channel(ChannelState(name, Blocked.SETTINGS, ", ".join(names)))
    for name, state in snapshot.channels.items():
        if state.stopped == Blocked.SETTINGS and name in accounts.channels:
            await ledger.set_channel(ChannelState(name))
