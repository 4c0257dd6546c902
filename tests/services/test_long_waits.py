"""A network that asks for a long wait, and a post that expires unsent, are told to the team."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from campaign.core.outcomes import NotSent
from campaign.ports.circuits import Pause
from tests.services.newsroom import newsroom
from tests.services.test_alarms import at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.newsroom import Newsroom

DAY = "2031-05-13"
ONLY_X = """\
- {post: hoy, when: 2031-05-13 09:00, channels: [x], text: Hoy., expires: 2031-05-13 20:00}
- {post: luego, when: 2031-05-13 12:00, channels: [x], text: Luego.}
- {post: lejos, when: 2031-05-16 12:00, channels: [x], text: Lejos.}
"""


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}-05:00").astimezone(UTC)


async def limited(room: Newsroom, until: datetime) -> None:
    """Load; at nine X asks for a wait."""
    await room.load(calendar=ONLY_X)
    room.channels["x"].script(NotSent("429", hold_until=until))
    await room.until(f"{DAY}T09:00")


async def test_a_long_wait_is_told_once_with_its_end_its_posts_and_what_expires(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await limited(room, utc("2031-05-14T09:00"))
        (told,) = await at(room, f"{DAY}T09:00")
        assert "pidió esperar hasta mié 14 may 2031, 09:00" in told
        later, over = told.split("Vence antes")
        assert "después sale por sí sola" in later
        assert ("(hoy)" in later, "(luego)" in later, "(lejos)" in told) == (False, True, False)
        assert ("(hoy)" in over, "(luego)" in over) == (True, False)
        assert "pregonero cancel hoy/x/1" in told
        assert await at(room, f"{DAY}T15:00") == []


async def test_what_waited_for_its_network_and_expires_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await limited(room, utc("2031-06-12T09:00"))
        await at(room, f"{DAY}T09:00")
        await room.until(f"{DAY}T20:00")
        assert (await room.states())["hoy/x/1"] == "expired"
        told = [text for text in await at(room, f"{DAY}T20:01") if "Venció" in text]
        assert len(told) == 1
        assert "(hoy) en x" in told[0]
        assert "pregonero show hoy/x/1" in told[0]
        assert not [text for text in await at(room, f"{DAY}T21:00") if "Venció" in text]


async def test_a_short_wait_is_told_where_a_post_expires_in_it_or_where_it_never_ends(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=ONLY_X)
        await room.until(f"{DAY}T08:59")
        for minutes in range(0, 21, 5):
            moment = utc(f"{DAY}T09:00") + timedelta(minutes=minutes)
            await room.store.shut("x", Pause(moment + timedelta(minutes=5)))
            told = await at(room, f"{DAY}T09:{minutes:02}")
            assert len(told) == (minutes == 10), "fifteen minutes with the wait that is asked for"
    async with newsroom(tmp_path / "2") as room:
        await room.load(calendar=ONLY_X.replace("20:00", "09:08"))
        await room.store.shut("x", Pause(utc(f"{DAY}T09:10")))
        (told,) = await at(room, f"{DAY}T09:05")
        assert "Vence antes" in told
        later = told.partition("Vence antes")[0]
        assert ("(hoy)" in later, "(luego)" in later) == (False, False)
