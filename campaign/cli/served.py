"""What ``run`` serves on the web: calendars, how it does, what Telegram delivers, and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.feed_links import path_of
from campaign.engines.standby import Standby
from campaign.web.calendars import Calendars
from campaign.web.front import Front
from campaign.web.health import Health
from campaign.web.offering import Offering
from campaign.wiring.places import offers_calendar, public_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.engines.embedded import Embedded, Running
    from campaign.settings import Settings
    from campaign.web.metrics import Metrics
    from campaign.wiring.office import Office
    from campaign.wiring.places import Place


@dataclass(frozen=True, slots=True)
class Served:
    """A port of a program, who runs to serve at it, and what notes that the alarm rings."""

    front: Front
    health: Health
    company: tuple[Running, ...]

    async def beat(self, engine: Embedded) -> None:
        """Note that the alarm rang, unless something fails each time it does."""
        if engine.is_well:
            await self.health.beat()


def open_front(place: Place, settings: Settings, office: Office) -> Served:
    """Return what is served at ``place``; ``settings`` are the program's own.

    Of several programs of a ledger that is a file one serves the calendars, the others stand by;
    where other machines work with it too, each serves what there is at its own address.
    """
    at, front = office.at, Front(place)
    health = Health(at.clock, at.store.mark)
    if not offers_calendar(settings):  # only what Telegram delivers arrives here
        return Served(front, health, ())
    calendars = Calendars(office.lobby.content, at.clock, public_url(settings))
    routes = [*calendars.routes(), *health.routes()]
    offering = Offering(front, routes, partial(_tell, at.say))
    alone = Standby(offering, at.store.sole("web"))
    return Served(front, health, (offering if at.store.is_shared else alone,))


def open_metrics(place: Place, campaign: str, office: Office) -> tuple[Served, Metrics]:
    """Return what tells a campaign's numbers at ``place``, and what counts those of this process.

    It is another port than that of the calendars: these are for everybody.
    """
    from campaign.web.metrics import PATH, Metrics  # noqa: PLC0415 -- only where it is asked for

    at, front = office.at, Front(place)
    health = Health(at.clock, at.store.mark)
    metrics = Metrics(campaign, at.store, at.clock, health)

    def tell(address: str) -> None:
        at.say("run.metrics", url=f"{address}{PATH}")

    offering = Offering(front, [*metrics.routes(), *health.routes()], tell)
    return Served(front, health, (offering,)), metrics


def _tell(say: Callable[..., None], address: str) -> None:
    say("run.calendar", url=f"{address}{path_of(None)}")
