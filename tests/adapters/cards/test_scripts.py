"""Names and titles in any script of the fonts: never a box, in the right order, unbroken."""

from __future__ import annotations

import subprocess
import sys
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from campaign.cards import draw, fitting, pictographs, scripts, typeface
from campaign.cards.canvas import Canvas, Ink
from campaign.cards.engine import compose
from campaign.cards.faces import PRIVATE
from campaign.cards.fitting import Room
from campaign.cards.parts import FACT, SMALL_CAPS, STRONG, VOICE
from campaign.cards.pieces import cut
from campaign.cards.typography import quotation
from campaign.core.cards import LANDSCAPE, PORTRAIT, CardPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.cards.typeface import Style
    from campaign.core.cards import CardSpec

TEXTS = {
    "greek": "Γιώργος Παπαδόπουλος, Ανοιχτά δεδομένα για τους δήμους",
    "cyrillic": "Иван Щербаков, Їжак і ґанок: открытые данные для сёл",
    "vietnamese": "Nguyễn Thị Phương Ệ Ẫ, dữ liệu mở cho thành phố",
    "hebrew": "דוד בן־גוריון, נתונים פתוחים לרשויות המקומיות: מי משתמש?",
    "arabic": "محمد الأحمد بن عليّ، البيانات المفتوحة في خدمة البلديات ۱۲",
    "persian": "می‌خواهیم داده‌های باز برای شهرها",
    "devanagari": "अर्जुन शर्मा, नगरपालिकाओं के लिए खुला डेटा और क्षेत्र",
    "chinese": "王小明，开放数据让城市更加透明。臺灣的資料開放與治理",
    "japanese": "山田 太郎、オープンデータで「まち」をもっと住みやすくする",
    "korean": "김민수, 시민을 위한 열린 데이터와 지방 정부의 디지털 혁신",
    "emoji": "Datos 🎉 👩‍💻 👍🏽 🇨🇱 ❤️ 🤷‍♀️ 1️⃣ 👨‍👩‍👧 ☕ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ya",
}
STYLES = (VOICE, FACT, STRONG, SMALL_CAPS)
EVERY_SCRIPT = pytest.mark.parametrize("script", TEXTS)


@EVERY_SCRIPT
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.face)
def test_no_letter_of_a_script_becomes_an_empty_box(script: str, style: Style) -> None:
    line = typeface.shape(TEXTS[script], style)
    assert typeface.missing(TEXTS[script], style.face) == ""
    assert not [glyph for glyph in line.glyphs if glyph.code == PRIVATE], "the box"
    assert line.advance > 3


@EVERY_SCRIPT
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_a_card_takes_every_script_and_gives_the_same_bytes_again(
    card: Callable[..., CardSpec], script: str, size: tuple[int, int]
) -> None:
    words = TEXTS[script]
    wanted = {"size": size, "headline": words, "people": (CardPerson(words[:20].strip()),)}
    for layout in ("announcement", "speaker", "quote", "live"):
        assert draw(card(layout, **wanted), {}) == draw(card(layout, **wanted), {})


def test_right_to_left_is_drawn_from_the_right_with_numbers_and_latin_in_their_order() -> None:
    text = "שלום 2026 OpenData עולם"
    seen = [text[glyph.character] for glyph in typeface.shape(text, FACT).glyphs]
    assert "".join(seen) == "םלוע OpenData 2026 םולש"
    within = "Ana שלום עולם 12 Eva"
    seen = [within[glyph.character] for glyph in typeface.shape(within, FACT).glyphs]
    assert "".join(seen) == "Ana 12 םלוע םולש Eva"


def test_brackets_turn_with_the_direction() -> None:
    def code(text: str, at: int) -> int:
        return next(g.code for g in typeface.shape(text, FACT).glyphs if g.character == at)

    assert code("(שלום)", 0) == code("a)", 1)
    assert code("(שלום)", 5) == code("(a", 0)


