"""The ports of the publisher with a fuse at every boundary: there the process kills itself.

The program itself knows nothing of it: what is killed is exactly what runs elsewhere.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.channels import Channel
    from campaign.ports.ledger import Ledger

LEDGER_CALLS = {
    "claim": "claim",
    "renew": "renew",
    "settle": "mark",
    "take_over": "take_over",
    "apply": "decide",
}
"""Each call of the ledger that is a boundary, and how its crash points are called."""
CHANNEL_CALLS = {"upload": "upload", "publish": "send", "find": "look"}
WAY = 0.03
"""Seconds to a network: the emulated ones are nearer than any real one."""
POINTS = (
    *(f"{when}_{what}" for what in LEDGER_CALLS.values() for when in ("before", "after")),
    *(
        f"{when}_{what}"
        for what in CHANNEL_CALLS.values()
        for when in ("before", "during", "after")
    ),
)
OF_CHANNELS = tuple(point for point in POINTS if point.split("_", 1)[1] in CHANNEL_CALLS.values())


@dataclass(slots=True)
class Fuse:
    """Burns at the ``nth`` time that ``point`` is passed, on ``channel`` if that is said.

    ``seconds`` is how long a point *during* a call is after its beginning.
    """

    point: str = ""
    nth: int = 1
    channel: str = ""
    seconds: float = 0.005
    _passed: int = field(default=0)

    def passes(self, point: str, channel: str = "") -> None:
        """Kill this process here, if here it is to be."""
        if self._is_here(point, channel):
            os.kill(os.getpid(), signal.SIGKILL)

    def burns_during(self, point: str, channel: str) -> None:
        """Kill this process a little later, whatever it does then."""
        if self._is_here(point, channel):
            killed = (os.getpid(), signal.SIGKILL)
            timer = threading.Timer(self.seconds, os.kill, killed)
            timer.daemon = True
            timer.start()

    def _is_here(self, point: str, channel: str) -> bool:
        if point != self.point or (self.channel and channel and channel != self.channel):
            return False
        self._passed += 1
        return self._passed == self.nth


class CrashingLedger:
    """A ledger whose calls may be the last thing that the process does."""

    def __init__(self, ledger: Ledger, fuse: Fuse) -> None:
        self._ledger, self._fuse = ledger, fuse

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._ledger, name)
        if name not in LEDGER_CALLS:
            return call
        what = LEDGER_CALLS[name]

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            self._fuse.passes(f"before_{what}")
            answer = await call(*args, **kwargs)
            self._fuse.passes(f"after_{what}")
            return answer

        return guarded


class CrashingChannel:
    """A channel whose calls may be the last thing that the process does."""

    def __init__(self, channel: Channel, sheet: ChannelSheet, fuse: Fuse) -> None:
        self._channel, self.sheet, self._fuse = channel, sheet, fuse

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._channel, name)
        if name not in CHANNEL_CALLS:
            return call
        what, channel = CHANNEL_CALLS[name], self.sheet.name

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            self._fuse.passes(f"before_{what}", channel)
            self._fuse.burns_during(f"during_{what}", channel)
            await asyncio.sleep(WAY)
            answer = await call(*args, **kwargs)
            self._fuse.passes(f"after_{what}", channel)
            return answer

        return guarded
