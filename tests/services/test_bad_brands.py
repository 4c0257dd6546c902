"""``check`` finds a brand that cannot be drawn, with its line; nothing with a card is loaded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import campaign
from campaign.core.card_errors import BadBrand
from campaign.core.colours import clashes, contrast, palette
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from campaign.services.checking import Checked

BRAND = "assets/brand.yaml"
WITH_CARD = CALENDAR.replace(
    "  expires: start\n", "  expires: start\n  card: announcement\n"
).replace("  needs: [stream]\n", "")


async def checked(folder: Path, brand: str) -> Checked:
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        room.files[BRAND] = brand.encode()
        return (await room.loader.propose(room.files)).checked


@pytest.mark.parametrize(
    ("brand", "line", "pair"),
    [
        ("colours:\n  paper: '#fcf5e8'\n  ink: '#c9b28a'\n", 3, ("ink", "paper")),
        ("monogram: AB\ncolours: {accent: '#ffb020'}\n", 2, ("accent", "paper")),
        ("colours:\n  muted: '#c0c0c0'\n", 2, ("muted", "paper")),
        ("colours:\n  paper: '#102030'\n  muted: '#405060'\n", 3, ("muted", "paper")),
        (
            "colours: {paper: '#ffffff', ink: '#6f6f6f',\n  accent: '#6f6f6f',\n  disc: '#9a9a9a'}",
            3,
            ("disc", "paper/ink"),
        ),
    ],
)
async def test_colours_that_cannot_be_read_are_told_with_their_line(
    tmp_path: Path, brand: str, line: int, pair: tuple[str, str]
) -> None:
    result = await checked(tmp_path, brand)
    problems = [p for p in result.problems if p.code == "brand-unreadable"]
    assert [(p.place.file, p.place.line, p.is_error) for p in problems] == [(BRAND, line, True)]
    assert (problems[0].params["first"], problems[0].params["second"]) == pair
    assert set(result.faulty) == {"aviso/aguas", "aviso/orillas"}, "what has no card goes out"
    for language, figure in (("es", "4,5"), ("en", "4.5")):
        said = tell_problem(problems[0], Catalogue(language), "message")
        assert figure in said
        assert problems[0].params["contrast"].replace(".", figure[1]) in said


@pytest.mark.parametrize(
    ("brand", "code"),
    [
        ("colours: {ink: red}\n", "bad-value"),
        ("motif: moon\n", "bad-value"),
        ("logo: gone.png\n", "asset-missing"),
        ("colours: [\n", "bad-yaml"),
    ],
)
async def test_a_brand_out_of_form_keeps_every_card_from_being_loaded(
    tmp_path: Path, brand: str, code: str
) -> None:
    result = await checked(tmp_path, brand)
    assert set(result.faulty.values()) == {code}
    assert set(result.faulty) == {"aviso/aguas", "aviso/orillas"}


@pytest.mark.parametrize("brand", ["", "motif: none\n", "colours: {paper: '#102030'}\n"])
async def test_a_good_brand_keeps_nothing(tmp_path: Path, brand: str) -> None:
    assert (await checked(tmp_path, brand)).faulty == {}


@pytest.mark.parametrize("paper", ["#ffffff", "#000000", "#777777", "#fcf5e8", "#2b1055"])
@pytest.mark.parametrize("ink", ["#ffffff", "#000000", "#888888", "#ff0000", "#8a8a40"])
def test_what_is_advised_can_be_read(paper: str, ink: str) -> None:
    colours = {"paper": paper, "ink": ink, "accent": ink, "muted": ink}
    found = clashes(colours)
    assert {clash.first for clash in found} <= {"ink", "accent", "muted", "disc"}
    ground = tuple(bytes.fromhex(paper[1:]))
    for clash in found:
        if clash.second == "paper":
            assert contrast(clash.better, (ground[0], ground[1], ground[2])) >= 4.5
    if found:
        with pytest.raises(BadBrand):
            palette(colours)
    else:
        assert palette(colours)


async def test_colours_that_cannot_be_read_are_told_once_whatever_is_on_the_cards(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        title = "Desinstitucionalizadamente largo"  # such a word makes a card be tried
        campaign_file = re.sub(r"(?m)^title: .*$", f"title: {title}", CAMPAIGN)
        room.files["posts/campaign.yaml"] = campaign_file.encode()
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        room.files[BRAND] = b"colours: {accent: '#ffe0c0'}\n"
        problems = (await room.loader.propose(room.files)).checked.problems
    assert [one.code for one in problems if one.is_error] == ["brand-unreadable"]


FONT = (Path(campaign.__file__).parent / "cards/fonts/quote.ttf").read_bytes()
OWN = "type:\n  voices: Own.ttf\n"


async def test_a_damaged_font_is_found_by_trying_a_card(tmp_path: Path) -> None:
    """Its outside is whole: only what draws with it can tell."""
    for name, content in (("good", FONT), ("bad", FONT[:900] + bytes(len(FONT) - 900))):
        async with newsroom(tmp_path / name) as room:
            room.files["posts/calendar.yaml"] = WITH_CARD.encode()
            room.files |= {BRAND: OWN.encode(), "assets/fonts/Own.ttf": content}
            result = (await room.loader.propose(room.files)).checked
        told = [(p.code, p.params["value"]) for p in result.problems if p.is_error]
        assert told == ([("font-unusable", "Own.ttf")] if name == "bad" else [])


async def test_a_font_without_latin_letters_is_told_once_at_its_line(tmp_path: Path) -> None:
    hebrew = (Path(campaign.__file__).parent / "cards/fonts/hebrew.ttf").read_bytes()
    wide = "Desinstitucionalizadamente"  # each such card is tried
    async with newsroom(tmp_path) as room:
        room.files["posts/programme.yaml"] = PROGRAMME.replace(
            "title: ", f"title: {wide} "
        ).encode()
        room.files["posts/calendar.yaml"] = WITH_CARD.encode()
        room.files |= {BRAND: OWN.encode(), "assets/fonts/Own.ttf": hebrew}
        result = (await room.loader.propose(room.files)).checked
    (problem,) = [p for p in result.problems if p.is_error]
    assert (problem.code, str(problem.place)) == ("font-unusable", f"{BRAND}:2")
    assert set(result.faulty) == {"aviso/aguas", "aviso/orillas"}
    assert "latinas" in tell_problem(problem, Catalogue("es"), "message")
    assert "Latin" in tell_problem(problem, Catalogue("en"), "message")


async def test_another_font_is_another_card(tmp_path: Path) -> None:
    seen = set()
    for content in (FONT, FONT + b"\0\0\0\0"):
        async with newsroom(tmp_path / str(len(content))) as room:
            room.files["posts/calendar.yaml"] = WITH_CARD.encode()
            room.files |= {BRAND: OWN.encode(), "assets/fonts/Own.ttf": content}
            checked = (await room.loader.propose(room.files)).checked
        seen |= {item.inputs for item in checked.prepared if str(item.key) == "aviso/aguas/x/1"}
    assert len(seen) == 2
