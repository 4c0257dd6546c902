"""One long name among several people costs nobody their face or what they are, on a wide card."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from campaign.cards.engine import compose
from campaign.core.cards import CardPerson
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import assert_well_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

LONG = CardPerson(
    "María Fernanda de los Ángeles Undurraga Goycoolea", "Abogada", "Consejo para la Transparencia"
)
LONGER = CardPerson(
    "María Fernanda de los Ángeles Undurraga-Goycoolea Larraín",
    "Directora de Innovación y Transparencia",
    "Subsecretaría de Desarrollo Regional y Administrativo",
)


@pytest.mark.parametrize(
    "title", ["Digitalización municipal", "Comprar mejor: qué aprende una comuna"]
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_everybody_keeps_face_and_role(card: Callable[..., CardSpec], title: str, at: int) -> None:
    people = [*PEOPLE[:2]]
    people.insert(at, LONG)
    canvas = compose(card("announcement", headline=title, people=tuple(people)), {})
    assert_well_set(canvas)
    assert sum(mark.field == "monogram" for mark in canvas.marks) == len(people)
    told = " ".join(mark.text for mark in canvas.marks).replace("\u00a0", " ")
    for person in people:
        assert str(person.role or person.organisation) in told
    assert min(mark.size for mark in canvas.marks if mark.field == "people") >= 24


def test_two_people_of_whom_one_has_much_to_their_name(card: Callable[..., CardSpec]) -> None:
    canvas = compose(card("announcement", people=(PEOPLE[0], LONGER)), {})
    assert_well_set(canvas)
    assert sum(mark.field == "monogram" for mark in canvas.marks) == 2


def test_where_not_all_has_room_photos_are_kept(card: Callable[..., CardSpec]) -> None:
    target = io.BytesIO()
    Image.new("RGB", (400, 400), "#ff00ff").save(target, "PNG")
    other = CardPerson(
        "Bartholomäus Featherstonehaugh-Cholmondeley", "Investigador", "University of Strathclyde"
    )
    everybody = (LONG, other, PEOPLE[2])
    photos = tuple(replace(person, photo="a") for person in everybody)
    bare = compose(card("announcement", people=everybody), {})
    pictured = compose(card("announcement", people=photos), {"a": target.getvalue()})
    assert any("Investigador" in mark.text for mark in bare.marks)
    assert pink(pictured.image) > 3 * 2000
    assert pink(bare.image) == 0
    names = " ".join(mark.text for mark in pictured.marks if mark.field == "people")
    assert all(person.name.split()[0] in names for person in everybody)


def pink(image: Image.Image) -> int:
    """Count the pixels of the photos."""
    red, green, blue = image.split()
    masks = [red.point([255 * (v > 180) for v in range(256)])]
    masks += [blue.point([255 * (v > 160) for v in range(256)])]
    masks += [green.point([255 * (v < 60) for v in range(256)])]
    return ImageChops.multiply(ImageChops.multiply(*masks[:2]), masks[2]).histogram()[255]
