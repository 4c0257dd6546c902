"""A card that was drawn is let go of at once: thousands of them do not wait for garbage day."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from campaign.cards import LAYOUTS
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
