"""The person who mends what a network stopped: without one, chaos would soon stand still."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.errors import EnvironmentFailure
from campaign.core.life import Move
from campaign.core.outcomes import Blocked
from campaign.ports.ledger import LedgerChange, Stale, Step
from campaign.store.opening import open_ledger
from scripts.chaos.folder import NAME

if TYPE_CHECKING:
    from scripts.chaos.stage import Stage

STOPPED = f"SELECT 1 FROM channel_state WHERE stopped = '{Blocked.CREDENTIALS}'"  # noqa: S608


def mend(stage: Stage) -> None:
    """Mend the keys of what a network has stopped, and let it go on; again next time, where the
    ledger cannot be written now.

    What is paused on a channel that is not stopped is nobody's to see, and stays so.
    """
    if stage.ask(STOPPED):
        with contextlib.suppress(EnvironmentFailure):
            asyncio.run(_let_go(stage))


async def _let_go(stage: Stage) -> None:
    store = open_ledger(stage.keeping.address, NAME, stage.kind, kept=stage.folder)
    try:
        now = stage.calendar.now()
        near = await store.near(now, now)
        for name, state in near.channels.items():
            if state.stopped == Blocked.CREDENTIALS:
                of_channel = (one for one in near.deliveries if one.key.channel == name)
                paused = [one for one in of_channel if one.state is State.PAUSED]
                steps = [Step(one.id, one.fence, Move.RESUME) for one in paused]
                with contextlib.suppress(Stale):
                    await store.apply(LedgerChange(now, "somebody", steps=steps))
                    await store.let_go(name, state)
    finally:
        await store.close()
