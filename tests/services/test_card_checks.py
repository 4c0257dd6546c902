"""``check`` finds cards that cannot hold their text before anything is loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign.cards.typeface import missing
from campaign.core.cards import LANDSCAPE, CardPartner, CardSpec
from campaign.services.rules.cards import is_risky
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
    ["MUNICIPALIDADES " * 31, "น้ำกับเมือง", "Datos ᚠ y agua", "Anticonstitucional" * 12],
    ids=["long", "unknown letters", "a rune", "one long word"],
)
async def test_a_card_that_cannot_hold_its_text_is_an_error(tmp_path: Path, title: str) -> None:
    assert "card-does-not-fit" in await _codes(tmp_path, title.strip())


@pytest.mark.parametrize(
    "title",
    ["Datos, agua y ciudad: qué aprendimos en diez años", "水と都市", "Datos 🌊 y agua"],
    ids=["spanish", "japanese", "emoji"],
)
async def test_a_card_with_room_is_not(tmp_path: Path, title: str) -> None:
    assert await _codes(tmp_path, title) == []


async def test_a_partner_in_letters_that_no_font_has_is_an_error(tmp_path: Path) -> None:
    partners = "partners:\n  - {id: mizu, name: น้ำกับเมือง, tier: organises}\n"
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        room.files["posts/programme.yaml"] = (PROGRAMME + partners).encode()
        found = (await room.loader.propose(room.files)).checked.problems
    assert "card-does-not-fit" in [problem.code for problem in found]


def test_a_long_quote_with_little_beside_it_needs_no_trial() -> None:
    quote = CardSpec("quote", LANDSCAPE, "es", "Verano de Datos", "palabra " * 29, "")
    assert not is_risky(quote)
    assert is_risky(replace(quote, headline="palabra " * 31))
    assert is_risky(replace(quote, layout="announcement"))
    assert is_risky(replace(quote, partners=(CardPartner("Municipalidad de Las Palmas"),) * 11))


def test_letters_that_no_font_has_are_always_tried() -> None:
    """What is not tried can be drawn: every letter by itself, in every face."""
    plain = CardSpec("announcement", LANDSCAPE, "es", "Serie", "Título", "")
    for code in range(0x20, 0x3000):
        if not is_risky(replace(plain, headline=f"a{chr(code)}b")):
            assert not any(missing(chr(code), face) for face in ("quote", "facts", "facts-bold"))


async def test_all_titles_that_do_not_fit_the_programme_are_told_at_once(tmp_path: Path) -> None:
    one, other = ("Quién decide lo que un río recuerda " * 8, "Las orillas de nadie " * 14)
    calendar = CALENDAR + "- post: todo\n  when: 2031-05-12 09:00\n  channels: [x]\n"
    calendar += '  text: "Este es el programa."\n  card: overview\n'
    async with newsroom(tmp_path) as room:
        programme = PROGRAMME.replace("Aguas abajo", one).replace("Las dos orillas", other)
        room.files["posts/programme.yaml"] = programme.encode()
        room.files["posts/calendar.yaml"] = calendar.encode()
        found = (await room.loader.propose(room.files)).checked.problems
    (problem,) = [p for p in found if p.code == "card-does-not-fit"]
    assert problem.params["reason"].startswith("No caben en la tarjeta 2 títulos")
    assert "«Quién decide" in problem.params["reason"]
    assert "«Las orillas" in problem.params["reason"]
