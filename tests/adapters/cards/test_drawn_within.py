"""Whatever is written: its pixels stay in its room, nothing is smaller than it may be or cut."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from campaign.cards import LAYOUTS, CardDoesNotFit, CardError, fitting
from campaign.cards.canvas import Canvas, Ink
from campaign.cards.engine import compose
from campaign.cards.fitting import Room
from campaign.cards.parts import FACT, SMALL_CAPS, STRONG, VOICE
from campaign.cards.typography import clean
from campaign.core.cards import LANDSCAPE, PORTRAIT, CardPerson
from tests.adapters.cards.sentences import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

Made = TypeVar("Made")

LETTERS = {
    "latin": "aeiouáéíóúñÑÁÜçgjpqyQÅŷ ẤỆ,.:;¿?¡!«»()-–—/0123456789",
    "cyrillic": "абвгґдеёжзиїщъыьэюяАЙЩЁЇ ,.–",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويّٰٱإآأؤئىة ١٢٣،؟ ًٌٍَُِْ",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשתםןץףך ־׳״,.?",
    "devanagari": "अआइईकखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह्ािीुूेैोौंँः ।१२",
    "chinese": "开放数据让城市更加透明也居民容易参与公共事务，。「」、臺灣",
    "japanese": "オープンデータでまちをもっと住みやすくするために、私たち。「」ょっー",
    "korean": "시민을위한열린데이터와지방정부의디지털혁신 ,.",
    "emoji": "🎉👍🇨🇱❤☕🌊 aé.",
}


_HALF_FLAG = re.compile("(?<!🇨)🇱|🇨(?!🇱)")


def _written(text: str) -> str:
    """Return the text without marks that stand on no letter and halves of flags: nobody writes
    those.
    """
    text, kept = _HALF_FLAG.sub("", text), ""
    for character in text:
        stacked = unicodedata.category(character)[0] == "M"
        if not stacked or unicodedata.category(kept[-1:] or " ")[0] == "L":
            kept += character
    return kept


SOME_WORDS = st.sampled_from(list(LETTERS)).flatmap(
    lambda script: st.lists(
        st.text(LETTERS[script], min_size=1, max_size=24), min_size=1, max_size=24
    ).map(" ".join)
)
TEXTS = st.one_of(
    SOME_WORDS,
    st.lists(SOME_WORDS, min_size=2, max_size=3).map(" ".join),
    st.sampled_from(CORPUS),
    st.lists(st.sampled_from(CORPUS), min_size=2, max_size=4).map(". ".join),
    st.text("abcdefghijklmnñopqrstuvwxyz", min_size=20, max_size=60),
).map(lambda text: clean(_written(text[:400])))
ROOMS = st.builds(
    lambda width, height, least, more, lead: Room(width, height, least, least + more, lead),
    st.integers(120, 1000),
    st.integers(40, 700),
    st.integers(17, 60),
    st.integers(0, 70),
    st.sampled_from([1.06, 1.12, 1.17, 1.22]),
)
AT = (300, 300)
SIDE = 0.1
"""How far the sides of letters may stand out of their line, in em: an italic's, a j's."""
ACCENT = 0.32
"""How far accents of capitals may stand above their room, in em."""


def _letters(text: str) -> str:
    """Return a text without spaces and hyphens: a long word may have one more."""
    return text.replace(" ", "").replace("-", "")


@given(text=TEXTS, style=st.sampled_from([VOICE, FACT, STRONG, SMALL_CAPS]), room=ROOMS)
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_pixels_stay_in_their_room_and_no_word_is_lost(
    text: str, style: object, room: Room
) -> None:
    block = _fitted(lambda: fitting.fit("headline", text, style, room))
    size = block.style.size
    assert room.least <= size <= room.most
    shown = "".join(block.text[a:b] for a, b in block.lines)
    assert _letters(shown) == _letters(text)
    left, top, right, bottom = _pixels(lambda canvas: canvas.block("h", block, AT, Ink((0, 0, 0))))
    assert left >= AT[0] - SIDE * size - 1
    assert right <= AT[0] + room.width + SIDE * size + 1
    assert top >= AT[1] - ACCENT * size - 1
    assert bottom <= AT[1] + room.height + 0.06 * size + 1


@given(text=TEXTS, style=st.sampled_from([VOICE, FACT, STRONG]))
@settings(max_examples=60)
def test_what_has_no_room_is_refused_and_never_cut(text: str, style: object) -> None:
    # A comma alone has room even there.
    assume(sum(unicodedata.category(character)[0] == "L" for character in text) >= 3)
    with pytest.raises(CardError) as refusal:
        fitting.fit("headline", text, style, Room(18, 60, 50, 60))
    if isinstance(refusal.value, CardDoesNotFit):
        assert refusal.value.params["text"] == text


@given(
    text=TEXTS,
    name=SOME_WORDS.map(lambda words: clean(_written(words[:40]))),
    layout=st.sampled_from(sorted(LAYOUTS)),
    size=st.sampled_from([LANDSCAPE, PORTRAIT]),
)
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_on_cards_too(
    card: Callable[..., CardSpec], text: str, name: str, layout: str, size: tuple[int, int]
) -> None:
    people = (CardPerson(name or "Ana", "Directora"),)
    spec = card(layout, size=size, headline=text, people=people)
    canvas = _fitted(lambda: compose(spec, {}))
    width, height = size
    for mark in canvas.marks:
        left, top, right, bottom = mark.box
        assert left >= width * 0.04 - 1, mark
        assert right <= width * 0.96 + 1, mark
        assert top >= height * 0.04, mark
        assert bottom <= height * 0.97, mark
        assert mark.size >= 10, mark


def _fitted(step: Callable[[], Made]) -> Made:
    """Return what comes of a step; an example without room for its words says nothing here. Where
    all are refused hypothesis tells it.
    """
    made = None
    with suppress(CardDoesNotFit):
        made = step()
    assume(made is not None)
    assert made is not None
    return made


def _pixels(step: Callable[[Canvas], object]) -> tuple[int, int, int, int]:
    """Return the box of everything that is not white: what is there, not what was said."""
    canvas = Canvas()
    step(canvas)
    white = Image.new("RGB", (1700, 1500), "white")
    canvas.render(white.copy(), ())
    found = ImageChops.difference(canvas.image, white).convert("L").point(lambda v: 255 * (v > 40))
    return found.getbbox() or (*AT, *AT)
