"""A program whose clock is known to be wrong erases nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.ports.network_dates import hearing
from campaign.services.gates import SteadyClock, Teller
from campaign.services.publishing import Publisher
from campaign.services.team_messages import TeamMessages
from campaign.services.true_time import NetworkTime
from campaign.settings import Settings
from campaign.testing import fake_sheet
from campaign.wiring.accounts import Connections
from campaign.wiring.attendees import attendees
from campaign.wiring.office import Office, Premises
from tests.contracts.people_contract import effects, seats
from tests.services.newsroom import newsroom
from tests.services.test_gates import BOGOTA, Heard, TwoClocks
from tests.services.test_true_time import Dating, gate

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.gates import Gate
    from tests.services.newsroom import Newsroom

LONG = timedelta(days=800)
CHAT = 7
NOBODY = Settings({})


def nothing(*_: object, **__: object) -> None:
    """Say nothing."""


def office_of(room: Newsroom, clock: TwoClocks) -> Office:
    """Return what works for the campaign, by this clock and without accounts or a team's chat."""
    desk = room.loader.desk
    at = Premises(room.store, desk, clock, NOBODY, NOBODY, nothing, nothing)
    connections = Connections(room.store, NOBODY, clock, nothing)
    lobby = attendees(room.store, desk, NOBODY, clock)
    team = TeamMessages(None, Catalogue("es"), frozenset())
    return Office(at, desk.read(room.files), connections, lobby, team)


async def do_everything(room: Newsroom, clock: TwoClocks, gates: list[Gate]) -> bool:
    """Do what is to be done now and then; tell whether who signed up is known afterwards."""
    publisher = Publisher(replace(room.publisher.reach, clock=clock), gates)
    for chore in office_of(room, clock).chores(publisher, NetworkTime(clock, lambda _: False)):
        await chore()
    return (await room.store.glance([CHAT])).chats[CHAT].attendee is not None


async def somebody_signs_up(room: Newsroom) -> None:
    await room.load()
    vacancies, at = seats(5, "aguas"), room.clock.now()
    given = {"language": "es", "sign_up": ("aguas",), "vacancies": vacancies, "at": at}
    await room.store.handle(effects(1, CHAT, **given))


async def test_a_clock_that_the_networks_call_wrong_erases_nobody(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await somebody_signs_up(room)
        clock = TwoClocks(room.clock.now() + LONG)
        network = Dating(fake_sheet("x"), clock=clock, ahead=LONG)
        time, closed = gate(room, clock, Heard(), {"x": network})
        with hearing(time.hear):
            assert await do_everything(room, clock, [closed])
        clock.pass_by(timedelta(), calendar=-LONG)
        assert await do_everything(room, clock, [closed])
        clock.pass_by(LONG)
        assert not await do_everything(room, clock, [closed])


@pytest.mark.parametrize("jumped", [True, False])
async def test_a_clock_that_jumped_erases_nobody(tmp_path: Path, *, jumped: bool) -> None:
    async with newsroom(tmp_path) as room:
        await somebody_signs_up(room)
        clock = TwoClocks(room.clock.now())
        team = TeamMessages(None, Catalogue("es"), frozenset())
        teller = Teller(Catalogue("es"), BOGOTA, team.notice, nothing)
        steady = SteadyClock(room.store, clock, teller)
        clock.pass_by(timedelta() if jumped else LONG, calendar=LONG)
        assert await do_everything(room, clock, [steady]) is jumped
