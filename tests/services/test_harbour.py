"""Another campaign, in ``tests/campaigns/harbour``: its cards look like it and not like ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

import tests
from campaign.cards import logos
from campaign.cards.engine import compose
from campaign.core.cards import LANDSCAPE, PORTRAIT, Brand
from campaign.core.colours import DEFAULTS, READABLE, Rgb, contrast, mix, palette
from campaign.sources import read_tree
from tests.adapters.cards.around import around
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from campaign.cards.canvas import Canvas
    from campaign.core.cards import CardSpec
    from campaign.services.checking import Checked

HERE = Path(tests.__file__).parent / "campaigns" / "harbour"
FILES = dict(read_tree(HERE))
LAYOUTS = (
    *("announcement", "countdown", "cover", "live", "overview", "quote", "speaker", "thanks"),
)
PARTNERS = [
    "Porthaven City Council",
    "Society of Harbour Pilots",
    "Estuary Ferry Company",
    "Museum of Small Boats",
    "Nautical College",
]
NEAR, SAME = 36, 14
"""Two colours that differ less in every channel are taken for alike, and for the same one."""


def rgb(text: str) -> Rgb:
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


OURS = [rgb(DEFAULTS[role]) for role in ("paper", "accent", "second", "disc")]


async def checked(folder: Path) -> Checked:
    async with newsroom(folder) as room:
        room.files = dict(FILES)
        return (await room.loader.propose(room.files)).checked


async def specs(folder: Path) -> list[CardSpec]:
    """Return one card for each post."""
    found = {item.draft.post: item.card for item in (await checked(folder)).prepared if item.card}
    return list(found.values())


def share_of(image: Image.Image, colour: Rgb, near: int = NEAR) -> float:
    """Return how much of a picture has about this colour."""
    away = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    most = ImageChops.lighter(ImageChops.lighter(away[0], away[1]), away[2])
    return sum(most.histogram()[:near]) / (image.width * image.height)


def drawn(spec: CardSpec, size: tuple[int, int]) -> Canvas:
    return compose(replace(spec, size=size), FILES)


async def test_there_is_nothing_wrong_with_it(tmp_path: Path) -> None:
    result = await checked(tmp_path)
    assert [(str(p.place), p.code) for p in result.problems] == []
    assert {item.card.layout for item in result.prepared if item.card} == set(LAYOUTS)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
async def test_its_cards_have_its_colours_and_none_of_ours(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    for spec in await specs(tmp_path):
        image = drawn(spec, size).image
        colours = palette(spec.brand.colours)
        ground = colours.disc if spec.layout == "live" else colours.paper
        # Where it glows it is a little lighter than the paper itself.
        lit = share_of(image, ground) + share_of(image, mix(ground, colours.second, 0.22))
        assert lit > 0.4, spec.headline
        assert share_of(image, colours.accent) > 0.0004, spec.headline
        for ours in OURS:
            # Edges of dots are mixed of all sorts of colours; a disc of ours were 3 % and more.
            assert share_of(image, ours, SAME) < 0.002, (spec.headline, ours)


async def test_the_same_cards_in_our_brand_would_be_ours(tmp_path: Path) -> None:
    """The colours are the brand's and not the words': with another brand all of them change."""
    for spec in await specs(tmp_path):
        image = compose(replace(spec, brand=Brand()), FILES).image
        assert sum(share_of(image, ours) for ours in OURS) > 0.3, spec.headline
        assert share_of(image, rgb("#c9f25e")) < 0.0005


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
async def test_every_word_on_them_can_be_read(tmp_path: Path, size: tuple[int, int]) -> None:
    for spec in await specs(tmp_path):
        canvas = drawn(spec, size)
        for mark in canvas.marks:
            grounds = around(canvas.image, mark)
            for ink in mark.colours:
                readable = sum(contrast(ink, ground) >= READABLE for ground in grounds)
                # The neighbours' letters, dots and edges are around as well.
                assert readable > 0.75 * len(grounds), mark


async def test_its_type_motif_corners_and_logo_are_drawn(tmp_path: Path) -> None:
    """Whatever of the brand is changed changes the card."""
    spec = next(s for s in await specs(tmp_path) if s.layout == "announcement" and s.people)
    before = drawn(spec, LANDSCAPE).image.tobytes()
    usual = Brand()
    for field in ("voices", "facts", "motif", "corners", "logo", "colours"):
        assert getattr(spec.brand, field) != getattr(usual, field)
        other = replace(spec.brand, **{field: getattr(usual, field)})
        assert drawn(replace(spec, brand=other), LANDSCAPE).image.tobytes() != before, field


async def test_all_its_partners_stand_on_every_card_in_one_ink(tmp_path: Path) -> None:
    for spec in await specs(tmp_path):
        assert [partner.name for partner in spec.partners] == PARTNERS
        marks = [mark for mark in drawn(spec, LANDSCAPE).marks if mark.field == "partners"]
        assert [mark.text for mark in marks] == PARTNERS
        assert len({mark.colours for mark in marks}) == 1
        masks = [logos.logo(partner.logo, FILES, 24) for partner in spec.partners]
        areas = [mask.width * mask.height for mask in masks if mask]
        assert len(areas) == 4
        assert max(areas) < 2.2 * min(areas)
