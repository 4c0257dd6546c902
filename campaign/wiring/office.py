"""A campaign at work, put together once: publisher, gates, alarms and what attendees are told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.services.alarms import Alarms
from campaign.services.gates import OnlyOne, SteadyClock, Teller
from campaign.services.retention import Retaining
from campaign.services.team_previews import Previews
from campaign.services.true_time import TrueTime, WatchedTime
from campaign.wiring.accounts import Connections
from campaign.wiring.attendees import attendees
from campaign.wiring.desk import read_folder
from campaign.wiring.places import public_url
from campaign.wiring.press import Press
from campaign.wiring.team import daily_at, team_messages
from campaign.wiring.true_time import with_a_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from campaign.core.folder import Folder
    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Snapshot
    from campaign.ports.sheets import CampaignFolder
    from campaign.services.gates import Gate
    from campaign.services.proposing import Desk
    from campaign.services.publishing import Publisher
    from campaign.services.team_messages import TeamMessages
    from campaign.services.true_time import NetworkTime
    from campaign.settings import Settings
    from campaign.store.store import Store
    from campaign.wiring.accounts import Others
    from campaign.wiring.attendees import Lobby

    Chore = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Premises:
    """Where an office opens: on a ledger that something was loaded into.

    ``settings`` name the accounts, ``own`` are those of the program itself: in the sandbox they
    are not the same. ``say`` tells a sentence to the person at the terminal, ``lacking`` which
    settings a channel lacks. ``here`` goes after commands that the team is advised. ``others``
    know who else publishes, where something is to be published from here. ``folder`` is the
    campaign's, where this process is the one that loads it.
    """

    store: Store
    desk: Desk
    clock: Clock
    settings: Settings
    own: Settings
    say: Callable[..., None]
    lacking: Callable[[str, tuple[str, ...], Snapshot], None]
    here: str = ""
    others: Others | None = None
    folder: CampaignFolder | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """What works for a campaign in this process, on one ledger."""

    at: Premises
    folder: Folder
    connections: Connections
    lobby: Lobby
    team: TeamMessages

    def gates(self, time: NetworkTime) -> tuple[SteadyClock, OnlyOne]:
        """Return what keeps everything back: a clock that jumped, a second program."""
        at = self.at
        steady = SteadyClock(at.store, at.clock, self._teller, time.is_right)
        return steady, OnlyOne(at.store, at.clock, at.say)

    def true_time(self, time: NetworkTime) -> TrueTime:
        """Return what keeps everything back while the networks show another time."""

        def channels() -> Mapping[str, Channel]:
            return with_a_clock(self.connections.channels, self.at.settings)

        return TrueTime(self.at.store, self.at.clock, self._teller, time, channels)

    def watched_time(self, time: NetworkTime) -> WatchedTime:
        """Return what says that the clock is wrong where only the bot is at work."""
        return WatchedTime(self.at.store, self.at.clock, self._teller, time)

    @property
    def _teller(self) -> Teller:
        at, team = self.at, self.team
        machine = os.uname().nodename if at.store.is_shared else ""
        return Teller(team.phrases, self.folder.campaign.zone, team.notice, at.say, machine)

    def publisher(self, gates: Sequence[Gate]) -> Publisher:
        """Return what publishes, as long as all gates are open."""
        at, team = self.at, self.team
        owner = f"{os.uname().nodename}:{os.getpid()}"
        press = Press(self.lobby, team, self.connections.channels, at.clock, at.own, at.say)
        return press.publisher(owner, gates)

    def chores(self, publisher: Publisher, time: NetworkTime) -> list[Chore]:
        """Return what is to be done now and then: serve the channels of what was loaded
        meanwhile, give free seats and remind attendees as long as the publisher may send, call
        the team also while nothing may be sent, then above all, and show it what to approve, and
        take away what has been kept of people for long enough, as far as the clock is believed.
        By a clock that is known to be wrong nobody is called: of what would be late, all is false.
        """
        at, campaign = self.at, self.lobby.campaign
        alarms = Alarms(at.store, at.clock, campaign, self.team, daily_at(at.own))
        previews = Previews(at.store, at.clock, campaign, self.team, self.lobby.loader.prepared)

        async def keep_up() -> None:
            await self.connections.keep_up(await campaign())

        async def fill_seats() -> None:
            if await publisher.may_send():
                await self.lobby.attending.fill_seats()

        async def remind() -> None:
            if await publisher.may_send():
                await self.lobby.attending.remind()

        async def call() -> None:
            off = time.off()
            if off is None or not off.is_far:
                await alarms.look_now_and_then()

        retaining = Retaining(at.store, self.lobby.programme, at.clock, publisher.may_send)
        looks = (call, previews.look_now_and_then, retaining.now_and_then)
        return [keep_up, fill_seats, remind, *looks]

    async def close(self) -> None:
        """End what is under way and close every connection; the ledger is not ours."""
        await self.lobby.inbox.close()
        await self.connections.close()


async def open_office(at: Premises) -> Office:
    """Connect the accounts of the loaded campaign, and put together what works with them.

    Raises:
        SettingWrong: for a setting out of form: somebody is there to mend it.
    """
    folder = read_folder(await at.store.revision_files())
    whole = at.folder is not None
    connections = Connections(
        at.store, at.settings, at.clock, at.lacking, at.others, speaks_for_all=whole
    )
    lobby = attendees(at.store, at.desk, at.settings, at.clock, public_url(at.own), at.folder)
    team = team_messages(folder.campaign, at.settings, at.here)
    try:
        await connections.begin(folder.campaign)
    except BaseException:
        await connections.close()
        raise
    return Office(at, folder, connections, lobby, team)
