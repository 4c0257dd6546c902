"""Whether this machine's clock shows the time that the networks show.

A clock that is ahead when the program starts makes everything due at once that is still to come,
and nothing on the machine can tell.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.outcomes import Lost, NotSent
from campaign.core.reasons import OURSELVES
from campaign.ports.ledger import LedgerChange
from campaign.services.mishaps import Mishaps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger
    from campaign.ports.network_dates import Dated
    from campaign.services.gates import Teller

MOST_OFF = timedelta(minutes=2)
"""By how much the clock may differ; what the networks show differs by seconds."""

PATIENCE = 20.0
"""Seconds that one network may take to say the time."""

HEAD_START = 2.0
"""Seconds for which the cheapest network is asked alone: some charge for each request."""

AGAIN = 15.0
"""Seconds after which networks that were away are asked again."""

_SECOND = timedelta(seconds=1)
_SENTENCES = {"publishes": "clock-off", "answers": "clock-off-bot"}


@dataclass(frozen=True, slots=True)
class Off:
    """By how much the clock is ahead, at least; less than nothing where it is behind. ``by`` are
    the hosts that say so.
    """

    ahead: timedelta
    by: tuple[str, ...]

    @property
    def is_far(self) -> bool:
        """Tell whether nothing may leave by such a clock."""
        return abs(self.ahead) > MOST_OFF


@dataclass(frozen=True, slots=True)
class _Measure:
    """Between what the clock was ahead, and by what the calendar was ahead of the stopwatch."""

    least: timedelta
    most: timedelta
    apart: float

    def now(self, apart: float) -> timedelta:
        moved = timedelta(seconds=apart - self.apart)
        least, most = self.least + moved, self.most + moved
        return max(least, timedelta()) + min(most, timedelta())


class NetworkTime:
    """Remembers the last date of every network, and what this machine's clock showed then.

    When the clock is set the answer changes with it, without another request. ``counts`` tells
    which hosts are believed.
    """

    def __init__(self, clock: Clock, counts: Callable[[str], bool]) -> None:
        self._clock, self._counts = clock, counts
        self._last: dict[str, _Measure] = {}

    def hear(self, dated: Dated) -> None:
        """Note the date of an answer; the header has whole seconds, cut off."""
        if self._counts(dated.host):
            apart = dated.received.timestamp() - self._clock.elapsed()
            least, most = dated.sent - dated.date - _SECOND, dated.received - dated.date
            self._last[dated.host] = _Measure(least, most, apart)

    def is_right(self) -> bool:
        """Tell whether a network has said the time, and the clock shows it now."""
        off = self.off()
        return off is not None and not off.is_far

    def off(self) -> Off | None:
        """Return by how much the clock is off, ``None`` where no network has said it.

        Where they differ the one in the middle counts; of two, the one that doubts less.
        """
        apart = self._clock.now().timestamp() - self._clock.elapsed()
        said = {host: one.now(apart) for host, one in self._last.copy().items()}
        if not said:
            return None
        ordered, n = sorted(said.values()), len(said)
        ahead = min(ordered[(n - 1) // 2 : n // 2 + 1], key=abs)
        agree = (host for host, one in said.items() if abs(one - ahead) <= MOST_OFF)
        return Off(ahead, tuple(sorted(agree)))


class TrueTime:
    """Keeps everything back while the networks show another time than this machine's clock.

    Before anything else leaves, a network is asked for it where no answer has told it yet; the
    others are asked, too, where that one says that the clock is wrong. It goes on by itself when
    the clock is set right. ``channels`` are those that may be asked.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        teller: Teller,
        time: NetworkTime,
        channels: Callable[[], Mapping[str, Channel]],
    ) -> None:
        self._ledger, self._clock, self._teller = ledger, clock, teller
        self._time, self._channels = time, channels
        self._asked: set[str] = set()
        self._mishaps = Mishaps()
        self._away_until: float | None = None
        self._told = False
        self._turn = asyncio.Lock()

    async def is_open(self) -> bool:
        """Tell whether the clock shows the time, as far as anybody says it."""
        async with self._turn:
            off = self._time.off()
            if off is None or (off.is_far and not self._told):
                await self._ask()
                off = self._time.off()
            if off is not None and off.is_far:
                await self._say(off)
                return False
            if self._told:
                self._teller.tell("run.clock-right")
            self._told = False
            return off is not None or self._away_until is None

    async def _ask(self) -> None:
        """Ask the networks, each once, until one says that the clock is right; where none could
        be reached, after a while again.
        """
        if self._away_until is not None and self._clock.elapsed() < self._away_until:
            return
        words = await self._words_of_away()
        unknown = self._time.off() is None and bool(words)
        if unknown and self._away_until is None:
            self._teller.tell("run.clock-unknown", words=words[0])
        self._away_until = self._clock.elapsed() + AGAIN if unknown else None

    async def _words_of_away(self) -> Sequence[str]:
        """Ask the cheapest network, and the others at the same time as soon as that one hesitates
        or doubts the clock; return the words of those that gave no answer.
        """
        left = [one for one in _cheapest_first(self._channels()) if one[0] not in self._asked]
        asking: set[asyncio.Task[str | None]] = set()
        words: list[str] = []
        try:
            for group, wait in ((left[:1], HEAD_START), (left[1:], None)):
                if self._time.is_right():
                    break
                asking |= {asyncio.create_task(self._hear_of(*one)) for one in group}
                while asking and not self._time.is_right():
                    heard, asking = await asyncio.wait(
                        asking, timeout=wait, return_when=asyncio.FIRST_COMPLETED
                    )
                    words += [away for one in heard if (away := one.result()) is not None]
                    if not heard:
                        break
        finally:
            for one in asking:
                one.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        return words

    async def _hear_of(self, name: str, channel: Channel) -> str | None:
        """Ask a network whose account it is; return its words where it gave no answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                who = await channel.whoami()
        except TimeoutError:
            return "—"
        except Exception as failed:  # noqa: BLE001 -- it is logged, once
            self._mishaps.log(name, failed, self._clock.elapsed())
            return "—"
        if isinstance(who, NotSent | Lost):
            return who.words or "—"
        self._asked.add(name)
        return None

    async def _say(self, off: Off) -> None:
        """Say once why nothing leaves, at the terminal and in the team's chat."""
        if not self._told:
            self._told = True
            await _say_off("publishes", off, self._ledger, self._clock.now(), self._teller)