def test_letters_of_arabic_join() -> None:
    alone = [typeface.shape(letter, FACT).glyphs[0].code for letter in "محمد"]
    joined = [glyph.code for glyph in reversed(typeface.shape("محمد", FACT).glyphs)]
    assert joined[:3] != alone[:3]
    tracked = typeface.shape("محمد", SMALL_CAPS).advance
    assert tracked == pytest.approx(typeface.shape("محمد", FACT).advance, rel=0.01)


def test_paragraphs_from_the_right_stand_at_the_right_and_a_name_where_it_is_put() -> None:
    room = Room(500, 600, 40, 60)
    title = fitting.fit("headline", TEXTS["hebrew"], VOICE, room)
    assert len(title.lines) > 1
    boxes = _drawn(lambda canvas: canvas.block("headline", title, (100, 100), Ink((0, 0, 0))))
    assert all(600 - 12 < right <= 601 for _, _, right, _ in boxes)
    name = fitting.fit("people", "דוד", VOICE, room)
    (box,) = _drawn(lambda canvas: canvas.block("people", name, (100, 100), Ink((0, 0, 0))))
    assert 99 <= box[0] < 112


def test_quotes_from_the_right_keep_their_marks_in_the_text() -> None:
    assert quotation("«שלום».", "es") == ("", "«שלום»", "")


@pytest.mark.parametrize("script", ["chinese", "japanese"])
def test_chinese_and_japanese_break_without_spaces_and_not_before_a_stop(script: str) -> None:
    text = TEXTS[script]
    block = fitting.fit("headline", text, VOICE, Room(330, 900, 44, 60))
    lines = [text[a:b] for a, b in block.lines]
    assert len(lines) > 3
    assert not [line for line in lines if line[0] in "。、，」ょっー"]
    assert not [line for line in lines if line[-1] == "「"]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_korean_breaks_at_its_spaces_alone() -> None:
    parts = cut("시민을 위한 열린 데이터", lambda part: float(len(part)))
    assert len(parts.begins) == 4


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("🎉", 1),
        ("👍🏽", 1),
        ("👩🏽‍💻", 1),
        ("🤷🏽‍♀️", 1),
        ("🇨🇱", 1),
        ("1️⃣", 1),
        ("❤️", 1),
        ("👨‍👩‍👧", 3),
        ("1", 0),
        ("→", 0),
        ("©", 0),
        ("☕", 1),
        ("☕︎", 0),
    ],
)
def test_emoji_are_pictures_where_they_are_meant(text: str, pictures: int) -> None:
    glyphs = typeface.shape(text, FACT).glyphs
    assert sum(glyph.face == pictographs.FACE for glyph in glyphs) == pictures


def test_emoji_are_in_colour(card: Callable[..., CardSpec]) -> None:
    canvas = compose(card(headline="🍀🍀🍀"), {})
    box = next(mark.box for mark in canvas.marks if mark.field == "headline")
    red, green, blue = canvas.image.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert green > red + 10
    assert green > blue + 10


def test_what_no_font_has_is_told_by_its_characters() -> None:
    assert typeface.missing("Panel สวัสดี y ᚠ", "facts") == "สวัดีᚠ"
    assert typeface.missing("a\U000f0001b", "facts") == "\U000f0001"


@given(text=st.text(max_size=30))
@settings(max_examples=300)
def test_every_text_is_shaped_or_refused_and_no_character_counts_twice(text: str) -> None:
    lost = typeface.missing(text, "facts")
    assert set(lost) <= set(text)
    line = typeface.shape(text, FACT)
    assert all(0 <= glyph.character < max(1, len(text)) for glyph in line.glyphs)
    if not lost:
        assert not [g for g in line.glyphs if g.code == PRIVATE and g.face != pictographs.FACE]


