"""The number that a card is about is read out, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.core.alt_text import alt_text
from campaign.core.cards import LANDSCAPE, CardSpec
from campaign.languages import Catalogue


@pytest.mark.parametrize(("language", "told"), [("es", "Puntaje: 71,4."), ("en", "Score: 71,4.")])
def test_a_score_is_read_out(language: str, told: str) -> None:
    spec = CardSpec("score", LANDSCAPE, language, "Índice", "Ñiquén", "", figure="71,4")
    said = alt_text(spec, Catalogue(language).text)
    assert told in said
    assert "Ñiquén" in said


@pytest.mark.parametrize(("language", "told"), [("es", "Fuente: INE."), ("en", "Source: INE.")])
def test_a_score_is_told_with_its_source(language: str, told: str) -> None:
    spec = CardSpec("score", LANDSCAPE, language, "Índice", "Ñiquén", "", figure="64")
    words = Catalogue(language).text
    assert alt_text(replace(spec, source="INE"), words).endswith(told)
    assert "INE" not in alt_text(replace(spec, source="INE", layout="announcement"), words)
    assert told not in alt_text(spec, words)
