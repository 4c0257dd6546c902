"""The card of a person: their topic large, and the panel that it is in below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cards.engine import compose
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import SIZES, STILL, assert_well_set, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec


@SIZES
def test_a_topic_stands_with_its_panel(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    topic = "Ochenta licitaciones y una planilla: lo que aprendimos en La Frontera"
    panel = "En «Comprar mejor: qué aprende una comuna cuando publica cada contrato»"
    spec = card(
        "speaker", size=size, headline=topic, subtitle=panel, people=PEOPLE[:1], others=STILL
    )
    canvas = compose(spec, {})
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == topic
    assert words_on(canvas, "subtitle") == panel