class WatchedTime:
    """Says where nothing is published from here, once, that the clock shows another time than the
    networks: what a bot tells of times is wrong then. It asks nobody: the bot's answers tell.
    """

    def __init__(self, ledger: Ledger, clock: Clock, teller: Teller, time: NetworkTime) -> None:
        self._ledger, self._clock, self._teller, self._time = ledger, clock, teller, time
        self._told = False

    async def look(self) -> None:
        """Say that the clock is wrong, or that it is right again, where that is new."""
        off = self._time.off()
        if off is None or off.is_far == self._told:
            return
        self._told = off.is_far
        if off.is_far:
            await _say_off("answers", off, self._ledger, self._clock.now(), self._teller)
        else:
            self._teller.tell("run.clock-right")


async def _say_off(does: str, off: Off, ledger: Ledger, now: datetime, teller: Teller) -> None:
    """Say what time it is to who minds what this computer does, at the terminal and in the team's
    chat.
    """
    kind = _SENTENCES[does]
    told = {
        "now": now.astimezone(teller.zone),
        "right": (now - off.ahead).astimezone(teller.zone),
        "by": ", ".join(off.by),
    }
    text = teller.phrases.text(f"team.{kind}", computer=teller.computer(does), **told)
    message = teller.notice(text, f"{kind}:{teller.machine}:{now - off.ahead:%Y%m%d%H%M}")
    if message is not None:
        await ledger.apply(LedgerChange(now, OURSELVES, messages=(message,)))
    teller.tell(f"run.{kind}", **told)


def _cheapest_first(channels: Mapping[str, Channel]) -> Sequence[tuple[str, Channel]]:
    return sorted(channels.items(), key=lambda one: (one[1].sheet.cost("", 0), one[0]))
