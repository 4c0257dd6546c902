"""What is foretold to go out because of a fact is what then goes out, and when it is foretold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.core.facts import Door, Fact
from campaign.ports.circuits import Pause, Stop
from campaign.services.letting_out import let_out
from campaign.store.database import PER_HOUR
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.services.newsroom import Newsroom

QUIET = "quiet_hours: 22:00-08:00\n"
CALENDAR = """\
- {post: antes, when: 2031-05-19 12:00, channels: all, text: "Mañana conversamos."}
- {post: enlace, for: panels, when: start - 1d 17:30, channels: all, needs: [stream],
   text: "«{{ panel.title }}»: {{ panel.stream }}", expires: start}
"""
EVENING = "2031-05-19T18:00"
NIGHT = "2031-05-19T23:00"


def at(moment: str) -> datetime:
    """Return a local moment of the campaign in UTC."""
    return datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC)


async def foretold(room: Newsroom) -> dict[str, str]:
    """Return per channel when the link goes out, were it entered now; what waits, and how long."""
    now = room.clock.now()
    fact = Fact("aguas", "stream", "https://rio.example/vivo", now, "Rocío", Door.COMMAND)
    found = await let_out(room.store, await room.loader.foresee([fact]), now)
    zone = ZoneInfo("America/Bogota")
    return {
        one.row.key.channel: f"{one.until} {one.at.astimezone(zone):%H:%M}"
        for one in found
        if one.row.key.post == "enlace/aguas"
    }


async def out_at(room: Newsroom, hours: int) -> Mapping[str, str]:
    """Enter the link and return per channel when it went out within so many hours."""
    await room.learn("aguas", "stream", "https://rio.example/vivo")
    found: dict[str, str] = {}
    zone = ZoneInfo("America/Bogota")
    for _ in range(hours * 12 + 1):
        await room.publisher.work()
        for name in room.channels:
            if any("vivo" in text for text in room.visible(name)):
                found.setdefault(name, f"{room.clock.now().astimezone(zone):%H:%M}")
        if len(found) == len(room.channels):
            break
        room.clock.advance_to(room.clock.now() + timedelta(minutes=5))
    return found


CASES = [
    (EVENING, None, {"x": "nothing 18:00", "telegram": "nothing 18:00"}),
    (NIGHT, None, {"x": "morning 08:00", "telegram": "morning 08:00"}),
    (EVENING, Stop("token"), {"telegram": "nothing 18:00"}),
    (NIGHT, Stop("budget"), {"telegram": "morning 08:00"}),
    (
        EVENING,
        Pause(at("2031-05-19T18:40")),
        {"x": "room 18:40", "telegram": "nothing 18:00"},
    ),
    (
        EVENING,
        Pause(at("2031-05-19T22:30")),
        {"x": "morning 08:00", "telegram": "nothing 18:00"},
    ),
    (EVENING, Pause(at("2031-05-20T18:00")), {"telegram": "nothing 18:00"}),
]


@pytest.mark.parametrize(("moment", "shut", "told"), CASES)
async def test_what_is_foretold_happens(
    tmp_path: Path, moment: str, shut: Stop | Pause | None, told: dict[str, str]
) -> None:
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=CALENDAR)
        await room.until(moment)
        if shut is not None:
            await room.store.shut("x", shut)
        assert await foretold(room) == told
        happened = await out_at(room, 25)
        assert happened == {name: when.split()[1] for name, when in told.items()}


@pytest.mark.parametrize(("moment", "told"), [(EVENING, "room 18:50"), (NIGHT, "morning 08:00")])
async def test_where_enough_went_out_within_the_hour_it_waits_for_its_turn(
    tmp_path: Path, moment: str, told: str
) -> None:
    earlier = (at(moment) - timedelta(minutes=10)).astimezone(ZoneInfo("America/Bogota"))
    notes = "".join(
        f"- {{post: nota-{n}, when: {earlier:%Y-%m-%d %H:%M}, channels: [x], text: Nota {n}}}\n"
        for n in range(PER_HOUR)
    )
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=CALENDAR + notes)
        await room.until(moment)
        assert (await foretold(room))["x"] == told
        assert (await out_at(room, 25))["x"] == told.split()[1]


async def test_under_a_general_hold_nothing_is_foretold(tmp_path: Path) -> None:
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=CALENDAR)
        await room.until(EVENING)
        await room.decisions.hold_all("Rocío", "luto")
        assert await foretold(room) == {}
        assert await out_at(room, 2) == {}


@pytest.mark.parametrize("many", [2, 40])
async def test_a_whole_series_that_waited_for_one_fact_is_foretold_as_it_goes(
    tmp_path: Path, many: int
) -> None:
    """Nobody is asked about posts that could not go before: the fact came late, not they."""
    posts = "".join(
        f"- {{post: serie-{n}, for: aguas, when: 2031-05-19 {8 + n % 8:02}:15, channels: all, "
        f"needs: [stream], text: 'Parte {n} en {{{{ panel.stream }}}}'}}\n"
        for n in range(many)
    )
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=posts)
        await room.until(EVENING)
        now = room.clock.now()
        fact = Fact("aguas", "stream", "https://rio.example/vivo", now, "Rocío", Door.COMMAND)
        found = await let_out(room.store, await room.loader.foresee([fact]), now)
        assert {one.until for one in found} == {"nothing"}
        await room.loader.learn([fact], "Rocío")
        await room.publisher.work()
        assert [len(room.visible(name)) for name in room.channels] == [many, many]
        assert len(found) == 2 * many
