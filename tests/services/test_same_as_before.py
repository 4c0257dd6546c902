"""What a card is made from counts the same as before the brand could say more."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from campaign.core.cards import Brand, CardPerson
from campaign.services.drafting import _LATER_IN_BRANDS, _words_of
from tests.services.newsroom import CALENDAR, newsroom

if TYPE_CHECKING:
    from pathlib import Path

WITH_CARD = CALENDAR.replace("  expires: start\n", "  expires: start\n  card: announcement\n")
FIRST_FIELDS = {"colours", "monogram"}


async def test_an_approval_outlives_fields_that_say_nothing(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        checked = (await room.loader.propose(room.files)).checked
    card = next(item.card for item in checked.prepared if item.card)
    told = _words_of(card)
    assert told is not None
    assert told["brand"] == {n: v for n, v in asdict(card.brand).items() if n in FIRST_FIELDS}
    assert {field.name for field in fields(Brand)} == FIRST_FIELDS | set(_LATER_IN_BRANDS)
    assert {field.name for field in fields(CardPerson)} == {
        *("name", "role", "organisation", "photo", "focus")
    }


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
