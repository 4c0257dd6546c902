"""Where lines end: over a corpus of Spanish sentences, in every layout and size."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.cards import LAYOUTS, CardError, breaking, fitting, pieces
from campaign.cards.card import Proof
from campaign.cards.engine import compose
from campaign.cards.leaning import known, leaning, leaning_words, leans
from campaign.cards.parts import FACT, VOICE
from campaign.cards.typeface import shape, width
from campaign.core.cards import LANDSCAPE, PORTRAIT, CardPerson
from tests.adapters.cards.conftest import PEOPLE
from tests.adapters.cards.sentences import CORPUS
from tests.adapters.cards.well_set import is_weak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.cards.fitting import Block
    from campaign.core.cards import CardSpec

MOST_WEAK = 0.01
"""The share that docs/explanation/type-on-cards.md tells."""


def _blocks(card: Callable[..., CardSpec], **wanted: object) -> Iterator[Block]:
    """Yield every text of several lines that is on cards with these words."""
    several = (PEOPLE[:3],) if wanted["layout"] == "announcement" else ()
    for people in (PEOPLE[:1], *several):
        try:
            canvas = compose(card(people=people, **wanted), {}, Proof)
        except CardError:
            continue
        yield from (block for _, block in canvas.blocks if len(block.lines) > 1)


def _lines(block: Block) -> list[str]:
    return [block.text[a:b] for a, b in block.lines]


def _weak(block: Block) -> list[str]:
    return [line for line in _lines(block)[:-1] if is_weak(line.split()[-1])]


def _fewest_weak(block: Block) -> float:
    """Return how few weak ends any break has that is as good: as many lines, none wider than
    the widest is now, none but the last shorter than half of it, the last than a third.
    """
    items = pieces.cut(block.text, lambda part: shape(part, block.style).advance)
    begins, stops, widths, gaps, _ = items
    widest = block.width / block.style.size + 1e-6
    mark = shape("»", block.style).advance if block.style.face == VOICE.face else 0.0
    best = {0: 0.0}
    for number in range(len(block.lines)):
        last = number == len(block.lines) - 1
        after: dict[int, float] = {}
        for first, weak in best.items():
            wide = 0.0 if first == len(stops) else -gaps[first]
            for end in range(first, len(stops)):
                wide += gaps[end] + widths[end]
                at_end = end == len(stops) - 1
                if wide + (mark if last else 0) > widest:
                    break
                if at_end != last or wide < widest * (0.35 if last else 0.5):
                    continue
                word = block.text[begins[end] : stops[end]]
                total = weak + (is_weak(word) and not last)
                after[end + 1] = min(after.get(end + 1, math.inf), total)
        best = after
    return best.get(len(stops), math.inf)


def test_few_lines_end_on_a_weak_word_and_none_where_an_equal_break_does_not(
    card: Callable[..., CardSpec],
) -> None:
    ends = weak = 0
    everywhere = product(sorted(LAYOUTS), (LANDSCAPE, PORTRAIT), CORPUS)
    for layout, size, sentence in everywhere:
        for block in _blocks(card, layout=layout, size=size, headline=sentence):
            ends += len(block.lines) - 1
            found = len(_weak(block))
            weak += found
            assert not found or found <= _fewest_weak(block), _lines(block)
    assert len(CORPUS) >= 200
    assert weak <= ends * MOST_WEAK, f"{weak} of {ends}"


def test_an_emphasised_span_stays_together_where_it_costs_nothing() -> None:
    title = "Los derechos digitales de los niños, niñas y adolescentes en la escuela pública"
    span = "niños, niñas"
    keep = range(title.index(span), title.index(span) + len(span))
    room = fitting.Room(560, 400, 50, 50, 1.12)
    loose = fitting.fit("headline", title, VOICE, room)
    kept = fitting.fit("headline", title, VOICE, room, keep=keep)
    assert not any(span in line for line in _lines(loose))
    assert any(span in line for line in _lines(kept))
    assert len(kept.lines) == len(loose.lines)


@pytest.mark.parametrize(
    ("text", "word", "weak"),
    [
        ("El oficio de mi hijo y el son de su tierra", "son", True),
        ("The father and the son of a town", "son", False),
        ("A praça é do povo como o céu é do condor", "do", True),
        ("Algorithms at the harbour / Algoritmos en el puerto", "at", True),
        ("Algorithms at the harbour / Algoritmos en el puerto", "el", True),
        ("Lo que sé, lo sé de él", "sé,", False),
        ("Lo que se sabe", "«que", True),
        ("Madrid", "de", True),
        ("Research & Development in small towns", "&", True),
        ("Lo que hay que ver", "hay", False),
        ("Cities through the eyes of children", "through", True),
    ],
)
def test_little_words_lean_in_the_languages_of_the_text(text: str, word: str, weak: object) -> None:
    assert leans(word, leaning(text)) is weak


@pytest.mark.parametrize(
    ("text", "leaning_on"),
    [
        ("Ludwig van der Rohe", "van der"),
        ("Los buses van a El Alto", "Los a El"),
        ("Una charla con Ana de la Cruz", "Una con de la"),
        ("A day in San Pedro do Sul", "A in San do"),
    ],
)
def test_particles_lean_on_the_name_that_follows(text: str, leaning_on: str) -> None:
    words = text.split()
    found = leaning_words(list(map(known, words)), leaning(text))
    leaning_words_of = [word for word, one in zip(words, found, strict=True) if one.on_next]
    assert leaning_words_of == leaning_on.split()


@pytest.mark.parametrize(
    "title",
    [
        "The story of Ludwig van der Rohe and the city",
        "A talk with Maria van der Berg on open procurement",
        "Conversación con Juan de la Cruz sobre datos y ciudades",
        "Ursula von der Leyen talks with mayors",
        "Research & Development in small towns",
        "Open data & public trust",
        "Data from below: citizens & sensors",
        "What happens after the pilot",
    ],
)
def test_no_line_ends_inside_a_name_or_on_a_sign(card: Callable[..., CardSpec], title: str) -> None:
    inside = {"van", "der", "de", "la", "von", "&", "from"}
    for layout, size in product(sorted(LAYOUTS), (LANDSCAPE, PORTRAIT)):
        for block in _blocks(card, layout=layout, size=size, headline=title):
            ends = {line.split()[-1] for line in _lines(block)[:-1]}
            assert not ends & inside, (layout, size, _lines(block))


@pytest.mark.parametrize(
    ("layout", "size", "title", "lines"),
    [
        (
            "announcement",
            PORTRAIT,
            "Todo lo que hay que saber sobre datos abiertos",
            ["Todo lo que hay", "que saber", "sobre datos abiertos"],
        ),
        ("overview", PORTRAIT, "Todo lo que hay que saber", ["Todo lo que hay", "que saber"]),
        (
            "live",
            LANDSCAPE,
            "Who benefits from open data?",
            ["Who benefits", "from open data?"],
        ),
        ("note", PORTRAIT, "Rules without borders", ["Rules", "without borders"]),
        (
            "quote",
            LANDSCAPE,
            "Conversación con Juan de la Cruz sobre datos y ciudades",
            ["Conversación", "con Juan de la Cruz", "sobre datos y ciudades"],
        ),
    ],
)
def test_no_short_word_stands_alone_where_an_equal_break_leaves_none(
    card: Callable[..., CardSpec],
    layout: str,
    size: tuple[int, int],
    title: str,
    lines: list[str],
) -> None:
    canvas = compose(card(layout=layout, size=size, headline=title, people=()), {}, Proof)
    (block,) = [block for field, block in canvas.blocks if field == "headline"]
    assert _lines(block) == lines


@given(
    words=st.lists(st.text("abcdeñí-", min_size=1, max_size=9), min_size=1, max_size=40),
    limit=st.floats(3, 30),
    most=st.integers(1, 12),
)
def test_what_fits_in_any_way_is_broken_in_one_and_within_the_measure(
    words: list[str], limit: float, most: int
) -> None:
    text = " ".join(words)
    items = pieces.cut(text, lambda part: len(part) * 0.5)
    found = breaking.Paragraph(items).whole.even(limit, most)
    if found is None:
        assert _filled(items, limit) > most
        return
    assert len(found.lines) <= most
    assert "".join(text[a:b] for a, b in found.lines).replace(" ", "") == text.replace(" ", "")
    assert all((end - start) * 0.5 <= limit + 1e-6 for start, end in found.lines)


def _filled(items: pieces.Pieces, limit: float) -> float:
    """Return how many lines it takes if each is filled: no way takes fewer."""
    count, wide = 0, math.inf
    for gap, width_of_it in zip(items.gaps, items.widths, strict=True):
        wide += gap + width_of_it
        if wide > limit + 1e-9:
            count, wide = count + 1, width_of_it
        if width_of_it > limit:
            return math.inf
    return count


@pytest.mark.parametrize(
    ("title", "column", "lines"),
    [
        (
            "Verano de Datos Abiertos: GovTech Municipal",
            10,
            ["Verano", "de Datos Abiertos:", "GovTech Municipal"],
        ),
        (
            "Índice GovTech Municipal: resultados de Puente Alto y La Florida",
            13,
            ["Índice GovTech Municipal:", "resultados de Puente Alto", "y La Florida"],
        ),
        (
            "Conversatorio con María José de la Fuente Pérez sobre Gobierno Abierto",
            13,
            ["Conversatorio", "con María José", "de la Fuente Pérez", "sobre Gobierno Abierto"],
        ),
        (
            "Encontro Nacional de Dados Abertos em Porto Alegre",
            13,
            ["Encontro Nacional", "de Dados Abertos", "em Porto Alegre"],
        ),
    ],
)
def test_words_that_are_one_name_stay_on_one_line(
    title: str, column: int, lines: list[str]
) -> None:
    found = breaking.Paragraph(pieces.cut(title, lambda part: len(part) / 2)).free
    best = found.within(column, 4)
    assert best is not None
    assert [title[a:b] for a, b in best.lines] == lines


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("La Ley de Datos Abiertos", [0, 1, 0, 2, 0]),
        ("Llega la red. Nuevo Plan de Obras", [0, 0, 0, 0, 1, 0, 0]),
        ("Con Ana Soto, Luis Vera y Eva", [0, 2, 0, 2, 1, 0, 0]),
        ("The Harbour Data of the Town", [0, 0, 0, 0, 0, 0]),
    ],
)
def test_a_capital_beside_a_capital_is_a_name_where_there_is_no_title_case(
    text: str, named: list[int]
) -> None:
    words = [known(word) for word in text.split()]
    assert [one.named for one in leaning_words(words, leaning(text))] == named


def test_names_stay_whole_in_a_narrow_column() -> None:
    name = CardPerson("J. R. Pérez de la Fuente").name
    block = fitting.fit("people", name, FACT, fitting.Room(160, 200, 20, 30))
    assert max(width(line, block.style) for line in _lines(block)) <= 160
