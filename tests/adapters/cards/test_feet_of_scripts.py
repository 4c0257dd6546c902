"""The names at the foot of a card stay within what networks leave of it, in every script."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from campaign.cards import LAYOUTS, CardDoesNotFit, draw
from campaign.cards.engine import compose
from campaign.core.cards import LANDSCAPE, PORTRAIT
from tests.adapters.cards.conftest import named
from tests.adapters.cards.well_set import assert_well_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

NAMES = {
    "arabic": "مؤسسة البيانات المفتوحة جمعية النهر للمعرفة والتعليم",
    "vowelled": "مُؤَسَّسَةُ الْبَيَانَاتِ الْمَفْتُوحَةِ جَمْعِيَّةُ",
    "hebrew": "קרן נתונים פתוחים עמותת הנהר לידע ולחינוך ץףך",
    "devanagari": "मुक्त डेटा फाउंडेशन नदी ज्ञान समिति शिक्षा र्त्स्यूँ",
}


@pytest.mark.parametrize("script", NAMES)
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
@pytest.mark.parametrize("seed", range(12))
def test_names_of_every_script_stay_within_the_safe_area(
    card: Callable[..., CardSpec], script: str, size: tuple[int, int], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 -- names, no secrets
    words = NAMES[script].split()
    names = [" ".join(chance.choices(words, k=chance.randint(1, 4))) for _ in range(seed % 8 + 1)]
    assert_well_set(compose(card("announcement", size=size, partners=named(names)), {}))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("headline", ["", "  ", "\u00a0", "\u200b"])
def test_a_headline_of_blanks_is_left_out_or_refused_with_its_field(
    card: Callable[..., CardSpec], layout: str, headline: str
) -> None:
    try:
        drawn = draw(card(layout, headline=headline), {})
    except CardDoesNotFit as wrong:
        assert wrong.params["field"] == "headline"  # noqa: PT017 -- or it is drawn
    else:
        assert drawn
