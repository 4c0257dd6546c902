"""A card that is drawn on the paper of another one shows nothing of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from campaign.cards import LAYOUTS, draw, paper
from campaign.cards.engine import compose, encode
from campaign.core.cards import CardPerson
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec


def photo() -> bytes:
    """Return a picture of somebody."""
    target = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(target, "PNG")
    return target.getvalue()


@SIZES
def test_a_card_is_the_same_whatever_was_drawn_before(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    files, people = {"ana.png": photo()}, (CardPerson("Ana Soto", photo="ana.png"), *PEOPLE)
    fewer = {"headline": "Otro 🎉", "people": people[:1], "partners": (), "when": "martes 8"}
    specs = [card(layout, size=size, people=people[:3]) for layout in sorted(LAYOUTS)]
    specs += [card(layout, size=size, **fewer) for layout in sorted(LAYOUTS)]
    alone = [encode(compose(spec, files).image) for spec in specs]
    assert [draw(spec, files) for spec in specs] == alone
    assert [draw(spec, files) for spec in reversed(specs)] == alone[::-1]


@SIZES
def test_a_ground_that_comes_again_is_made_good_where_it_was_painted(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    draw(card("quote", size=size), {})
    canvas = compose(card("quote", size=size, headline="Otra frase, y más larga que antes"), {})
    again = canvas.image
    paper.give_back(canvas)
    canvas = compose(card("quote", size=size, headline="Poco"), {})
    assert canvas.image is again
    for box in canvas.painted:
        canvas.image.paste(canvas.ground.crop(box), box)
    assert canvas.image.tobytes() == canvas.ground.tobytes()


@SIZES
def test_what_somebody_still_looks_at_is_not_drawn_on(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    kept = compose(card("quote", size=size), {}).image
    before = kept.tobytes()
    for layout in ("live", "score", "announcement"):
        draw(card(layout, size=size), {})
    assert kept.tobytes() == before


def test_memory_is_drawn_on_again_for_a_ground_that_is_new(card: Callable[..., CardSpec]) -> None:
    canvases = [compose(card("live", series=f"Ciclo {number}"), {}) for number in range(6)]
    pictures = {id(canvas.image): canvas.image for canvas in canvases}
    for canvas in canvases:
        paper.give_back(canvas)
    found = [compose(card("live", series=f"Otra {number}"), {}).image for number in range(2)]
    assert [id(picture) in pictures for picture in found] == [True, False], "three are kept"
