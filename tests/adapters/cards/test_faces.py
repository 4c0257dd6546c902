"""Where the face is on a photo, there the portrait is cut, in every layout that has portraits."""

from __future__ import annotations

import io
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageDraw

from campaign.cards import LAYOUTS
from campaign.cards.engine import compose
from campaign.cards.photos import round_photo
from campaign.core.cards import CardPerson
from tests.adapters.cards.well_set import words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

WITH_PORTRAITS = ("announcement", "speaker")

DRAWN = [
    (layout, size)
    for layout in sorted(LAYOUTS)
    for size in sorted(import_module(f"campaign.cards.layouts.{layout.replace('-', '_')}").SIZES)
]


def photo(size: tuple[int, int], face: tuple[float, float]) -> bytes:
    """Return a blue photo with a yellow face, its middle at shares of width and height."""
    image = Image.new("RGB", size, "#203060")
    x, y, r = size[0] * face[0], size[1] * face[1], min(size) * 0.12
    ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill="#ffe040")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _between(band: Image.Image, low: int, high: int) -> Image.Image:
    return band.point([255 * (low <= v <= high) for v in range(256)])


def face_on(portrait: Image.Image) -> tuple[float, float] | None:
    """Return the middle of the face on a portrait, in shares of its sides."""
    bright = portrait.getchannel("G").point([255 * (v > 150) for v in range(256)])
    box = bright.getbbox()
    if box is None:
        return None
    return (box[0] + box[2]) / 2 / portrait.width, (box[1] + box[3]) / 2 / portrait.height


@pytest.mark.parametrize("size", [(900, 300), (300, 900), (640, 480), (500, 500)])
@pytest.mark.parametrize("face", [(0.15, 0.2), (0.5, 0.5), (0.8, 0.85), (0.3, 0.6)])
def test_the_face_comes_as_near_to_the_middle_as_the_edges_let_it(
    size: tuple[int, int], face: tuple[float, float]
) -> None:
    found = face_on(round_photo("a", {"a": photo(size, face)}, 120, face))
    assert found is not None
    side = min(size)
    for share, whole, seen in zip(face, size, found, strict=True):
        at = share * whole
        start = min(max(0, at - side / 2), whole - side)
        assert seen == pytest.approx((at - start) / side, abs=0.03)


@pytest.mark.parametrize("layout", ["announcement", "speaker", "quote"])
def test_who_is_written_with_a_flag_alone_has_no_half_of_it_for_initials(
    card: Callable[..., CardSpec], layout: str
) -> None:
    canvas = compose(card(layout, people=(CardPerson("🇨🇱", "Directora"),)), {})
    assert words_on(canvas, "monogram") == ""


def test_without_a_focus_an_upright_photo_is_cut_above_its_middle() -> None:
    found = face_on(round_photo("a", {"a": photo((300, 500), (0.5, 0.36))}, 120))
    assert found is not None
    assert 0.3 < found[1] < 0.5
    assert face_on(round_photo("a", {"a": photo((900, 300), (0.05, 0.5))}, 120)) is None


@pytest.mark.parametrize(("layout", "size"), DRAWN)
def test_every_layout_that_shows_a_photo_shows_the_face(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    files = {"a": photo((1200, 300), (0.1, 0.4))}

    def drawn(person: CardPerson) -> Image.Image:
        return compose(card(layout, size=size, people=(person,)), files).image

    person = CardPerson("Ana", photo="a")
    cut = drawn(person)
    if drawn(CardPerson("Ana")).tobytes() == cut.tobytes():
        assert layout not in WITH_PORTRAITS
    else:
        assert yellow(drawn(replace(person, focus=(0.1, 0.4)))) > yellow(cut) + 200


def yellow(image: Image.Image) -> int:
    """Count the pixels of the face."""
    _, green, blue = image.split()
    return ImageChops.multiply(_between(green, 210, 245), _between(blue, 85, 140)).histogram()[255]
