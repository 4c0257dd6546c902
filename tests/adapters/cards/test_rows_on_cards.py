"""What a row of a sheet says is on its card and in its alternative text, or else is told."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from campaign.cards import CardDoesNotFit
from campaign.cards.engine import compose
from campaign.core.card_rows import CardRow, Stage, hidden, spec_of
from campaign.core.cards import LANDSCAPE, Brand
from campaign.core.layouts import OF_SHEETS, ROW_FIELDS, layout_of
from campaign.core.problems import Place
from campaign.languages import Catalogue
from campaign.sources.sheets.vocabulary import words
from tests.adapters.cards.well_set import SIZES, words_on

if TYPE_CHECKING:
    from campaign.core.cards import CardSpec

EVERY_LAYOUT = pytest.mark.parametrize("layout", sorted(OF_SHEETS))
WORDS = {
    "name": "San Rosendo",
    "headline": "Los trenes vuelven a la ciudad",
    "kicker": "Comuna ferroviaria",
    "subtitle": "Bajada de la tarjeta",
    "when": "jueves 3 de marzo",
    "where": "Teatro Municipal",
    "source": "Estudio de la Provincia",
    "figure": "42",
    "person": "Ana Soto",
    "role": "Alcaldesa",
    "organisation": "Municipalidad",
    "emphasis": "la ciudad",
}


def row(**values: str) -> CardRow:
    return CardRow(2, values, dict.fromkeys(values, Place("hoja.csv", cell="A2")))


def stage(layout: str, size: tuple[int, int] = LANDSCAPE) -> Stage:
    return Stage(layout, size, "es", "Índice de Ríos", Brand())


def spec(layout: str, size: tuple[int, int] = LANDSCAPE, **values: str) -> CardSpec:
    return spec_of(row(**values), stage(layout, size), None, Catalogue("es").text)


def told(card: CardSpec) -> tuple[str, str]:
    """Return what is written on the picture, and its alternative text."""
    canvas = compose(card, {})
    written = " ".join(mark.text for mark in canvas.marks)
    return written.replace("\u00a0", " ").lower(), card.alt.replace("\u00a0", " ").lower()


@SIZES
@EVERY_LAYOUT
def test_what_an_alternative_text_says_is_on_the_picture(
    layout: str, size: tuple[int, int]
) -> None:
    values = {field: said for field, said in WORDS.items() if field != "person"}
    if layout != "quote":  # there a person is the source
        values["person"] = WORDS["person"]
    else:
        for field in ("name", "role", "organisation"):
            del values[field]
    card = spec(layout, size, **values)
    written, said = told(card)
    for field in values.keys() & ROW_FIELDS - {"emphasis", "kicker"}:
        seen = field not in layout_of(layout).unseen
        wanted = set(re.findall(r"\w+", values[field].lower()))
        assert (wanted <= set(re.findall(r"\w+", written))) == seen, field
        assert (values[field].lower() in said) == seen, field


@SIZES
@EVERY_LAYOUT
def test_what_is_emphasised_is_in_the_accent_or_told(layout: str, size: tuple[int, int]) -> None:
    card = spec(layout, size, **WORDS)
    marks = [mark for mark in compose(card, {}).marks if mark.field == "headline"]
    plain = compose(replace(card, emphasis=None), {}).marks
    before = [mark for mark in plain if mark.field == "headline"]
    assert ([mark.colours for mark in marks] != [mark.colours for mark in before]) == (
        "emphasis" not in layout_of(layout).unseen
    )


@SIZES
@EVERY_LAYOUT
def test_a_photo_is_on_the_picture_or_told(layout: str, size: tuple[int, int]) -> None:
    red, blue = (photographed(layout, size, colour) for colour in ("red", "blue"))
    assert (red != blue) == ("photo" not in layout_of(layout).unseen)


def photographed(layout: str, size: tuple[int, int], colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(target, "PNG")
    card = spec_of(row(**WORDS, photo="a.png"), stage(layout, size), "a.png", Catalogue("es").text)
    return compose(card, {"a.png": target.getvalue()}).image.tobytes()


def test_the_source_of_a_quote_is_told_where_no_person_is() -> None:
    assert "estudio" not in " ".join(told(spec("quote", **WORDS)))
    written, said = told(spec("quote", headline="Los trenes vuelven", source="Estudio"))
    assert "estudio" in written
    assert "estudio" in said


def test_what_is_of_nobody_is_told() -> None:
    rows = [row(headline="Los trenes vuelven", role="Alcaldesa", photo="a.png")]
    found = [one.params["column"] for one in hidden(rows, stage("score"), {}, "Puntaje")]
    assert found == ["photo", "role"]
    assert "Alcaldesa" not in spec("score", **rows[0].values).alt


def test_a_column_that_no_card_of_the_layout_shows_is_told_once() -> None:
    place = Place("hoja.csv", cell="D3")
    rows = [CardRow(2, {"name": "Lota"}, {})] + [
        CardRow(number, WORDS, dict.fromkeys(WORDS, place)) for number in (3, 4)
    ]
    found = list(hidden(rows, stage("quote"), {"subtitle": "Región"}, "Cita"))
    assert [(one.code, one.place, one.params["column"]) for one in found] == [
        ("card-column-not-shown", place, column) for column in ("figure", "source", "Región")
    ]
    assert not list(hidden(rows[:1], stage("quote"), {}, "Cita"))


@SIZES
@pytest.mark.parametrize("values", [{}, {"headline": "A quienes vinieron"}])
def test_thanks_are_said_in_this_word(size: tuple[int, int], values: dict[str, str]) -> None:
    canvas = compose(spec("thanks", size, name="San Rosendo", **values), {})
    assert words_on(canvas, "figure") == "Gracias"
    assert words_on(canvas, "headline") == values.get("headline", "San Rosendo")


@SIZES
def test_what_is_live_says_so(size: tuple[int, int]) -> None:
    for values in ({}, {"headline": "Consejo comunal"}, WORDS):
        canvas = compose(spec("live", size, **{"name": "San Rosendo", **values}), {})
        assert words_on(canvas, "kicker") == "EN VIVO AHORA"
    card = spec("live", size, name="San Rosendo", headline="Consejo comunal", subtitle="Sesión")
    assert card.subtitle == "San Rosendo · Sesión"


def test_other_layouts_say_what_they_are_with_whose_it_is() -> None:
    assert spec("recording", name="Lota", headline="Sesión").kicker == "Grabación · Lota"
    assert spec("note", name="Lota").kicker == "Nota de resumen"
    assert spec("note", name="Lota", kicker="Acta").kicker == "Acta"
    assert spec("cover", name="Lota").kicker == "Publicación"
    assert spec("cover", name="Lota", headline="Plan").kicker == "Lota"


@SIZES
def test_a_cover_without_more_words_shows_all_it_has(size: tuple[int, int]) -> None:
    written, _ = told(spec("cover", size, name="Atlas", subtitle="Ríos y lagos"))
    assert "ríos y lagos" in written


@SIZES
def test_what_is_too_long_is_blamed_and_not_the_word_before_it(size: tuple[int, int]) -> None:
    # Four lines of it stand below the title and leave no room above.
    for count in range(20, 60):
        try:
            compose(spec("thanks", size, name="San Rosendo", subtitle="ríos y lagos " * count), {})
        except CardDoesNotFit as refused:
            assert refused.params["field"] == "subtitle"  # noqa: PT017 - any length is right


def test_the_page_on_many_cards_tells_which_columns_each_layout_shows() -> None:
    page = (Path(__file__).parents[3] / "docs/how-to/many-cards.md").read_text(encoding="utf-8")
    shown = {}
    for line in page.partition("## Los diseños")[2].splitlines():
        if line.startswith("| ") and not line.startswith("| diseño"):
            name, _, unseen = (cell.strip() for cell in line.strip("|").split("|"))
            shown[name] = set(unseen.partition(";")[0].split(", ")) - {"ninguna"}
    called = words().write
    assert shown == {
        called("es", "layouts", layout): {
            called("es", "card_columns", field).capitalize() for field in layout_of(layout).unseen
        }
        for layout in OF_SHEETS
    }
