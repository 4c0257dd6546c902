"""Cards with little on them, or something unusual, are composed and not merely filled."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from campaign.cards import draw
from campaign.cards.engine import compose
from campaign.core.cards import LANDSCAPE, PORTRAIT, Brand, CardSpec
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.well_set import SIZES, assert_well_set, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.canvas import Canvas, Mark


def marks(canvas: Canvas, field: str) -> list[Mark]:
    return [mark for mark in canvas.marks if mark.field == field]


@SIZES
@pytest.mark.parametrize("title", ["San Juan de la Costa", "Un nombre largo " * 4])
@pytest.mark.parametrize("figure", ["123.456.789", "1.234.567,89", "$ 12.345.678", "US$ 123.456"])
def test_long_numbers_stand_in_the_disc_and_can_be_read(
    card: Callable[..., CardSpec], size: tuple[int, int], title: str, figure: str
) -> None:
    canvas = compose(card("score", size=size, headline=title.strip(), figure=figure), {})
    assert_well_set(canvas)
    assert words_on(canvas, "figure") == figure
    (mark,) = marks(canvas, "figure")
    assert mark.size * 300 / size[0] >= 6


@SIZES
def test_who_speaks_runs_off_the_card_where_no_partners_are(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    spec = card("speaker", size=size, people=PEOPLE[:1], partners=())
    with Image.open(io.BytesIO(draw(spec, {}))) as drawn:
        corner, other = (drawn.getpixel((size[0] - 4, y)) for y in (4, size[1] - 4))
        left = drawn.getpixel((4, size[1] - 4))
    assert (other == left) == (size == PORTRAIT), "in landscape it stands down to the edge"
    assert corner != left


def test_a_tall_card_of_a_speaker_has_its_masthead_on_one_line(
    card: Callable[..., CardSpec],
) -> None:
    spec = card("speaker", size=PORTRAIT, people=PEOPLE[:1], series="Datos y ciudades")
    canvas = compose(replace(spec, kicker="Panel 2"), {})
    (series,), (kicker,) = marks(canvas, "series"), marks(canvas, "kicker")
    assert kicker.box[0] > series.box[2]


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("title", ["Datos y ciudades", "Agua", "Gobernar con datos abiertos"])
def test_a_tall_announcement_of_few_words_and_people_has_no_hole(
    card: Callable[..., CardSpec], count: int, title: str
) -> None:
    spec = card("announcement", size=PORTRAIT, people=PEOPLE[:count], headline=title)
    canvas = compose(replace(spec, subtitle=None), {})
    assert_well_set(canvas)
    (sun,) = canvas.motifs
    said = (*marks(canvas, "headline"), *marks(canvas, "when"), *marks(canvas, "where"))
    above = [mark.box[3] for mark in said if mark.box[3] < sun.y - sun.radius]
    assert sun.y - sun.radius * 1.4 - max(above) < PORTRAIT[1] * 0.13


def test_one_speaker_of_a_wide_announcement_has_the_whole_width(
    card: Callable[..., CardSpec],
) -> None:
    canvas = compose(card("announcement", people=PEOPLE[:1], size=LANDSCAPE), {})
    assert len(marks(canvas, "people")) == 2, "the name, and on one line what they are"


def test_the_title_of_a_publication_is_on_its_cover_where_it_breaks_well_when_smaller(
    card: Callable[..., CardSpec],
) -> None:
    spec = card("cover", size=PORTRAIT, headline="The Harbour Almanac", kicker="Publication")
    titles = marks(compose(replace(spec, subtitle=None), {}), "headline")
    assert [mark.text for mark in titles] == ["The Harbour", "Almanac"]
    assert min(mark.box[1] for mark in titles) > 500


def test_thanks_of_two_words_stay_on_one_line_where_it_is_large(
    card: Callable[..., CardSpec],
) -> None:
    spec = card("thanks", size=PORTRAIT, figure="Thank you", people=PEOPLE[:1])
    assert [mark.text for mark in marks(compose(spec, {}), "figure")] == ["Thank you"]


@SIZES
def test_the_figure_of_a_countdown_stands_clear_of_the_title(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    canvas = compose(card("countdown", size=size, figure="Mañana", lead=None, unit=None), {})
    figure, titles = marks(canvas, "figure")[0], marks(canvas, "headline")
    assert titles[0].box[1] - figure.box[3] > titles[0].size * 0.35


@SIZES
def test_who_said_a_short_quote_is_read_second(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    spec = card("quote", size=size, headline="Datos para todos", source="Luz Vera, poeta")
    canvas = compose(replace(spec, when=None, where=None), {})
    name, role = marks(canvas, "source")
    assert name.size > role.size
    assert name.size * 300 / size[0] >= 8


@SIZES
def test_the_halves_of_a_title_have_lines_of_their_own(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    for title in ("Tide Tables: Open Data at the Harbour", "Verano de Datos Abiertos: GovTech"):
        spec = card("announcement", size=size, headline=title, people=())
        lines = [mark.text for mark in marks(compose(spec, {}), "headline")]
        assert sum(line.endswith(":") for line in lines) == 1, lines


@SIZES
@pytest.mark.parametrize("paper", ["#ffffff", "#fdfdfd", "#fcf5e8", "#0e1c2b"])
def test_a_sheet_is_seen_on_every_paper(
    card: Callable[..., CardSpec], size: tuple[int, int], paper: str
) -> None:
    dark = paper.startswith("#0")
    colours = {"paper": paper, "ink": "#eef3ea" if dark else "#1b1b3a"}
    colours |= {"accent": "#c9f25e", "muted": "#aabbcc"} if dark else {}
    spec = card("note", size=size, headline="Datos", brand=Brand(colours=colours, motif="none"))
    image = compose(spec, {}).image
    ground = image.getpixel((4, 4))
    # Between the sheet's left edge and its lines, where nothing is printed.
    sheet = image.getpixel((760, 480) if size == LANDSCAPE else (470, 1000))
    assert isinstance(ground, tuple)
    assert isinstance(sheet, tuple)
    assert max(abs(a - b) for a, b in zip(ground, sheet, strict=True)) >= 8
