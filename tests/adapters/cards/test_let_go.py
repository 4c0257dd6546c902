"""A card that was drawn is let go of at once: thousands of them do not wait for garbage day."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from campaign.cards import LAYOUTS, draw, try_out
from campaign.cards.engine import compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_nothing_holds_a_picture_that_nobody_needs(
    card: Callable[..., CardSpec], layout: str
) -> None:
    gc.disable()
    try:
        canvas = compose(card(layout), {})
        held = weakref.ref(canvas.image)
        del canvas
        assert held() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("work", [draw, try_out])
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_a_card_leaves_nothing_for_garbage_day(
    card: Callable[..., CardSpec], layout: str, work: Callable[..., object]
) -> None:
    spec = card(layout)
    work(spec, {})  # imports, and what is remembered
    gc.collect()
    gc.disable()
    try:
        work(spec, {})
        assert gc.collect() == 0
    finally:
        gc.enable()
