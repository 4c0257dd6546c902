"""A word too long for a good size is broken at a syllable; any other stays whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.cards import hyphens
from campaign.cards.card import Card, Proof
from campaign.cards.engine import compose
from campaign.cards.measures import PORTRAIT as MEASURES
from campaign.core.cards import LANDSCAPE, PORTRAIT
from tests.adapters.cards.well_set import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec


def title_of(spec: CardSpec) -> tuple[list[str], int]:
    """Return the lines of the title and its size."""
    canvas = compose(spec, {}, Proof)
    (block,) = [block for field, block in canvas.blocks if field == "headline"]
    return [block.text[a:b] for a, b in block.lines], block.style.size


@pytest.mark.parametrize(
    ("language", "title", "lines"),
    [
        ("es", "Electroencefalográficamente", ["Electroencefa-", "lográficamente"]),
        ("en", "Counterrevolutionarinesses", ["Counterrevolu-", "tionarinesses"]),
    ],
)
def test_a_word_that_would_be_tiny_is_broken_at_a_syllable(
    card: Callable[..., CardSpec], language: str, title: str, lines: list[str]
) -> None:
    spec = card("note", size=PORTRAIT, headline=title, language=language)
    found, size = title_of(spec)
    assert found == lines
    assert size >= 120
    whole = title_of(card("note", size=PORTRAIT, headline=title, language="ja"))
    assert " ".join(whole[0]) == title, "no patterns, no hyphen"
    assert whole[1] < size * hyphens.WHOLE


@SIZES
@pytest.mark.parametrize("layout", ["announcement", "note", "live", "quote", "overview"])
@pytest.mark.parametrize(
    "title",
    [
        "Interoperabilidad",
        "Desinstitucionalización",
        "Digitalización municipal y datos abiertos",
        "Transparencia e institucionalización democrática " * 2,
    ],
)
def test_a_word_that_is_large_enough_stays_whole(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], title: str
) -> None:
    lines, _ = title_of(card(layout, size=size, headline=title.strip()))
    assert not any("-" in line for line in lines)


def test_names_are_never_broken(card: Callable[..., CardSpec]) -> None:
    person = card("speaker").people[0]
    long = type(person)("Wolfeschlegelsteinhausen")
    canvas = compose(card("speaker", size=PORTRAIT, people=(long,)), {}, Proof)
    names = [block for field, block in canvas.blocks if field == "people"]
    assert all("-" not in block.text for block in names)


def test_what_is_emphasised_is_so_in_a_broken_word_too(card: Callable[..., CardSpec]) -> None:
    title = "Hablar electroencefalográficamente bien"
    spec = card("note", size=PORTRAIT, headline=title, emphasis="electroencefalográficamente bien")
    spelling = "Hablar electroencefa-lográficamente bien"
    found = Card(spec, {}, MEASURES).emphasis(spelling)
    assert spelling[found.start : found.stop] == "electroencefa-lográficamente bien"
    other = Card(card("note", emphasis="GovTech"), {}, MEASURES).emphasis("Otra cosa")
    assert not other


def test_cards_are_as_good_in_landscape(card: Callable[..., CardSpec]) -> None:
    title = "Rechtsschutzversicherungsgesellschaften"
    lines, size = title_of(card(size=LANDSCAPE, headline=title, language="de"))
    assert "".join(lines).replace("-", "") == title
    assert len(lines) == 3
    assert size > 70
