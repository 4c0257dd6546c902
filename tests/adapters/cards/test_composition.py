"""How cards are composed: few sizes, one left edge, a quiet foot, and what each layout is about."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import ImageChops

from campaign.cards import footer
from campaign.cards.engine import MEASURES, compose
from campaign.cards.ground import KINDS, Motif, ground, sign
from campaign.cards.leaf import leaf
from campaign.core.cards import (
    LANDSCAPE,
    MOTIFS,
    PORTRAIT,
    Brand,
    CardPartner,
    CardPerson,
    CardSpec,
)
from campaign.core.colours import palette
from tests.adapters.cards.conftest import PARTNERS, PEOPLE, named
from tests.adapters.cards.test_logos import CLEAR, picture, saved
from tests.adapters.cards.well_set import assert_well_set, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.canvas import Canvas, Mark

SIZES = pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
LAYOUTS = ("announcement", "live", "quote", "speaker")
PHONE = 300
MARGIN = 66
SIGNS = ("mark", "monogram")
NO_LOGOS = (None,) * 6
SOME_LOGOS = ("crest", "word", None, "crest", None, "word")
SHORT = "Datos y ciudades"
LONG = (
    "Cómo los hubs de innovación pública de las regiones pueden cambiar la relación entre "
    "municipios, empresas emergentes y vecinos"
)
MORE = (
    *PEOPLE,
    CardPerson("Rosa Huenchumilla", "Alcaldesa", "Municipalidad de Peñalolén"),
    CardPerson("Ignacio Díaz", "Jefe de datos"),
)


def all_of(card: Callable[..., CardSpec], size: tuple[int, int]) -> list[CardSpec]:
    """Return cards with little and much to say, and with nobody, some and many."""
    specs = []
    for layout, headline, people in itertools.product(LAYOUTS, (SHORT, LONG), (0, 1, 3, 6)):
        if layout == "speaker" and people != 1:
            continue
        guests = MORE[: min(people, 1) if layout == "quote" else people]
        source = "Documento de proyecto" if layout == "quote" else None
        fields = {"headline": headline, "people": guests, "source": source}
        specs.append(card(layout, size=size, kicker="En vivo", **fields))
    return specs


def texts(canvas: Canvas) -> list[Mark]:
    return [mark for mark in canvas.marks if mark.field not in SIGNS]


@SIZES
def test_a_card_has_three_sizes_and_one_more_for_a_sign(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    for spec in all_of(card, size):
        canvas = compose(spec, {})
        assert_well_set(canvas)
        said = [mark for mark in texts(canvas) if mark.field != "partners"]
        figures = {mark.size for mark in said if _on_a_disc(mark, canvas)}
        signal = {m.size for m in said if spec.layout == "live" and m.field == "kicker"}
        sizes = {mark.size for mark in said} - {max(figures, default=0)} - signal
        assert len(sizes) <= 3, (spec, sizes)


def _on_a_disc(mark: Mark, canvas: Canvas) -> bool:
    return any(
        motif.x - motif.radius < mark.box[0] and mark.box[2] < motif.x + motif.radius
        for motif in canvas.motifs
    )


@SIZES
def test_texts_begin_at_one_left_edge(card: Callable[..., CardSpec], size: tuple[int, int]) -> None:
    for spec in all_of(card, size):
        canvas = compose(spec, {})
        words = ("headline", "when", "where", "source", "subtitle")
        if spec.layout == "quote" and spec.people:
            words = ("headline",)  # what is said of a person stands beside the face
        starts = [m.box[0] for m in texts(canvas) if m.field in words and not _on_a_disc(m, canvas)]
        starts.append(min(mark.box[0] for mark in canvas.marks if mark.field == "partners"))
        assert max(starts) - min(starts) <= size[0] * 0.009, spec


@SIZES
def test_what_matters_is_eight_points_high_on_a_phone(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    for spec in all_of(card, size):
        canvas = compose(replace(spec, people=spec.people[:3]), {})
        matters = {"announcement": ("headline", "when"), "speaker": ("headline", "people", "when")}
        for field in matters.get(spec.layout, ("headline",)):
            largest = max(mark.size for mark in canvas.marks if mark.field == field)
            assert largest * PHONE / size[0] >= 7.9, (field, spec)


@SIZES
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("paths", [NO_LOGOS, SOME_LOGOS], ids=["names", "logos"])
def test_the_foot_takes_fifteen_hundredths_of_the_height(
    card: Callable[..., CardSpec],
    layout: str,
    size: tuple[int, int],
    paths: tuple[str | None, ...],
) -> None:
    crest = saved(picture((300, 360), CLEAR, (20, 60, 140, 255)))
    word = saved(picture((900, 200), CLEAR, (20, 60, 140, 255)))
    partners = tuple(map(CardPartner, PARTNERS, paths))
    files = {"crest": crest, "word": word}
    canvas = compose(card(layout, size=size, partners=partners), files)
    assert_well_set(canvas)
    measures = MEASURES[size]
    assert footer.fit(partners, files, measures, measures.small).top >= size[1] * 0.849
    foot = [mark for mark in canvas.marks if mark.field == "partners"]
    assert tuple(mark.text for mark in foot) == PARTNERS
    assert min(mark.box[1] for mark in foot) >= size[1] * 0.85
    if paths == NO_LOGOS:
        others = [mark.size for mark in texts(canvas) if mark.field != "partners"]
        assert max(mark.size for mark in foot) <= min(others)


@SIZES
def test_many_partners_can_be_read_and_take_a_fifth_at_most(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    names = (*PARTNERS, "Universidad de Chile", "Municipalidad de Peñalolén", "SUBDERE")
    canvas = compose(card(size=size, partners=named(names), people=MORE[:3]), {})
    assert_well_set(canvas)
    foot = [mark for mark in canvas.marks if mark.field == "partners"]
    assert tuple(mark.text for mark in foot) == names
    assert all(mark.size * PHONE / size[0] >= 6 for mark in foot)
    assert min(mark.box[1] for mark in foot) >= size[1] * 0.8


def test_short_names_of_partners_stand_in_columns(card: Callable[..., CardSpec]) -> None:
    towns = ("Arica", "La Serena", "Valparaíso", "Concepción", "Temuco", "Puerto Montt")
    names = tuple(f"Universidad de {town}" for town in towns)
    marks = compose(card(partners=named(names)), {}).marks
    left = {mark.text: mark.box[0] for mark in marks if mark.field == "partners"}
    for above, below in zip(names[:3], names[3:], strict=True):
        assert abs(left[above] - left[below]) <= 4


@SIZES
@pytest.mark.parametrize("people", range(7))
def test_everybody_up_to_six_has_a_seat_with_a_face(
    card: Callable[..., CardSpec], size: tuple[int, int], people: int
) -> None:
    canvas = compose(card(size=size, people=MORE[:people]), {})
    assert_well_set(canvas)
    initials = [mark for mark in canvas.marks if mark.field == "monogram"]
    assert len(initials) == people


@SIZES
def test_the_day_stands_in_the_sun_and_the_hour_beside_it(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    marks = [mark for mark in compose(card(size=size), {}).marks if mark.field == "when"]
    day, month, rest = marks if marks[0].text == "23" else [*marks[1:], marks[0]]
    assert (day.text, month.text) == ("23", "febrero")
    assert rest.text.replace("\u00a0", " ") == "Miércoles, 17:00 h"
    assert day.size > 2 * rest.size


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("miércoles 23 de febrero, 17:00\u00a0h", "23"),
        ("miércoles 23\u00a0de febrero", "23"),
        ("Wednesday 3 March, 17:00", "3"),
        ("23 y 24 de febrero", None),
        ("23 de febrero al 3 de marzo", None),
        ("primera semana de marzo", None),
        ("miércoles 23 de febrero de 2022, 17:00 h", None),
        ("", None),
    ],
)
def test_only_one_days_date_is_a_leaf(when: str, day: str | None) -> None:
    found = leaf(when)
    assert (found.day if found else None) == day


@SIZES
def test_a_date_of_several_days_is_said_in_words(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    canvas = compose(card(size=size, when="23 y 24 de febrero", people=()), {})
    assert words_on(canvas, "when") == "23 y 24 de febrero"
    sun = canvas.motifs[0]
    assert canvas.image.getpixel((sun.x, sun.y)) == palette({}).second


@SIZES
@pytest.mark.parametrize("length", [1, 40, 120, 260, 400])
def test_a_quote_is_the_largest_by_far_and_its_source_the_smallest(
    card: Callable[..., CardSpec], size: tuple[int, int], length: int
) -> None:
    words = "Nadie espera al que no comparte datos, recursos ni equipos con sus vecinos. " * 6
    words = words[:length].strip(" .,")
    canvas = compose(card("quote", size=size, headline=words, source="Ana Rojas", when=None), {})
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == words
    voice = {mark.size for mark in canvas.marks if mark.field == "headline"}
    said = {mark.size for mark in canvas.marks if mark.field == "source"}
    assert min(voice) >= 1.3 * max(said)
    assert not canvas.motifs


@SIZES
def test_a_speaker_takes_a_fifth_of_the_card(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    photo = saved(picture((500, 600), (250, 10, 250, 255), (250, 10, 250, 255)))
    with_photo = compose(
        card("speaker", size=size, people=(CardPerson("Ana", photo="a"),)), {"a": photo}
    )
    without = compose(card("speaker", size=size, people=(CardPerson("Ana"),)), {})
    for canvas in (with_photo, without):
        assert_well_set(canvas)
        top_right = canvas.image.getpixel((size[0] - 2, 2))
        assert top_right != palette({}).paper
    changed = ImageChops.difference(with_photo.image, without.image).convert("L")
    area = sum(changed.point([0, *[255] * 255]).histogram()[1:])
    assert area >= 0.2 * size[0] * size[1]


@SIZES
def test_live_has_its_waves_whatever_the_brand(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    for kind in MOTIFS:
        canvas = compose(card("live", size=size, brand=Brand(motif=kind)), {})
        assert [motif.kind for motif in canvas.motifs] == ["rings"]


def test_every_kind_of_motif_of_a_brand_can_be_drawn_and_is_another(
    card: Callable[..., CardSpec],
) -> None:
    assert set(MOTIFS) == set(KINDS)
    pictures = {compose(card(brand=Brand(motif=kind)), {}).image.tobytes() for kind in MOTIFS}
    assert len(pictures) == len(MOTIFS)
    assert len({sign(kind, 32, "Serie").tobytes() for kind in MOTIFS}) == len(MOTIFS)


def test_nothing_of_a_motif_is_below_the_horizon() -> None:
    for kind in MOTIFS:
        motif = Motif(300, 200, 100, kind=kind, horizon=220, lit=False)
        drawn = ground((600, 400), palette({}), (motif,), "Serie")
        paper = ground((600, 400), palette({}), (), "Serie")
        found = ImageChops.difference(drawn, paper).getbbox()
        assert found is not None
        assert found[3] <= 220


@SIZES
def test_without_partners_the_sun_runs_off_the_card(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    canvas = compose(card(size=size, partners=()), {})
    assert_well_set(canvas)
    assert canvas.motifs[0].horizon is None


@SIZES
def test_square_corners_are_those_of_faces_and_signals(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    for layout, corner in (("announcement", _face_corner), ("live", _signal_corner)):
        spec = card(layout, size=size, kicker="En vivo", people=(CardPerson("Ana Rojas"),))
        round_one = compose(spec, {})
        square_one = compose(replace(spec, brand=Brand(corners="square")), {})
        at = corner(square_one)
        assert square_one.image.getpixel(at) != round_one.image.getpixel(at)


def _face_corner(canvas: Canvas) -> tuple[int, int]:
    """Return a point in the upper left corner of the plate around initials."""
    initials = next(mark for mark in canvas.marks if mark.field == "monogram")
    left = MARGIN + 3
    middle = (initials.box[1] + initials.box[3]) // 2
    radius = (initials.box[0] + initials.box[2]) // 2 - left
    return left, middle - radius + 3


def _signal_corner(canvas: Canvas) -> tuple[int, int]:
    word = next(mark for mark in canvas.marks if mark.field == "kicker")
    return MARGIN + 4, word.box[1] - round(word.size * 0.46)


def test_the_logo_of_a_brand_stands_before_the_series(card: Callable[..., CardSpec]) -> None:
    word = {"word": saved(picture((900, 200), CLEAR, (20, 60, 140, 255)))}
    without = compose(card(), word)
    with_logo = compose(card(brand=Brand(logo="word")), word)
    assert_well_set(with_logo)
    starts = [
        next(mark.box[0] for mark in canvas.marks if mark.field == "series")
        for canvas in (without, with_logo)
    ]
    assert starts[1] > starts[0] + 20
    missing = compose(card(brand=Brand(logo="word")), {})
    assert missing.image.tobytes() == without.image.tobytes()
