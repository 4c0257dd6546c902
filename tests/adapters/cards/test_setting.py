"""How words are set: marks, no-break spaces, and lines that end where the sense pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.cards import fitting, pieces
from campaign.cards.parts import DATE, FACT, SMALL_CAPS, VOICE
from campaign.cards.typeface import Style, advance, shape, width
from campaign.cards.typography import clean, quotation
from campaign.core.card_errors import CardDoesNotFit
from tests.adapters.cards.well_set import is_weak

SENTENCES = (
    (
        "La era digital brinda la oportunidad a los municipios para ofrecer mejores servicios y "
        "oportunidades a la ciudadanía"
    ),
    "Los municipios son capaces de cooperar entre sí compartiendo recursos informáticos",
    "No basta con publicar los datos: hay que lograr que alguien los use",
    (
        "A nivel municipal se vuelve posible una forma de cooperación más directa entre el sector "
        "público y las empresas emergentes"
    ),
    "The city that shares its data is the city that learns from its neighbours",
)


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("a las  17:00 h\n en vivo", "a\u00a0las\u00a017:00\u00a0h en vivo"),
        ("12 % de 3 km", "12\u00a0% de 3\u00a0km"),
        ("6 p.m. o 18:00 hrs.", "6\u00a0p.m. o 18:00\u00a0hrs."),
        ("23 de febrero", "23\u00a0de\u00a0febrero"),
        ("Panel 2, $ 5", "Panel\u00a02, $\u00a05"),
        ("cafe\u0301 con\u200b leche...", "café con leche…"),
        ("l'eau", "l’eau"),
        ("3 municipios", "3 municipios"),
        ("10 h\u202fy más", "10\u00a0h\u00a0y más"),
        ("at the harbour / Algoritmos", "at the harbour\u00a0/ Algoritmos"),
        ("uno | dos · tres", "uno\u00a0| dos\u00a0· tres"),
        ("y/o, /casa", "y/o, /casa"),
        ("a las 6 p. m. o a la 1 a. m.", "a_las_6_p._m. o a_la_1_a._m."),
        ("a la una", "a la una"),
        ("24 feb y Feb. 24", "24_feb y Feb._24"),
        ("el 3 de marzo de 2026", "el 3_de_marzo de 2026"),
        ("mar 17:00", "mar 17:00"),
        ("J. R. Pérez y M. Ñancupil", "J._R._Pérez y M._Ñancupil"),
        ("Dra. Soto, EE. UU.", "Dra._Soto, EE._UU."),
        ("№ 3, Nº 3, N° 3, n.º 3, núm. 3, pág. 12", "№_3, Nº_3, N°_3, n.º_3, núm._3, pág._12"),
        ("10 000 personas, UF 3, US$ 5", "10_000 personas, UF_3, US$_5"),
        ("siglo XXI, Juan XXIII", "siglo_XXI, Juan_XXIII"),
        ("at 5 pm, May 7", "at_5_pm, May_7"),
        ("and I think", "and I think"),
        ("antes – después", "antes_– después"),
        ("dijo —y sonrió— que no", "dijo —y sonrió— que no"),
    ],
)
def test_text_is_set_as_a_typesetter_would(typed: str, set_: str) -> None:
    assert clean(typed) == set_.replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("Hola.", "es", ("«", "Hola", "»")),
        ("«Hola».", "es", ("«", "Hola", "»")),
        ('"Hola."', "es", ("«", "Hola", "»")),
        ("«A» y «B»", "es", ("«", "“A” y “B”", "»")),
        ("«Dijo «basta» y salió»", "es", ("«", "Dijo “basta” y salió", "»")),
        ('"A" y "B"', "es", ("«", "“A” y “B”", "»")),
        ("¿Y si no?", "es", ("«", "¿Y si no?", "»")),
        ("Sigue…", "es", ("«", "Sigue…", "»")),
        ("“Go”", "en", ("“", "Go", "”")),
        ('Termina "así"', "es", ("«", "Termina “así”", "»")),
        ('"Así" empieza', "es", ("«", "“Así” empieza", "»")),
        ("Hallo", "de", ("«", "Hallo", "»")),
    ],
)
def test_quotation_marks_are_those_of_the_language(
    typed: str, language: str, expected: tuple[str, str, str]
) -> None:
    assert quotation(typed, language) == expected


@given(text=st.text('abé «»“”". ', max_size=40), language=st.sampled_from(["es", "en"]))
def test_no_letter_of_a_quotation_is_lost(text: str, language: str) -> None:
    _, words, _ = quotation(text, language)
    assert [c for c in words if c.isalpha()] == [c for c in text if c.isalpha()]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("size", [(586, 300), (730, 260), (900, 340), (900, 600)])
def test_no_line_ends_on_a_weak_word_and_no_word_stands_alone(
    sentence: str, size: tuple[int, int]
) -> None:
    block = fitting.fit("headline", sentence, VOICE, fitting.Room(*size, 26, 110))
    lines = [sentence[a:b] for a, b in block.lines]
    assert " ".join(lines) == sentence
    assert not any(is_weak(line.split()[-1]) for line in lines[:-1]), lines
    widths = [width(line, block.style) for line in lines]
    assert len(lines) == 1 or widths[-1] > max(widths) * 0.3, lines
    assert max(widths) <= size[0]
    assert block.height <= size[1] + 1


def test_a_smaller_size_wins_when_its_lines_break_better() -> None:
    sentence = SENTENCES[0]
    room = fitting.Room(596, 286, 26, 90)
    block = fitting.fit("headline", sentence, VOICE, room)
    larger = fitting.Room(596, 286, block.style.size + 1, 90)
    assert fitting.fit("headline", sentence, VOICE, larger).style.size > block.style.size


def test_long_compounds_break_after_their_hyphen() -> None:
    assert _pieces("un acuerdo público-privado") == ["un", "acuerdo", "público-", "privado"]


@pytest.mark.parametrize(
    "word",
    [
        "e-mail",
        "COVID-19",
        "2022-2023",
        "17:00–18:30",
        "y/o",
        "km/h",
        "https://datos.gob.cl/dataset/lista-de-espera?mes=1",
        "www.municipio.cl/datos-abiertos",
        "youtube.com/flacso-chile",
        "hola@datos-abiertos.cl",
    ],
)
def test_what_is_one_word_to_a_reader_is_not_broken(word: str) -> None:
    assert _pieces(f"un {word} más") == ["un", word, "más"]


def test_an_address_is_broken_only_where_no_line_is_long_enough() -> None:
    text = "En https://www.municipio-de-san-pedro.cl/datos-abiertos/transporte/recorridos"
    wide = fitting.fit("where", text, FACT, fitting.Room(900, 200, 20, 22))
    assert text[3:] in [text[a:b] for a, b in wide.lines] or len(wide.lines) == 1
    narrow = fitting.fit("where", text, FACT, fitting.Room(380, 200, 20, 22))
    lines = [text[a:b] for a, b in narrow.lines]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(lines) > 1


def test_an_emoji_stays_with_what_is_before_it() -> None:
    text = clean("Datos abiertos 🎉 para todas las comunas 🎈 del país")
    for column in range(300, 700, 50):
        block = fitting.fit("headline", text, VOICE, fitting.Room(column, 600, 30, 60))
        assert not [a for a, _ in block.lines if text[a] in "🎉🎈"]


def test_a_text_without_words_has_no_pieces() -> None:
    assert _pieces("") == _pieces(" ") == []


def _pieces(text: str) -> list[str]:
    begins, stops, *_ = pieces.cut(text, lambda part: float(len(part)))
    return [text[a:b] for a, b in zip(begins, stops, strict=True)]


def test_figures_of_dates_have_one_width_and_small_capitals_are_real() -> None:
    assert len({round(shape(figure, DATE).advance, 4) for figure in "0123456789"}) == 1
    capitals = [glyph.code for glyph in shape("verano", SMALL_CAPS).glyphs]
    unset = [glyph.code for glyph in shape("verano", Style("kicker", 0)).glyphs]
    assert capitals != unset


def test_a_line_rather_ends_before_a_word_that_leans_on_the_next() -> None:
    title = "Digitalización municipal y datos abiertos"
    block = fitting.fit("headline", title, VOICE, fitting.Room(900, 330, 52, 88, 1.12))
    assert [title[a:b] for a, b in block.lines] == ["Digitalización municipal", "y datos abiertos"]


@pytest.mark.parametrize(
    "title",
    [
        "Algorithms at the harbour / Algoritmos en el puerto",
        "Agua / Water / Wasser / Eau en las ciudades del mañana",
        "Puertos abiertos | Datos y máquinas de la costa norte",
        "Noches de mapas · Otoño en la biblioteca de la ciudad",
    ],
)
@pytest.mark.parametrize("width", [300, 420, 540, 700, 900])
def test_no_line_begins_with_the_sign_between_two_parts(title: str, width: int) -> None:
    block = fitting.fit("headline", clean(title), VOICE, fitting.Room(width, 600, 30, 88, 1.12))
    lines = [block.text[a:b].strip() for a, b in block.lines]
    assert not [line for line in lines if line[0] in "/|·"]


@given(text=st.one_of(st.text("aáñQfi .,-17«»→Жλ", max_size=20), st.text(max_size=8)))
def test_a_word_is_measured_as_it_is_drawn(text: str) -> None:
    for style in (VOICE, DATE, SMALL_CAPS):
        assert advance(text, style) == pytest.approx(shape(text, style).advance, abs=1e-6)


def test_a_room_for_two_lines_holds_no_third() -> None:
    room = fitting.Room(228, 543, 29, 29, 1.1, lines=2)
    block = fitting.fit("figure", "desde y datos para", SMALL_CAPS, room)
    assert len(block.lines) == 2


@given(
    words=st.lists(st.text("aeilmnorstvMW", min_size=1, max_size=9), min_size=1, max_size=4),
    width=st.integers(80, 900),
    high=st.integers(20, 120),
)
def test_what_may_have_one_line_alone_is_as_large_as_the_line_and_the_room_take_it(
    words: list[str], width: int, high: int
) -> None:
    text = " ".join(words)
    room = fitting.Room(width, high, 14, 90, lines=1)
    try:
        block = fitting.fit("figure", text, VOICE, room)
    except CardDoesNotFit:
        assert shape(text, VOICE).advance * 14 > width * 0.98 or high < 14
        return
    size = block.style.size
    assert block.lines == ((0, len(text)),)
    assert block.width <= width
    assert block.height <= high + 0.01
    assert (
        size == 90 or (size + 1) * max(shape(text, VOICE).advance, 0.98) > min(width, high) * 0.98
    )
