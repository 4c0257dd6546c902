"""A text that is too long for its card is told by its beginning, and how long it may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.cards import draw
from campaign.wiring.renderer import start_renderer
from tests.adapters.cards.well_set import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

LONG = "Los datos son de todas las personas que viven aquí. " * 150


@SIZES
def test_how_long_a_text_may_be_is_told_and_is_true(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    renderer = start_renderer()
    try:
        drawn, tried = (
            next(iter(way([card("quote", size=size, headline=LONG)], {})))
            for way in (renderer.draw, renderer.try_out)
        )
    finally:
        renderer.close()
    assert drawn.fault == tried.fault
    assert drawn.fault is not None
    assert drawn.field == "headline"
    assert len(drawn.fault) < 300
    found = re.search(r"Tiene ([0-9]+) caracteres, y ahí caben unos ([0-9]+)", drawn.fault)
    assert found is not None
    length, most = map(int, found.groups())
    assert length == len(LONG.strip())
    assert most > 200
    assert draw(card("quote", size=size, headline=LONG[:most]), {})