@given(text=st.text("abc אבג 123 ()دج", max_size=25), from_right=st.booleans())
def test_every_character_is_seen_once_whatever_its_direction(text: str, from_right: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    levels = scripts.levels(text, from_right=from_right)
    assert len(levels) == len(text)
    assert sorted(scripts.in_order_of_sight(range(len(text)), levels)) == list(range(len(text)))


def _drawn(step: Callable[[Canvas], object]) -> list[tuple[int, int, int, int]]:
    canvas = Canvas()
    step(canvas)
    canvas.render(Image.new("RGB", (1200, 1000), "white"), ())
    return [mark.box for mark in canvas.marks]


@pytest.mark.parametrize("name", ["Иван Щербаков", "山田 太郎", "محمد الأحمد", "MW Wamba Wolff"])
def test_initials_of_any_script_stay_in_their_disc(
    card: Callable[..., CardSpec], name: str
) -> None:
    canvas = compose(card("speaker", people=(CardPerson(name),)), {})
    for mark in canvas.marks:
        if mark.field == "monogram":
            box = mark.box
            assert box[2] - box[0] <= 1.9 * mark.size, mark
    assert [mark for mark in canvas.marks if mark.field == "monogram"]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("GovTechの未来をみんなで考える", ["GovTechの", "未来を", "みんなで", "考える"]),
        (
            "港のアルゴリズム：誰が決め、誰が責任を負うのか",
            ["港の", "アルゴリズム：", "誰が", "決め、", "誰が", "責任を", "負うのか"],
        ),
        ("智慧城市的未来属于谁", ["智慧城市的", "未来", "属于谁"]),
    ],
)
@pytest.mark.parametrize("width", [380, 520, 640, 900])
def test_lines_without_spaces_end_after_phrases(text: str, phrases: list[str], width: int) -> None:
    ends = set(accumulate(map(len, phrases)))
    block = fitting.fit("headline", text, VOICE, Room(width, 700, 30, 70))
    assert {end for _, end in block.lines} <= ends


def test_a_column_narrower_than_a_phrase_parts_it() -> None:
    block = fitting.fit("headline", "アルゴリズム", VOICE, Room(130, 700, 40, 70))
    assert len(block.lines) > 1


def test_a_vowelled_line_keeps_clear_of_the_one_below() -> None:
    text = "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ فِي خِدْمَةِ ٱلْمُوَاطِنِينَ"
    block = fitting.fit("headline", text, VOICE, Room(400, 900, 40, 60, 1.06))
    boxes = _drawn(lambda canvas: canvas.block("headline", block, (100, 100), Ink((0, 0, 0))))
    assert len(boxes) > 2
    for upper, lower in pairwise(boxes):
        assert upper[3] <= lower[1] + 1


def test_a_card_in_spanish_imports_nothing_for_other_scripts() -> None:
    code = (
        "import sys; from campaign.cards import typeface, fitting; "
        "from campaign.cards.parts import VOICE; "
        "fitting.fit('title', 'Datos «abiertos» – 2026', VOICE, fitting.Room(500, 300, 20, 60)); "
        "rare = 'regex', 'bidi', 'uniseg', 'emoji', 'numpy', 'budoux', 'pyphen'; "
        "print([n for n in rare if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "from_right"),
    [
        ("محمد بن عبد الله, José María Aznárez, 山田 太郎, O'Higgins", False),
        ("José María Aznárez, محمد بن عبد الله, Li", False),
        ("محمد بن عبد الله", True),
        ("مؤتمر GovTech للبيانات المفتوحة", True),
        ("شיר a", True),
        ("Ñuñoa", False),
    ],
)
def test_a_paragraph_runs_as_most_of_its_letters(text: str, from_right: bool) -> None:  # noqa: FBT001
    assert scripts.is_right_to_left(text) is from_right


def test_a_tracked_line_without_spaces_stays_in_its_room() -> None:
    text = "与与「、「 、与与「 、、与与与「 「「「 、 、、、"
    block = fitting.fit("series", text, SMALL_CAPS, Room(430, 87, 17, 28, 1.06))
    assert block.widest <= 430
