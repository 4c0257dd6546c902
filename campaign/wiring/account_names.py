"""Whose the connected account of one channel is, asked of its network: nothing is written."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from campaign.core.outcomes import account_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.outcomes import Account
    from campaign.ports.clock import Clock
    from campaign.settings import Settings


PATIENCE: Final = 20.0
"""How many seconds one account may take: a person waits for it."""
LAST_MOMENT: Final = 2.0
HASTE: Final = {"CONNECT_TIMEOUT": 5.0, "READ_TIMEOUT": 10.0}
"""The longest limits of a request here, in seconds; where less is set, that holds."""


async def account_on(name: str, settings: Settings, clock: Clock) -> Account | None:
    """Return whose account a channel's settings open; ``None`` where that cannot be asked now."""
    from campaign import channels  # noqa: PLC0415

    try:
        channel = channels.connect(name, in_haste(settings), clock.now)
    except Exception:  # noqa: BLE001 -- whoever publishes there is told what is wrong with it
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            return account_in(await channel.whoami())
    except Exception:  # noqa: BLE001 -- a channel from elsewhere may raise anything
        return None
    finally:
        with suppress(Exception):
            async with asyncio.timeout(LAST_MOMENT):
                await channel.close()


def in_haste(settings: Settings) -> Mapping[str, str]:
    """Return the settings with limits of time that suit somebody who waits."""
    values = settings.all()
    for name, most in HASTE.items():
        with suppress(ValueError):  # the channel says that it is out of form
            values[name] = str(min(float(values.get(name, most)), most))
    return values
