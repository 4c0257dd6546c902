"""What every card promises: size, weight, the same bytes, every word, nothing over an edge."""

from __future__ import annotations

import hashlib
import io
import pickle
import subprocess
import sys
from math import hypot
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from campaign.cards import (
    LAYOUTS,
    BadBrand,
    CannotDraw,
    CardDoesNotFit,
    UnknownLayout,
    draw,
)
from campaign.cards.engine import compose
from campaign.core.cards import LANDSCAPE, PORTRAIT, Brand, CardPerson, CardSpec
from campaign.core.colours import contrast, palette
from tests.adapters.cards.conftest import PARTNERS, PEOPLE, named
from tests.adapters.cards.well_set import PHONE, SENTENCE, SIZES, STILL, assert_well_set, words_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.canvas import Canvas, Mark

BYTES = {LANDSCAPE: 200_000, PORTRAIT: 300_000}
EVERY_LAYOUT = pytest.mark.parametrize("layout", sorted(LAYOUTS))
NIGHT = {
    "paper": "#101418",
    "ink": "#f2f5f7",
    "accent": "#7fd4ff",
    "second": "#3fa7d6",
    "disc": "#1d4e89",
    "muted": "#b7c3cf",
}


@SIZES
@EVERY_LAYOUT
def test_a_card_is_a_jpeg_of_its_size_and_weight(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    content = draw(card(layout, size=size), {})
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", size)
    assert 20_000 < len(content) <= BYTES[size]


@SIZES
@EVERY_LAYOUT
def test_all_that_the_card_is_given_is_on_it(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    canvas = compose(card(layout, size=size, people=PEOPLE[:1]), {})
    assert_well_set(canvas)
    assert tuple(m.text for m in canvas.marks if m.field == "partners") == PARTNERS
    said = " ".join(mark.text for mark in canvas.marks).replace("\u00a0", " ").lower()
    for words in ("verano de datos abiertos", "panel 1", "ecosistema", "región", "17:00 h"):
        assert words in said
    assert "youtube" in said
    assert "fernández" in said


@EVERY_LAYOUT
def test_the_same_card_is_the_same_bytes_even_in_another_process(
    card: Callable[..., CardSpec], layout: str
) -> None:
    spec = card(layout)
    first = hashlib.sha256(draw(spec, {})).hexdigest()
    draw(card(layout, headline="Otro título", series="Otra serie"), {})
    assert hashlib.sha256(draw(spec, {})).hexdigest() == first
    code = (
        "import hashlib, pickle, sys; from campaign.cards import draw;"
        "spec = pickle.load(sys.stdin.buffer);"
        "print(hashlib.sha256(draw(spec, {})).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(spec), capture_output=True, check=True
    )
    assert run.stdout.decode().strip() == first


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    length=st.integers(1, 400),
    start=st.integers(0, len(SENTENCE)),
    layout=st.sampled_from(["announcement", "quote", "live"]),
    size=st.sampled_from([LANDSCAPE, PORTRAIT]),
    people=st.integers(0, 4),
    partners=st.integers(0, 6),
)
def test_text_of_any_length_fits_whole_or_is_refused_by_its_field(  # noqa: PLR0913, PLR0917 - hypothesis varies each
    card: Callable[..., CardSpec],
    length: int,
    start: int,
    layout: str,
    size: tuple[int, int],
    people: int,
    partners: int,
) -> None:
    headline = (SENTENCE * 3)[start : start + length].strip(" .,:") or "Sí"
    guests = PEOPLE[: people if layout == "announcement" else min(people, 1)]
    spec = card(
        layout, headline=headline, size=size, people=guests, partners=named(PARTNERS[:partners])
    )
    try:
        canvas = compose(spec, {})
    except CardDoesNotFit as refusal:
        assert refusal.params["field"] == "headline"  # noqa: PT017 - either outcome is right
        assert length > 120
        return
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == headline


@SIZES
@pytest.mark.parametrize("length", [8, 60, 116, 180, 240, 300, 400])
def test_a_quote_of_up_to_400_characters_fits(
    card: Callable[..., CardSpec], size: tuple[int, int], length: int
) -> None:
    headline = (SENTENCE * 2)[:length].strip(" ,")
    canvas = compose(card("quote", size=size, headline=headline, kicker="Antecedentes"), {})
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == headline.removesuffix(".")
    assert words_on(canvas, "mark") == "« »"


@SIZES
@pytest.mark.parametrize("length", range(200, 301, 10))
def test_a_long_quote_stays_clear_of_its_small_sun(
    card: Callable[..., CardSpec], size: tuple[int, int], length: int
) -> None:
    headline = SENTENCE[:length].strip(" ,:")
    source = "Documento de proyecto, GovTech Municipal"
    assert_well_set(compose(card("quote", size=size, headline=headline, source=source), {}))


@SIZES
@EVERY_LAYOUT
@pytest.mark.parametrize("headline", ["Lanzamiento", SENTENCE[:75]])
def test_a_long_name_of_the_series_stays_clear_of_the_sun(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], headline: str
) -> None:
    series = "Conversaciones de Verano sobre Datos Abiertos y Buen Gobierno Municipal"
    kicker = (
        "En vivo desde Viña del Mar" if layout == "live" else "Panel 3 · " + "Chile abierto " * 5
    )
    spec = card(layout, size=size, series=series, kicker=kicker, headline=headline)
    assert_well_set(compose(spec, {}))


