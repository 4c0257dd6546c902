"""A card that is drawn on the paper of another one shows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cards import draw, paper
from campaign.cards.engine import compose, encode
from tests.adapters.cards.well_set import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec


@SIZES
def test_a_card_is_the_same_whatever_was_drawn_before(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    specs = [card(layout, size=size) for layout in ("quote", "live", "announcement")]
    alone = [encode(compose(spec, {}).image) for spec in specs]
    assert [draw(spec, {}) for spec in specs] == alone
    assert [draw(spec, {}) for spec in reversed(specs)] == alone[::-1]


@SIZES
def test_what_somebody_still_looks_at_is_not_drawn_on(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    kept = compose(card("quote", size=size), {}).image
    before = kept.tobytes()
    for layout in ("live", "score", "announcement"):
        draw(card(layout, size=size), {})
    assert kept.tobytes() == before


def test_the_same_memory_is_drawn_on_again(card: Callable[..., CardSpec]) -> None:
    first = compose(card("live"), {}).image
    paper.give_back(first)
    assert compose(card("quote"), {}).image is first
