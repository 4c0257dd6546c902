"""What missed its time does not go out at night."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.core.settings import Campaign, QuietHours
from campaign.services.quiet import quiet_until
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

QUIET = "quiet_hours: 22:00-08:00\nclosest: 15\n"
PROGRAMME = """\
panels:
  - {id: aguas, title: Aguas abajo, start: 2031-05-12 21:00, minutes: 600}
"""
CALENDAR = """\
- post: uno
  when: 2031-05-12 19:00
  channels: all
  text: "Una cosa."
- post: dos
  when: 2031-05-12 20:00
  channels: all
  text: "Otra cosa."
- post: pronto
  when: 2031-05-12 20:30
  channels: all
  text: "Empieza a las nueve."
  expires: 2031-05-12 21:00
- post: ahora
  when: 2031-05-12 21:00
  channels: all
  text: "Ahora mismo."
  card: live
  for: aguas
- post: madrugada
  when: 2031-05-13 03:30
  channels: all
  text: "Así lo quiso el equipo."
"""


async def test_a_hold_that_ends_at_night_lets_nothing_out_but_what_is_live(tmp_path: Path) -> None:
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=CALENDAR, programme=PROGRAMME)
        await room.decisions.hold_all("Rocío", "terremoto")
        await room.until("2031-05-13T03:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-13T03:20")
        assert room.visible() == ["Ahora mismo."]
        await room.until("2031-05-13T07:59")
        assert room.visible() == ["Ahora mismo.", "Así lo quiso el equipo."]
        reason = (await room.newest())["dos/x/1"].reason
        assert reason is not None
        assert "08:00" in reason


async def test_in_the_morning_they_keep_their_distance(tmp_path: Path) -> None:
    async with newsroom(tmp_path, QUIET) as room:
        await room.load(calendar=CALENDAR, programme=PROGRAMME)
        await room.decisions.hold_all("Rocío", "terremoto")
        await room.until("2031-05-13T03:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-13T10:00")
        for channel in room.channels.values():
            posts = [(p.payload.text, f"{p.at:%H:%M}") for p in channel.posts]
            assert posts[-2:] == [("Otra cosa.", "13:00"), ("Una cosa.", "13:15")]
        assert (await room.states())["pronto/x/1"] == "expired"


async def test_without_quiet_hours_nothing_waits(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR, programme=PROGRAMME)
        await room.decisions.hold_all("Rocío", "terremoto")
        await room.until("2031-05-13T03:00")
        await room.decisions.resume("Rocío")
        await room.until("2031-05-13T03:01")
        assert room.visible() == ["Ahora mismo.", "Otra cosa.", "Una cosa."]  # the newest first


@pytest.mark.parametrize(
    ("zone", "now", "ends"),
    [
        ("America/Bogota", "2031-05-13T03:00", "2031-05-13T08:00"),
        ("America/Bogota", "2031-05-13T22:00", "2031-05-14T08:00"),
        ("America/Bogota", "2031-05-13T08:00", None),
        ("America/Bogota", "2031-05-13T21:59", None),
        ("Europe/Madrid", "2031-03-30T01:30", "2031-03-30T08:00"),
        ("Asia/Kathmandu", "2031-12-31T23:10", "2032-01-01T08:00"),
    ],
)
def test_the_night_ends_on_the_wall_of_the_campaign(zone: str, now: str, ends: str | None) -> None:
    here = ZoneInfo(zone)
    quiet = QuietHours(time(22), time(8))
    campaign = Campaign("n", "N", zone, here, quiet_hours=quiet)
    moment = datetime.fromisoformat(now).replace(tzinfo=here).astimezone(UTC)
    found = quiet_until(campaign, moment)
    local = found and found.astimezone(here).strftime("%Y-%m-%dT%H:%M")
    assert local == ends


def test_quiet_hours_within_a_day_end_that_day() -> None:
    quiet = QuietHours(time(13), time(15))
    campaign = Campaign("n", "N", quiet_hours=quiet)
    found = quiet_until(campaign, datetime(2031, 5, 13, 14, 0, tzinfo=UTC))
    assert found == datetime(2031, 5, 13, 15, 0, tzinfo=UTC)
