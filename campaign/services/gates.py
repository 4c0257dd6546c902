"""What keeps everything back, whatever is due: a clock that jumped, a second program.

While a gate is closed nothing leaves. After it opened again the networks are asked before
the ledger is believed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from campaign.core.reasons import OURSELVES
from campaign.ports.circuits import Hold
from campaign.ports.ledger import LedgerChange

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger
    from campaign.ports.messages import Message
    from campaign.ports.phrases import Phrases

BUILT = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is right shows an earlier moment: this program is younger."""

LONGEST_JUMP = timedelta(minutes=10)

QUIET = 60.0
"""Seconds without a sign of another program, after which it is taken to be gone."""


class Gate(Protocol):
    """One thing that has to be right before anything leaves."""

    async def is_open(self) -> bool:
        """Tell whether anything may leave, as far as this is concerned."""
        ...


@dataclass(frozen=True, slots=True)
class Teller:
    """How a gate says why it is closed: in the campaign's words and zone.

    ``notice`` makes the message for the team's chat, if there is one, from its text and what
    makes it unique; ``tell`` says a sentence to the person at the terminal. ``machine`` is this
    computer's name, where the team has to know which of several is meant.
    """

    phrases: Phrases
    zone: tzinfo
    notice: Callable[[str, str], Message | None]
    tell: Callable[..., None]
    machine: str = ""

    def computer(self, does: str) -> str:
        """Return what the team calls this computer: by its name, or by what it does."""
        if self.machine:
            return self.phrases.text("team.computer-named", name=self.machine)
        return self.phrases.text(f"team.computer-{does}")


class SteadyClock:
    """Sees the calendar run ahead of the time that passed, and holds everything then.

    Which of both is right only a person can tell, unless the networks do: ``is_right`` tells
    whether they show this time. A clock that showed an impossible time before was set right, and
    one that is put back makes nothing due: neither is asked about.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        teller: Teller,
        is_right: Callable[[], bool] = lambda: False,
    ) -> None:
        self._ledger, self._clock, self._teller = ledger, clock, teller
        self._is_right = is_right
        self._seen = clock.now(), clock.elapsed()
        self._turn = asyncio.Lock()
        self._doubted = True  # until the ledger says that nobody is being asked

    async def is_open(self) -> bool:
        """Tell whether the clock can be trusted; asks a person where it jumped.

        A jump is seen again until somebody was asked: the ledger may be locked or full meanwhile.
        """
        async with self._turn:
            before, elapsed = self._seen
            seen = now, passed = self._clock.now(), self._clock.elapsed()
            right = before + timedelta(seconds=passed - elapsed)
            jumped = now - right > LONGEST_JUMP and before >= BUILT
            if jumped and not self._is_right():
                await self._ask(right, now)
                self._doubted = True
            self._seen = seen
            if self._doubted:
                hold = await self._ledger.hold()
                self._doubted = hold is not None and hold.by == OURSELVES
            return not self._doubted

    async def _ask(self, right: datetime, now: datetime) -> None:
        """Hold everything, unless somebody does so already, and say why."""
        teller = self._teller
        moments = {"before": right.astimezone(teller.zone), "now": now.astimezone(teller.zone)}
        held = await self._ledger.hold()
        said = {"computer": teller.computer("publishes"), **moments}
        why = teller.phrases.text("team.clock-jumped-why", **said)
        hold = Hold(why, OURSELVES, now) if held is None else None
        once = f"clock:{teller.machine}:{now:%Y%m%d%H%M}"
        message = teller.notice(teller.phrases.text("team.clock-jumped", **said), once)
        messages = () if message is None else (message,)
        await self._ledger.apply(LedgerChange(now, OURSELVES, messages=messages, hold=hold))
        teller.tell("run.clock-jumped", **moments)


class OnlyOne:
    """Knows whether another program works with the bot's token: a copy of this campaign.

    It may publish what we are about to publish, from a ledger that is not ours: nothing leaves
    while it is there. One that was noticed twice was not our own last connection; once it is
    gone, what it published is looked for first.
    """

    def __init__(self, ledger: Ledger, clock: Clock, tell: Callable[..., None]) -> None:
        self._ledger, self._clock, self._tell = ledger, clock, tell
        self._last: float | None = None
        self._noticed = 0
        self._noted = False

    def another(self) -> None:
        """Say that another program was noticed just now."""
        self._last = self._clock.elapsed()
        self._noticed += 1

    async def is_open(self) -> bool:
        """Tell whether this is the only program."""
        if self._last is None:
            return True
        if self._clock.elapsed() - self._last > QUIET:
            if self._noted:
                self._tell("run.alone-again")
            self._last, self._noticed, self._noted = None, 0, False
            return True
        if self._noticed > 1 and not self._noted:
            await self._ledger.distrust()
            self._noted = True
            self._tell("run.not-alone")
        return False
