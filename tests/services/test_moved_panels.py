"""Who asks whether a panel was moved is told from when to when, whichever way that was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.services.asking import ask
from campaign.services.conversation import LoadedContent
from campaign.wiring.tongues import tongues
from tests.services.newsroom import PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

TONGUES = tongues()


async def told(room: Newsroom, text: str, language: str = "es") -> str:
    content = await LoadedContent(room.store, room.loader.desk.read)()
    return str(ask(text, content, TONGUES, room.clock.now(), language)["answer"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "se cambió la hora del panel 1?"),
        ("es", "cambiaron la fecha del panel 1"),
        ("es", "se cambio la hora?"),
        ("es", "sigue en pie el panel 1?"),
        ("en", "has panel 1 been moved?"),
    ],
)
async def test_a_start_that_was_changed_in_the_file_is_told_with_what_it_was(
    tmp_path: Path, language: str, text: str
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.load(programme=PROGRAMME.replace("2031-05-20 18:00", "2031-05-22 19:30"))
        await room.load(programme=PROGRAMME.replace("2031-05-20 18:00", "2031-05-22 19:30") + "\n")
        answer = await told(room, text, language)
        assert "20" in answer
        assert "18:00" in answer
        assert "22" in answer
        assert "19:30" in answer


async def test_a_start_or_a_delay_that_was_entered_is_told_with_the_plan(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        assert "18:00" in await told(room, "sigue en pie el panel 1?")
        assert "ningún cambio" in await told(room, "sigue en pie el panel 1?")
        await room.learn("aguas", "delay", "25m")
        answer = await told(room, "está atrasado?")
        assert answer.index("18:00") < answer.index("18:25")
        await room.learn("aguas", "start", "2031-05-20T20:15:00-05:00")
        answer = await told(room, "se cambió la hora?")
        assert answer.index("18:00") < answer.index("20:15")


async def test_a_panel_that_got_its_day_was_not_moved(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(programme=PROGRAMME.replace("start: 2031-05-20 18:00", "start:"))
        await room.load(programme=PROGRAMME)
        assert "ningún cambio" in await told(room, "se cambió la hora del panel 1?")
