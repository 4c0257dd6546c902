"""Logos on cards: all partners in their order, in one ink, none larger to the eye than another."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from campaign.cards import LAYOUTS, draw
from campaign.cards.engine import compose
from campaign.cards.logos import logo
from campaign.core.cards import LANDSCAPE, PORTRAIT, Brand, CardPartner
from tests.adapters.cards.conftest import PARTNERS, PEOPLE
from tests.adapters.cards.test_families import FONTS
from tests.adapters.cards.well_set import assert_well_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

WHITE, NAVY, CLEAR = (255, 255, 255, 255), (10, 30, 90, 255), (0, 0, 0, 0)


def picture(size: tuple[int, int], ground: tuple[int, ...], ink: tuple[int, ...]) -> Image.Image:
    """Return a logo with a wide margin: a ring in the middle of its ground."""
    image = Image.new("RGBA", size, ground)
    side = min(size) * 0.3
    middle = (size[0] / 2, size[1] / 2)
    box = (middle[0] - size[0] * 0.3, middle[1] - side, middle[0] + size[0] * 0.3, middle[1] + side)
    ImageDraw.Draw(image).ellipse(box, outline=ink, width=max(4, min(size) // 12))
    return image


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    target = io.BytesIO()
    (image.convert("RGB") if form == "JPEG" else image).save(target, form)
    return target.getvalue()


FILES = {
    "assets/logos/word.png": saved(picture((900, 150), CLEAR, NAVY)),
    "assets/logos/crest.jpg": saved(picture((400, 400), WHITE, NAVY), "JPEG"),
    "assets/logos/plate.png": saved(picture((500, 300), NAVY, WHITE)),
    "assets/logos/tall.png": saved(picture((150, 500), CLEAR, NAVY)),
    "assets/logos/pale.png": saved(picture((300, 200), CLEAR, WHITE)),
    "assets/logos/drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


def partners(*files: str | None) -> tuple[CardPartner, ...]:
    paths = [f"assets/logos/{file}" if file else None for file in files]
    return tuple(CardPartner(n, p) for n, p in zip(PARTNERS, paths, strict=True))


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_all_partners_are_there_in_their_order_with_logo_or_name(
    card: Callable[..., CardSpec], layout: str, size: tuple[int, int]
) -> None:
    six = partners("word.png", None, "crest.jpg", "missing.png", "plate.png", "drawing.png")
    spec = card(layout, size=size, partners=six, people=PEOPLE[:1])
    canvas = compose(spec, FILES)
    assert_well_set(canvas)
    marks = [mark for mark in canvas.marks if mark.field == "partners"]
    assert tuple(mark.text for mark in marks) == PARTNERS
    rows = [(mark.box[1] + mark.box[3]) // 2 for mark in marks]
    assert all(
        one.box[2] < other.box[0] or rows[n + 1] > rows[n] + 10
        for n, (one, other) in enumerate(itertools.pairwise(marks))
    )
    names = card(layout, size=size, partners=partners(*[None] * 6), people=PEOPLE[:1])
    plain = draw(names, {})
    assert draw(spec, FILES) != plain
    assert draw(spec, FILES) == draw(spec, FILES)


def test_logos_of_all_shapes_cover_about_the_same_area() -> None:
    masks = [logo(path, FILES, 40) for path in FILES if "drawing" not in path]
    areas = [mask.width * mask.height for mask in masks if mask]
    assert len(areas) == len(FILES) - 1
    assert max(areas) < 2 * min(areas)


@pytest.mark.parametrize("file", ["word.png", "crest.jpg", "plate.png", "pale.png"])
def test_the_drawing_is_inked_and_its_ground_is_not(file: str) -> None:
    """The ring is there whatever its colours; inside it and in the corners nothing is."""
    mask = logo(f"assets/logos/{file}", FILES, 40)
    assert mask is not None
    middle, corner = (mask.width // 2, mask.height // 2), (0, 0)
    assert mask.getpixel(middle) == mask.getpixel(corner) == 0
    assert mask.getpixel((mask.width // 2, 2)) == pytest.approx(255, abs=60)


def test_light_parts_on_dark_ones_stay_open() -> None:
    badge = Image.new("RGBA", (300, 300), CLEAR)
    pen = ImageDraw.Draw(badge)
    pen.ellipse((0, 0, 299, 299), fill=NAVY)
    pen.rectangle((90, 130, 210, 170), fill=WHITE)
    mask = logo("badge", {"badge": saved(badge)}, 60)
    assert mask is not None
    assert mask.getpixel((mask.width // 2, mask.height // 2)) == 0
    assert mask.getpixel((mask.width // 2, mask.height // 5)) == pytest.approx(255, abs=30)


def test_a_blank_picture_leaves_the_name() -> None:
    assert logo("blank", {"blank": saved(Image.new("RGBA", (90, 40), CLEAR))}, 21) is None
    assert logo("blank", {"blank": saved(Image.new("RGB", (90, 40), "white"))}, 21) is None


def test_a_logo_is_drawn_in_the_ink_of_the_names(card: Callable[..., CardSpec]) -> None:
    """One ink: no colour of the logo's own comes onto the card."""
    red = saved(picture((300, 200), CLEAR, (255, 0, 0, 255)))
    spec = card("quote", partners=(CardPartner("Uno", "red"),), people=())
    image = compose(spec, {"red": red}).image
    foot = image.crop((0, image.height - 100, image.width, image.height))
    bands = foot.split()
    redness = ImageChops.subtract(bands[0], bands[1])
    assert redness.getextrema()[1] < 60


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("file", ["word.png", "crest.jpg", "tall.png"])
def test_words_below_the_logo_of_a_series_stand_clear_of_it(
    card: Callable[..., CardSpec], file: str, size: tuple[int, int]
) -> None:
    words = "Grabación del panel 1 para quienes no alcanzaron a verlo en vivo"
    brand = Brand(logo=f"assets/logos/{file}")
    canvas = compose(card("speaker", size=size, kicker=words, brand=brand), FILES)
    small = next(mark.size for mark in canvas.marks if mark.field == "kicker")
    top = min(mark.box[1] for mark in canvas.marks if mark.field == "kicker")
    left = min(mark.box[0] for mark in canvas.marks if mark.field == "kicker")
    series = min(mark.box[0] for mark in canvas.marks if mark.field == "series")
    # Where the logo is, beside the series: nothing but ground for a third of a letter below it.
    strip = canvas.image.crop((left, round(top - small * 0.33), series, top - 1)).convert("L")
    lightest, darkest = strip.getextrema()[::-1]
    assert lightest - darkest < 24


def test_a_long_word_has_letters_as_high_as_those_of_a_short_one() -> None:
    font = ImageFont.truetype(str(FONTS / "facts-bold.ttf"), 80)
    masks = []
    for words in ("FLACSO", "CÁMARA DE COMERCIO", "OBSERVATORIO DE GOBERNANZA"):
        box = font.getbbox(words)
        image = Image.new("RGBA", (round(box[2]) + 20, round(box[3]) + 20), CLEAR)
        ImageDraw.Draw(image).text((10, 10), words, NAVY, font)
        masks.append(logo("word.png", {"word.png": saved(image)}, 40))
    heights = [mask.height for mask in masks if mask]
    assert len(heights) == 3
    assert min(heights) > 0.6 * heights[0]
    assert min(heights) > 40 * 0.9, "no lower than a name beside it"
