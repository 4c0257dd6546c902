"""What publishes a campaign, put together once: for a campaign at work, and for its rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.services.patience import Patience
from campaign.services.publishing import Publisher
from campaign.services.reach import Colleagues, Reach
from campaign.wiring.ledgers import lease_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.ports.channels import Channel
    from campaign.ports.clock import Clock
    from campaign.services.gates import Gate
    from campaign.services.team_messages import TeamMessages
    from campaign.settings import Settings
    from campaign.wiring.attendees import Lobby


@dataclass(frozen=True, slots=True)
class Press:
    """What a publisher works with; ``own`` are the settings of the program itself.

    ``say`` tells a sentence to the person at the terminal.
    """

    lobby: Lobby
    team: TeamMessages
    channels: Mapping[str, Channel]
    clock: Clock
    own: Settings
    say: Callable[..., None]

    def publisher(self, owner: str, gates: Sequence[Gate] = ()) -> Publisher:
        """Return what publishes as ``owner``, as long as all gates are open."""
        lobby, team = self.lobby, self.team
        colleagues = Colleagues(
            tell_team=team.about,
            tell_late=team.late,
            replan=partial(lobby.loader.replan, owner),
            campaign=lobby.campaign,
            tell=self.say,
            begins=lobby.begins,
            report=self.say,
        )
        patience = Patience(renew=lease_seconds(self.own) / 3)
        ledger = lobby.loader.ledger
        return Publisher(
            Reach(ledger, self.channels, self.clock, owner, colleagues, patience), gates
        )
