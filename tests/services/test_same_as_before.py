"""All that a brand says is part of what is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

WITH_CARD = CALENDAR.replace("  expires: start\n", "  expires: start\n  card: announcement\n")


async def test_every_word_of_a_brand_and_every_focus_counts(tmp_path: Path) -> None:
    brands = ("", "motif: rings\n", "corners: square\n", "type: {facts: fraunces}\n")
    programme = "panels:\n  - {id: aguas, title: Aguas, start: 2031-05-20 18:00, speakers: [%s]}\n"
    people = ("{name: Ana, photo: a.jpg}", "{name: Ana, photo: a.jpg, focus: [0.1, 0.9]}")
    seen = []
    for number, (brand, person) in enumerate([(b, p) for b in brands for p in people]):
        async with newsroom(tmp_path / str(number)) as room:
            room.files |= {
                "posts/calendar.yaml": WITH_CARD.encode(),
                "posts/programme.yaml": (programme % person).encode(),
                "assets/photos/a.jpg": b"photo",
                "assets/brand.yaml": brand.encode(),
            }
            checked = (await room.loader.propose(room.files)).checked
        seen.append(next(item.inputs for item in checked.prepared if item.card))
    assert len(set(seen)) == len(seen)