@SIZES
@pytest.mark.parametrize("people", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("partners", [1, 6, 8])
def test_people_and_partners_all_have_their_place(
    card: Callable[..., CardSpec], size: tuple[int, int], people: int, partners: int
) -> None:
    names = (*PARTNERS, "Universidad de Chile", "Municipalidad de Peñalolén")[:partners]
    canvas = compose(card(size=size, people=PEOPLE[:people], partners=named(names)), {})
    assert_well_set(canvas)
    assert tuple(m.text for m in canvas.marks if m.field == "partners") == names
    for person in PEOPLE[:people]:
        assert person.name in words_on(canvas, "people").replace("- ", "-")


"""Points that a card is wide where most people see it."""


@SIZES
@pytest.mark.parametrize("people", [1, 2, 3])
@pytest.mark.parametrize("layout", ["announcement", "live"])
def test_nobody_looks_alone_who_is_not(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int], people: int
) -> None:
    canvas = compose(card(layout, size=size, people=PEOPLE[:people], others=STILL), {})
    assert_well_set(canvas)
    assert words_on(canvas, "others") == STILL


@SIZES
def test_a_speaker_is_shown_with_the_others_of_the_panel(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    words = "Con Juan Pérez Soto, Rosa Huenchumilla e Ignacio Díaz"
    canvas = compose(card("speaker", size=size, others=words), {})
    assert_well_set(canvas)
    assert words_on(canvas, "others") == words


@SIZES
@pytest.mark.parametrize("people", [1, 2, 3, 4])
@pytest.mark.parametrize("others", [None, STILL])
def test_names_can_be_read_on_a_phone_and_are_alike(
    card: Callable[..., CardSpec], size: tuple[int, int], people: int, others: str | None
) -> None:
    canvas = compose(card(size=size, people=PEOPLE[:people], others=others), {})
    names = {person.name.split()[0] for person in PEOPLE[:people]}
    sizes = {m.size for m in canvas.marks if m.field == "people" and m.text.split()[0] in names}
    assert len(sizes) == 1
    assert sizes.pop() * PHONE / size[0] >= 6
    for mark in canvas.marks:
        assert mark.size * PHONE / size[0] >= 6, mark
    headline = max(m.size for m in canvas.marks if m.field == "headline")
    assert headline == max(m.size for m in canvas.marks if m.field in {"headline", "people"})


@SIZES
@EVERY_LAYOUT
def test_everything_can_be_read_on_a_phone(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    series = "Verano de Datos Abiertos: GovTech Municipal"
    others = "Con Juan Pérez Soto y 2 personas por confirmar" if layout == "speaker" else STILL
    canvas = compose(card(layout, size=size, series=series, people=PEOPLE[:1], others=others), {})
    assert_well_set(canvas)
    for mark in canvas.marks:
        assert mark.size * PHONE / size[0] >= 6, mark


@SIZES
@pytest.mark.parametrize("layout", ["announcement", "live"])
def test_more_people_than_seats_are_all_named(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    more = ("Rosa Huenchumilla", "Ignacio Díaz", "Ana Rojas")
    people = (*PEOPLE, *map(CardPerson, more))
    canvas = compose(card(layout, size=size, people=people, others=STILL), {})
    assert_well_set(canvas)
    named_ones = words_on(canvas, "people").replace("- ", "-")
    for words in (*(person.name for person in people), STILL):
        assert words in named_ones
    assert "MF" not in words_on(canvas, "monogram")


@SIZES
def test_people_without_room_for_seats_are_named(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    """A card whose texts all are of a usual length is not refused when it is loaded."""
    long = "internacionalización"
    people = (
        CardPerson("Sean las como y mu", organisation=f"Sean e cada {long} avances posibilidad"),
        CardPerson("Como gobernanz", "Sean co"),
        CardPerson("Los materia"),
    )
    headline = (
        f"Como las desaprovecha observatorio {long} contraposición como de materia avances "
        "institucionalidad irregular"
    )
    partners = (
        "Las int",
        "Trae la y municipio trae avances que gobe",
        f"Contraposición las trae {long} la",
        "Trae desaprovecha observatorio esta avances",
        "Sean falta",
        "La coordinación esta esto institu",
        "De esta municip",
        "Esto que coordinación esta s",
    )
    canvas = compose(
        card(
            size=size,
            people=people,
            partners=named(partners),
            series="Y como los observatorio internacionalización y",
            headline=headline,
            subtitle="Cada la coordinación coordina",
            where="Esto la los la coordinación coordinac",
        ),
        {},
    )
    assert_well_set(canvas)
    told = words_on(canvas, "people").replace("- ", "-")
    for person in people:
        assert person.name in told


@SIZES
def test_who_has_a_number_for_a_name_has_no_initials(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    """*P1* for Persona 1 and for Persona 12 would say that they are the same."""
    people = tuple(CardPerson(f"Persona {number}") for number in (1, 10, 12))
    canvas = compose(card(size=size, people=people), {})
    assert words_on(canvas, "monogram") == ""
    alone = compose(card("speaker", size=size, people=people[1:2]), {})
    assert_well_set(alone)
    assert words_on(alone, "monogram") == ""


@SIZES
@pytest.mark.parametrize("people", [0, 2, 4])
def test_a_long_title_can_go_live(
    card: Callable[..., CardSpec], size: tuple[int, int], people: int
) -> None:
    title = (
        "Cómo los hubs de innovación pública de las regiones pueden cambiar la relación entre "
        "municipios, empresas emergentes y vecinos en los próximos diez años"
    )
    spec = card("live", size=size, headline=title, people=PEOPLE[:people], kicker="En vivo")
    canvas = compose(spec, {})
    assert_well_set(canvas)
    assert words_on(canvas, "headline") == title
    for person in PEOPLE[:people]:
        assert person.name.split()[0] in words_on(canvas, "people")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headline": SENTENCE * 6}, "headline"),
        ({"headline": "Electroencefalografista" * 12}, "headline"),
        ({"series": "Verano de Datos Abiertos " * 24}, "series"),
        ({"kicker": "Panel de expertos " * 20}, "kicker"),
        ({"when": "miércoles 23 de febrero, " * 12}, "when"),
        ({"where": "En vivo por YouTube, " * 30}, "where"),
        ({"partners": named(["Universidad de la Frontera Sur"] * 40)}, "partners"),
        ({"people": PEOPLE * 16}, "people"),
        ({"people": (CardPerson("Ana " * 200), PEOPLE[0])}, "people"),
    ],
)
@SIZES
def test_what_does_not_fit_is_refused_and_named(
    card: Callable[..., CardSpec], size: tuple[int, int], changes: dict[str, object], field: str
) -> None:
    with pytest.raises(CardDoesNotFit) as refusal:
        draw(card(size=size, **changes), {})
    assert refusal.value.params["field"] == field
    assert refusal.value.params["text"]


@pytest.mark.parametrize(
    ("field", "value", "lost"),
    [
        ("headline", "สวัสดี ข้อมูล", "สวัดีข้อมูล"),
        ("kicker", "Panel ᚠ", "ᚠ"),
        ("when", "mañana 龘", "龘"),
        ("headline", "A\ue010B", "\ue010"),
    ],
)
def test_a_character_that_no_font_has_is_refused_never_a_box(
    card: Callable[..., CardSpec], field: str, value: str, lost: str
) -> None:
    with pytest.raises(CannotDraw) as refusal:
        draw(card(**{field: value}), {})
    assert refusal.value.params == {"field": field, "characters": lost}


def test_what_one_font_lacks_another_one_lends(card: Callable[..., CardSpec]) -> None:
    headline = "Del papel → al dato: ¿quién ganó 1 ₱, ½ € o 3 ≥ 2?"
    assert words_on(compose(card(headline=headline), {}), "headline") == headline


@SIZES
@EVERY_LAYOUT
@pytest.mark.parametrize(
    "colours",
    [
        {},
        NIGHT,
        {"paper": "#ffffff", "ink": "#1b1b1b"},
        {"paper": "#2b1055", "ink": "#ffffff"},
        {"accent": "#005f9e", "second": "#7a00cc", "disc": "#202020"},
        {"second": "#000000"},
    ],
    ids=["ours", "night", "white", "violet", "blue", "black sun"],
)
def test_every_text_can_be_read_on_the_ground_below_it(
    card: Callable[..., CardSpec],
    layout: str,
    size: tuple[int, int],
    colours: dict[str, str],
) -> None:
    spec = card(layout, size=size, brand=Brand(colours), people=PEOPLE[:1])
    canvas = compose(spec, {})
    for mark in canvas.marks:
        ground = _ground(canvas, mark)
        for colour in mark.colours:
            # A step of grain moves the ratio a little.
            assert contrast(colour, ground) >= 4.4, (mark, ground)


def _ground(canvas: Canvas, mark: Mark) -> tuple[int, int, int]:
    """Return the colour round a text: the commonest in its box that is not its ink."""
    left, top, right, bottom = mark.box
    box = canvas.image.crop((left - 2, top - 2, right + 2, bottom + 2)).convert("RGB")
    found = box.getcolors(box.width * box.height) or []
    ink = mark.colours
    far = [(n, c) for n, c in found if all(contrast(c, i) > 1.5 for i in ink)]
    return max(far, default=(0, next(iter(ink))))[1]


@pytest.mark.parametrize(
    ("colours", "pair"),
    [
        ({"paper": "#fcf5e8", "ink": "#c9b28a"}, ("ink", "paper")),
        ({"accent": "#ffb020"}, ("accent", "paper")),
        ({"muted": "#c0c0c0"}, ("muted", "paper")),
        ({"paper": "#ffffff", "ink": "#6f6f6f", "accent": "#6f6f6f", "disc": "#9a9a9a"}, None),
        ({"ink": "red"}, ("ink", "red")),
        ({"paper": "#ffff"}, ("paper", "#ffff")),
    ],
)
def test_a_brand_that_cannot_be_read_is_refused_with_its_pair(
    card: Callable[..., CardSpec],
    colours: dict[str, str],
    pair: tuple[str, str] | None,
) -> None:
    with pytest.raises(BadBrand) as refusal:
        draw(card(brand=Brand(colours)), {})
    if pair:
        assert (refusal.value.params["first"], refusal.value.params["second"]) == pair
    else:
        assert refusal.value.params["first"] == "disc"


def test_two_campaigns_do_not_look_the_same(card: Callable[..., CardSpec]) -> None:
    ours = compose(card(series="Verano de Datos Abiertos"), {})
    theirs = compose(card(series="Verano de Ríos Abiertos"), {})
    region = (700, 60, 1190, 540)
    assert ours.image.crop(region).tobytes() != theirs.image.crop(region).tobytes()


def test_english_quotes_have_english_marks(card: Callable[..., CardSpec]) -> None:
    spec = card("quote", language="en", headline='"Data is "ours" to share."', source="Ada Moss")
    canvas = compose(spec, {})
    assert words_on(canvas, "mark") == "“ ”"
    assert words_on(canvas, "headline") == "Data is \u2018ours’ to share"


def test_a_time_is_never_torn_apart(card: Callable[..., CardSpec]) -> None:
    for lead in range(2, 22):
        canvas = compose(card(when="el " * lead + "24 de febrero, 17:00 h"), {})
        assert not any(m.text.endswith(("17:00", "24")) for m in canvas.marks)


def test_the_emphasis_is_in_the_accent_colour(card: Callable[..., CardSpec]) -> None:
    accent = palette({}).accent
    spec = card("quote", headline="Ofrecer mejores servicios a la gente", emphasis="a la gente")
    marks = [m for m in compose(spec, {}).marks if m.field == "headline"]
    assert any(accent in mark.colours for mark in marks)
    plain = [m for m in compose(card("quote", emphasis="nada"), {}).marks if m.field == "headline"]
    assert not any(accent in mark.colours for mark in plain)


def test_a_commune_with_a_photo_stands_once_on_its_card(card: Callable[..., CardSpec]) -> None:
    people = (CardPerson("Putre"),)
    canvas = compose(card("score", headline="Putre", figure="64", people=people), {})
    assert words_on(canvas, "headline") == "Putre"
    assert not words_on(canvas, "people")


WORDS = ("MUY BUENO", "Muy bueno", "NIVEL ALTO", "85 puntos", "71,4 pts", "3.º lugar")
FIGURES = (*WORDS, "71,4", "9", "100 %", "12 de 345", "1.250 m²", "4,5 de 7", "2018-2021", "A/B")


@SIZES
@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_stays_in_its_disc(
    card: Callable[..., CardSpec], figure: str, size: tuple[int, int]
) -> None:
    canvas = compose(card("score", size=size, figure=figure), {})
    (disc,) = canvas.motifs
    assert words_on(canvas, "figure").split() == figure.split()
    for mark in canvas.marks:
        if mark.field == "figure":
            left, top, right, bottom = mark.box
            far = [(x - disc.x, y - disc.y) for x in (left, right) for y in (top, bottom)]
            assert max(hypot(*point) for point in far) <= 0.95 * disc.radius


@SIZES
def test_a_figure_that_is_no_figure_is_refused(
    card: Callable[..., CardSpec], size: tuple[int, int]
) -> None:
    with pytest.raises(CardDoesNotFit) as refusal:
        draw(card("score", size=size, figure="Sin información disponible"), {})
    assert refusal.value.params["field"] == "figure"


@pytest.mark.parametrize(("layout", "size"), [("poster", LANDSCAPE), ("quote", (500, 500))])
def test_an_unknown_layout_or_size_is_named(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    with pytest.raises(UnknownLayout):
        draw(card(layout, size=size), {})


def test_the_layouts_are_the_files_of_their_folder() -> None:
    assert {"announcement", "live", "quote", "speaker"} <= LAYOUTS
    assert "__init__" not in LAYOUTS


def test_the_door_opens_without_the_heavy_packages() -> None:
    code = "import sys, campaign.cards; print(sorted({'PIL', 'uharfbuzz'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.decode().strip() == "[]"


def test_drawing_needs_neither_numpy_nor_a_shaper_of_the_machine() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "from PIL import features, ImageFont\n"
        "ImageFont.core.HAVE_RAQM = False\n"
        "from campaign.cards import draw\n"
        "from campaign.core.cards import CardSpec\n"
        "print(len(draw(CardSpec('quote', (1200, 675), 'es', 'Serie', 'fin de año', ''), {})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert int(run.stdout) > 20_000
