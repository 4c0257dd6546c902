"""``check`` finds cards that cannot hold their text before anything is loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

WITH_CARD = CALENDAR.replace("  expires: start\n", "  expires: start\n  card: announcement\n")


async def _codes(folder: Path, title: str) -> list[str]:
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        programme = PROGRAMME.replace("Aguas abajo", json.dumps(title, ensure_ascii=False))
        room.files["posts/programme.yaml"] = programme.encode()
        found = (await room.loader.propose(room.files)).checked.problems
        return [p.code for p in found if "picture" not in p.code]


@pytest.mark.parametrize(
    "title",
    ["palabra " * 400, "水と都市", "Datos 🌊 y agua", "Anticonstitucional" * 12],
    ids=["long", "unknown letters", "emoji", "one long word"],
)
async def test_a_card_that_cannot_hold_its_text_is_an_error(tmp_path: Path, title: str) -> None:
    assert "card-does-not-fit" in await _codes(tmp_path, title.strip())


async def test_a_card_with_room_is_not(tmp_path: Path) -> None:
    assert await _codes(tmp_path, "Datos, agua y ciudad: qué aprendimos en diez años") == []
