"""What the cards of seven layouts promise, each for itself, with much and with little to say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.cards import CardDoesNotFit, draw
from campaign.cards.card import Card
from campaign.cards.engine import compose
from campaign.cards.layouts.change import times
from campaign.cards.measures import LANDSCAPE as MEASURES
from campaign.core.card_errors import TitlesDoNotFit
from campaign.core.cards import LANDSCAPE, PORTRAIT, AgendaRow, CardPerson, CardSpec
from campaign.core.colours import palette
from tests.adapters.cards.around import around
from tests.adapters.cards.conftest import AGENDA, PARTNERS, PEOPLE, named
from tests.adapters.cards.well_set import (
    PHONE,
    SENTENCE,
    SIZES,
    STILL,
    assert_well_set,
    words_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.canvas import Canvas

SEVEN = ("change", "countdown", "cover", "note", "overview", "recording", "thanks")
EVERY = pytest.mark.parametrize("layout", SEVEN)
WHEN = "miércoles 23 de febrero, 17:00 h"
SIGNS = {"change": "before", "countdown": "figure", "overview": "agenda", "thanks": "figure"}
"""Which field is a sign, and so has a size of its own: the time struck through, a number."""

TITLES = (
    "Agua",
    "Ecosistema GovTech en la Región",
    "Hubs, transferencia tecnológica e innovación",
    "Dados abertos e participação cidadã nas câmaras municipais",
    "Open data for towns that nobody has heard of",
    "Internacionalización de la gobernanza electrónica",
    SENTENCE[:110].strip(),
)


FEW = 6
"""So many sessions have their times in full words."""


def sizes_of(canvas: Canvas) -> set[int]:
    """Return the sizes of all texts but the footer and what stands in a disc."""
    aside = {"partners", "monogram", "series", "kicker"}
    return {mark.size for mark in canvas.marks if mark.field not in aside}


@SIZES
@EVERY
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("people", [0, 3])
def test_titles_of_every_length_stand_whole(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], title: str, people: int
) -> None:
    spec = card(
        layout, size=size, headline=title, people=PEOPLE[:people], others=STILL if people else None
    )
    canvas = compose(spec, {})
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == title
    told = " ".join(m.text for m in canvas.marks).replace("\u00a0", " ").replace("- ", "-")
    for person in PEOPLE[:people]:
        assert person.name in told
    if people:
        assert STILL in told


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    layout=st.sampled_from(SEVEN),
    size=st.sampled_from([LANDSCAPE, PORTRAIT]),
    length=st.integers(1, 400),
    start=st.integers(0, len(SENTENCE)),
    partners=st.integers(0, 6),
    when=st.booleans(),
    subtitle=st.integers(0, 90),
)
def test_text_of_any_length_is_whole_or_refused_by_its_field(  # noqa: PLR0913, PLR0917 - hypothesis varies each
    card: Callable[..., CardSpec],
    layout: str,
    size: tuple[int, int],
    length: int,
    start: int,
    partners: int,
    when: bool,  # noqa: FBT001 - hypothesis
    subtitle: int,
) -> None:
    headline = (SENTENCE * 3)[start : start + length].strip(" .,:") or "Sí"
    spec = card(
        layout,
        size=size,
        headline=headline,
        partners=named(PARTNERS[:partners]),
        when=WHEN if when or layout == "change" else None,
        subtitle=SENTENCE[:subtitle].strip(" ,") or None,
    )
    try:
        canvas = compose(spec, {})
    except CardDoesNotFit as refusal:
        assert refusal.params["field"] in {"headline", "when", "figure", "agenda"}  # noqa: PT017 - either outcome is right
        assert length > 120
        return
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == headline


@SIZES
@EVERY
def test_there_are_three_sizes_besides_that_of_a_sign_and_one_accent(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    spec = card(layout, size=size, subtitle="Índice GovTech", people=PEOPLE[:2])
    canvas = compose(spec, {})
    signs = [mark.size for mark in canvas.marks if mark.field == SIGNS.get(layout)]
    assert len(sizes_of(canvas) - {max(signs, default=0)}) <= 3
    colours = palette(spec.brand.colours)
    plain = {colours.ink, colours.muted, colours.soft, colours.on_disc, colours.on_accent}
    assert {ink for mark in canvas.marks for ink in mark.colours} - plain == {colours.accent}


@SIZES
@pytest.mark.parametrize(
    "told",
    [
        ("Faltan", "3", "días"),
        ("Faltan", "12", "días"),
        ("Faltan", "365", "días"),
        ("Falta", "1", "hora"),
        ("Faltan", "45", "minutos"),
        ("In", "28", "days"),
        (None, "Hoy", None),
        (None, "Mañana", None),
        (None, "Tomorrow", None),
    ],
)
def test_the_figure_is_by_far_the_largest(
    card: Callable[..., CardSpec],
    size: tuple[int, int],
    told: tuple[str | None, str, str | None],
) -> None:
    lead, figure, unit = told
    canvas = compose(card("countdown", size=size, lead=lead, figure=figure, unit=unit), {})
    assert_well_set(canvas)
    assert [words_on(canvas, name) for name in ("lead", "figure", "unit")] == [
        lead or "",
        figure,
        unit or "",
    ]
    largest = max(mark.size for mark in canvas.marks if mark.field == "figure")
    assert largest > 2 * max(mark.size for mark in canvas.marks if mark.field == "headline")
    assert largest * PHONE / size[0] >= 24


def test_the_sun_rises_as_it_nears(card: Callable[..., CardSpec]) -> None:
    suns = [
        compose(card("countdown", lead=lead, figure=figure, unit=None), {}).motifs[0]
        for lead, figure in (("Faltan", "9"), ("Faltan", "2"), (None, "Hoy"))
    ]
    assert suns[0].y > suns[1].y > suns[2].y


def test_a_countdown_without_a_figure_is_refused(card: Callable[..., CardSpec]) -> None:
    with pytest.raises(CardDoesNotFit) as refusal:
        draw(card("countdown", figure=None), {})
    assert refusal.value.params["field"] == "figure"


@SIZES
@pytest.mark.parametrize(
    ("before", "when"),
    [
        ("miércoles 23 de febrero, 16:00 h", WHEN),
        ("martes 22 de febrero, 17:00 h", WHEN),
        ("miércoles 23 de febrero, 16:00 h", "Nueva fecha por anunciar"),
        ("miércoles 23 de febrero, 16:00 h", "No se realizará"),
        (None, WHEN),
    ],
)
def test_the_new_time_is_larger_than_the_old_one(
    card: Callable[..., CardSpec], size: tuple[int, int], before: str | None, when: str
) -> None:
    canvas = compose(card("change", size=size, before=before, when=when), {})
    assert_well_set(canvas)
    said = f"{words_on(canvas, 'before')} {words_on(canvas, 'when')}".lower()
    for words in [*(before or "").split(), *when.lower().split()]:
        assert words.strip(",") in said
    if before is None:
        assert not words_on(canvas, "before")
        return
    old = max(mark.size for mark in canvas.marks if mark.field == "before")
    assert max(mark.size for mark in canvas.marks if mark.field == "when") > old
    assert bool(canvas.motifs) == (when == WHEN)


def test_the_old_time_is_struck_through(card: Callable[..., CardSpec]) -> None:
    canvas = compose(card("change", before="miércoles 23 de febrero, 16:00 h"), {})
    (old,) = [mark for mark in canvas.marks if mark.field == "before"]
    left, top, right, bottom = old.box
    row = canvas.image.crop((left, top, right, bottom))
    accent = next(mark for mark in canvas.marks if mark.field == "when" and mark.size > 60).colours
    lines = [
        row.crop((0, y, row.width, y + 1)).getcolors(row.width) or [] for y in range(row.height)
    ]
    assert max(n for line in lines for n, colour in line if colour in accent) > 0.95 * row.width


def test_the_day_stands_once_where_only_the_hour_is_another(
    card: Callable[..., CardSpec],
) -> None:
    def told(before: str, when: str) -> tuple[str, str, str]:
        found = times(Card(card("change", before=before, when=when), {}, MEASURES))
        parts = (found.shared, found.before, found.now)
        return tuple(part.replace("\u00a0", " ") for part in parts)  # type: ignore[return-value]

    day = "Miércoles 23 de febrero"
    assert told("miércoles 23 de febrero, 16:00 h", WHEN) == (day, "16:00 h", "17:00 h")
    other = "martes 22 de febrero, 17:00 h"
    assert told(other, WHEN) == ("", other.capitalize(), f"{day}, 17:00 h")


@SIZES
@pytest.mark.parametrize("count", [1, 2, 4, 6, 8, 10, 12])
def test_every_session_is_in_the_overview_and_can_be_read(
    card: Callable[..., CardSpec], size: tuple[int, int], count: int
) -> None:
    rows = [(f"{n + 1}" if AGENDA[n % 4].number else "", AGENDA[n % 4]) for n in range(count)]
    agenda = tuple(replace(row, number=n, brief="mié 23 feb, 17:00") for n, row in rows)
    spec = card("overview", size=size, agenda=agenda, when=None, kicker="Programa")
    canvas = compose(spec, {})
    assert_well_set(canvas)
    said = words_on(canvas, "agenda").lower()
    for row in agenda:
        assert row.number in said
        assert row.title.lower() in said
        assert row.when.lower() in said or (count > FEW and row.brief in said)
    small = {"series", "kicker", "partners"} if count > FEW else set()
    for mark in canvas.marks:
        if mark.field in small:
            continue  # what is the same on every card
        assert mark.size * PHONE / size[0] >= 6, mark


def test_a_programme_that_is_too_long_is_refused(card: Callable[..., CardSpec]) -> None:
    with pytest.raises(CardDoesNotFit) as refusal:
        draw(card("overview", agenda=AGENDA * 10), {})
    assert refusal.value.params["field"] == "agenda"


@SIZES
@pytest.mark.parametrize("place", range(4))
def test_of_a_programme_the_title_that_is_too_long_is_blamed(
    card: Callable[..., CardSpec], place: int, size: tuple[int, int]
) -> None:
    title = "Gobiernos que escuchan y responden " * 9
    # Those beside it are good, though they take more lines in a narrow column.
    good = "Ecosistema GovTech en la Región Metropolitana de hoy"
    rows = [replace(row, title=title if n == place else good) for n, row in enumerate(AGENDA)]
    with pytest.raises(CardDoesNotFit) as refusal:
        draw(card("overview", size=size, agenda=tuple(rows)), {})
    assert refusal.value.params == {"field": "agenda", "text": title.strip()}


@SIZES
def test_all_titles_that_are_too_long_are_told_and_fit_when_they_are_as_short_as_told(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    long = ("Gobiernos que escuchan y responden " * 9, "Datos que sirven a quien vive lejos " * 8)
    titles = (long[0], "Comprar mejor", long[1], "Doscientas comunas")
    rows = [replace(row, title=title) for row, title in zip(AGENDA, titles, strict=True)]
    with pytest.raises(TitlesDoNotFit) as refusal:
        draw(card("overview", size=size, agenda=tuple(rows)), {})
    assert refusal.value.titles == tuple(title.strip() for title in long)
    shorter = [replace(row, title=row.title[: refusal.value.most]) for row in rows]
    assert draw(card("overview", size=size, agenda=tuple(shorter)), {})


PUBLICATIONS = (
    "Índice GovTech Municipal",
    "Hacia una estrategia nacional de datos abiertos para gobiernos locales",
    "Compendio de policy briefs para acercarnos al GovTech en la Región",
)


@SIZES
@pytest.mark.parametrize("title", PUBLICATIONS)
def test_the_title_of_a_publication_is_on_its_cover(
    card: Callable[..., CardSpec], title: str, size: tuple[int, int]
) -> None:
    spec = card("cover", size=size, headline=title, kicker="Publicación")
    canvas = compose(spec, {})
    assert_well_set(canvas)
    cover = palette(spec.brand.colours).disc
    for mark in [mark for mark in canvas.marks if mark.field == "headline"]:
        grounds = around(canvas.image, mark)
        # Letters of the next line may be there, too.
        assert grounds.count(cover) > 0.75 * len(grounds), mark
    assert words_on(canvas, "kicker") == "Publicación"


@SIZES
@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 8])
def test_thanks_name_everybody(
    card: Callable[..., CardSpec], size: tuple[int, int], count: int
) -> None:
    more = ("Rosa Huenchumilla", "Ignacio Díaz", "Ana Rojas", "Nicolás Ñancupil")
    people = (*PEOPLE, *map(CardPerson, more))[:count]
    canvas = compose(card("thanks", size=size, people=people, when=None, where=None), {})
    assert_well_set(canvas)
    assert words_on(canvas, "figure") == "Gracias"
    told = words_on(canvas, "people").replace("- ", "-")
    for person in people:
        assert person.name in told


SCRIPTS = (
    "البيانات المفتوحة للبلديات في الإقليم",
    "נתונים פתוחים לרשויות המקומיות",
    "市政府数据开放与数字治理的未来",
    "Открытые данные для муниципалитетов",
    "Datos abiertos 🎉 para la región",
)


@SIZES
@EVERY
@pytest.mark.parametrize("title", SCRIPTS, ids=["arabic", "hebrew", "chinese", "russian", "emoji"])
def test_titles_stand_in_every_script(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], title: str
) -> None:
    agenda = tuple(AgendaRow(str(n), words, WHEN) for n, words in enumerate(SCRIPTS[:4], start=1))
    own = {"agenda": agenda} if layout == "overview" else {}
    canvas = compose(card(layout, size=size, headline=title, **own), {})
    assert_well_set(canvas)
    drawn = words_on(canvas, "headline").replace(" ", "")
    for words in title.split():
        assert words in drawn
