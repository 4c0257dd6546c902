"""What the how-to on a brand says of scripts and weights is so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from campaign.cards import CannotDraw, draw
from campaign.cards.faces import face_for
from campaign.languages import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "own-brand.md"
ONE_WEIGHT = {"árabe": "س", "hebreo": "ש", "devanagari": "क", "chino": "山", "coreano": "데"}


@pytest.fixture(scope="module")
def said() -> str:
    return " ".join(HOW_TO.read_text("utf-8").split())


def test_what_a_script_without_a_font_is_refused_with(
    card: Callable[..., CardSpec], said: str
) -> None:
    with pytest.raises(CannotDraw) as refusal:
        draw(card("announcement", headline="ไทย"), {})
    words = Catalogue("es")
    params = {**refusal.value.params, "field": words.text("cards.parts.headline")}
    assert words.text(refusal.value.__doc__ or "", **params) in said
    assert "tailandés" in said


@pytest.mark.parametrize("script", ONE_WEIGHT)
def test_which_scripts_have_one_weight(script: str, said: str) -> None:
    fonts = {face_for(face, ONE_WEIGHT[script]) for face in ("quote", "facts", "facts-bold")}
    assert len(fonts) == 1
    assert script in said
    assert "un solo grosor" in said
