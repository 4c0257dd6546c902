"""A hyphen between spaces is a dash: no line begins with it, in any layout and size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaign.cards import LAYOUTS
from campaign.cards.engine import compose
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import SIZES, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

NAMING = ("announcement", "speaker", "thanks")
NAMES = ("San Pedro - Las Palmas", "Municipalidad - Región", "Ayuntamiento de Vitoria -- Gasteiz")


@SIZES
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("name", NAMES)
def test_no_line_begins_with_a_hyphen(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], name: str
) -> None:
    people = (replace(PEOPLE[0], organisation=name),) if layout in NAMING else ()
    spec = card(layout, size=size, headline=name, subtitle=name, emphasis=name, people=people)
    canvas = compose(spec, {})
    assert not [mark.text for mark in canvas.marks if mark.text.lstrip().startswith(("-", "–"))]
    assert " – " in words_on(canvas, "headline")


def test_a_compound_keeps_its_hyphen(card: Callable[..., CardSpec]) -> None:
    canvas = compose(card("score", headline="Vitoria-Gasteiz", figure="71,4"), {})
    assert words_on(canvas, "headline") == "Vitoria-Gasteiz"
