"""A day that somebody typed, and that was a panel's before it moved, is told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.loader import Loaded

ES = Catalogue("es")
OUT = """\
- post: invita
  when: 2031-05-12 10:00
  channels: all
  text: "Nos vemos el 20 de mayo. Inscripciones en https://rio.example"
"""
TO_COME = """\
- post: recuerda
  when: 2031-05-18 10:00
  channels: [x]
  text: "Trae botas el martes 20 de mayo."
"""
MOVED = PROGRAMME.replace("2031-05-20", "2031-05-22")


def told(loaded: Loaded) -> list[str]:
    problems = loaded.proposal.checked.problems
    return [str(one.place) for one in problems if one.code == "old-day"]


async def test_typed_days_are_told_after_a_fact_moved_the_panel(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        assert told(await room.load(calendar=CALENDAR + OUT + TO_COME)) == []
        await room.until("2031-05-14T12:00")
        loaded = await room.learn("aguas", "start", "2031-05-22T18:00:00-05:00")
        places = ["posts/calendar.yaml:17", "posts/calendar.yaml:21"]
        assert told(loaded) == places
        out, to_come = (p for p in loaded.proposal.checked.problems if p.code == "old-day")
        assert tell_problem(out, ES, "message") == (
            "invita dice «20 de mayo»: ese día era «Aguas abajo», que ahora es el "
            "jueves 22 de mayo, 18:00\u00a0h."
        )
        assert "`pregonero withdraw invita`" in tell_problem(out, ES, "hint")
        assert "withdraw" not in tell_problem(to_come, ES, "hint")
        assert not out.is_error


async def test_typed_days_are_told_after_the_file_moved_the_panel(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + OUT)
        assert told(await room.load(programme=MOVED)) == ["posts/calendar.yaml:17"]
        assert told(await room.load(programme=PROGRAMME)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Nos vemos el 27 de mayo.",
        "Nos vemos el 20 de junio.",
        "Nos vemos el 20.",
        "No es el 20 de mayo: es el 22 de mayo.",
        "Inscripciones hasta el 20 de mayo.",
        "{{ panels[0].day }}, junto al río.",
    ],
)
async def test_other_days_are_left_alone(tmp_path: Path, text: str) -> None:
    async with newsroom(tmp_path) as room:
        row = OUT.replace("Nos vemos el 20 de mayo. Inscripciones en https://rio.example", text)
        await room.load(calendar=CALENDAR + row)
        assert told(await room.load(programme=MOVED)) == []


async def test_the_day_of_another_panel_is_no_old_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + OUT)
        swapped = MOVED.replace("2031-05-27", "2031-05-20")
        assert told(await room.load(programme=swapped)) == []


async def test_who_reads_it_no_more_is_not_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(calendar=CALENDAR + OUT.replace("05-12", "05-09"))
        assert told(await room.load(programme=MOVED)) == []
