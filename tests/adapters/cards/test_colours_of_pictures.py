"""The colours of a picture are those that its maker saw, on cards and where it goes out itself."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageCms, ImageStat

from campaign.cards import clean_image, draw
from campaign.cards.logos import logo
from campaign.cards.photos import round_photo
from campaign.cards.srgb import profile
from tests.adapters.cards.profiles import SWAPPED, press, scanner

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.core.cards import CardSpec

RED, BLUE = (230, 20, 30), (30, 20, 230)


def saved(image: Image.Image, kind: str = "PNG", icc: bytes | None = None) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, icc_profile=icc, **({"quality": 95} if kind == "JPEG" else {}))
    return target.getvalue()


def deep_grey(
    size: tuple[int, int] = (256, 256),
    alpha: int | None = None,
    tone: Callable[[float], float] = lambda share: share,
) -> bytes:
    """Return a grey PNG with 16 bits for a value, from left to right by ``tone``: 0 to 1."""
    rows = []
    for _ in range(size[1]):
        values = (round(tone(x / (size[0] - 1)) * 65535) for x in range(size[0]))
        seen = () if alpha is None else (alpha * 257,)
        rows.append(b"\0" + b"".join(struct.pack(f">{1 + len(seen)}H", v, *seen) for v in values))
    header = struct.pack(">IIBBBBB", *size, 16, 0 if alpha is None else 4, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def cleaned(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(clean_image(content, 2_000_000, None))).convert("RGB")


def on_a_card(content: bytes) -> Image.Image:
    return round_photo("a", {"a": content}, 100)


def middle(image: Image.Image) -> tuple[int, ...]:
    found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("alpha", [None, 255])
def test_a_deep_grey_picture_keeps_its_tones(alpha: int | None) -> None:
    content = deep_grey(alpha=alpha)
    shown = cleaned(content)
    for x in (0, 64, 128, 200, 255):
        assert shown.getpixel((x, 30)) == pytest.approx((x, x, x), abs=1)
    face = ImageStat.Stat(on_a_card(content).convert("L"))
    assert face.extrema[0][0] < 30
    assert face.extrema[0][1] > 240
    assert face.mean[0] == pytest.approx(127, abs=25)


def test_a_deep_grey_logo_is_inked_where_it_is_dark() -> None:
    dark = deep_grey((240, 60), tone=lambda share: 0.2 if 0.4 < share < 0.5 or share > 0.8 else 1)
    mask = logo("a", {"a": dark}, 40)
    assert mask is not None
    inked = [mask.getpixel((round(mask.width * share), 5)) for share in (0.05, 0.45, 0.95)]
    assert inked == pytest.approx([255, 0, 255], abs=20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("show", [cleaned, on_a_card])
def test_a_profile_says_what_the_numbers_mean(
    kind: str, show: Callable[[bytes], Image.Image]
) -> None:
    """The numbers say red, and the profile calls this red what everybody calls blue."""
    red, green, blue = middle(show(saved(Image.new("RGB", (300, 300), RED), kind, SWAPPED)))
    assert blue > red + 80
    assert blue > green + 80
    plain = middle(show(saved(Image.new("RGB", (300, 300), RED), kind)))
    named = middle(show(saved(Image.new("RGB", (300, 300), RED), kind, profile())))
    assert plain == pytest.approx(named, abs=3)
    assert plain[0] > plain[2] + 80


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_a_profile_holds_for_transparent_and_indexed_pictures(mode: str) -> None:
    image = Image.new("RGBA", (80, 80), (*RED, 255))
    image.putpixel((0, 0), (0, 0, 0, 0))
    content = saved(image.quantize() if mode == "P" else image, "PNG", SWAPPED)
    with Image.open(io.BytesIO(clean_image(content, 90_000, None))) as shown:
        clear = shown.convert("RGBA")
    assert clear.getpixel((0, 0))[3] == 0
    assert clear.getpixel((40, 40)) == pytest.approx((*BLUE, 255), abs=12)


def test_a_grey_picture_is_as_light_as_its_profile_says() -> None:
    grey = Image.new("L", (80, 80), 128)
    dark, plain, light = (
        middle(cleaned(saved(grey, "PNG", icc)))[0] for icc in (scanner(3.2), None, scanner(1.0))
    )
    assert dark < plain - 25
    assert light > plain + 25


@pytest.mark.parametrize("show", [cleaned, on_a_card])
def test_pictures_for_the_press_are_shown_in_their_colours(
    show: Callable[[bytes], Image.Image],
) -> None:
    blank, inked = Image.new("CMYK", (200, 200)), Image.new("CMYK", (200, 200), (0, 240, 230, 0))
    assert min(middle(show(saved(blank, "JPEG")))) > 225
    red, green, blue = middle(show(saved(inked, "JPEG")))
    assert red > green + 80
    assert red > blue + 80
    red, green, blue = middle(show(saved(inked, "JPEG", press((150, 90, 160), (8, 128, 128)))))
    assert green > red + 30
    assert green > blue + 30


@pytest.mark.parametrize("icc", [b"no profile", scanner(2.2), press((0, 0, 0), (9, 9, 9)), b""])
def test_a_profile_of_no_use_changes_nothing(icc: bytes) -> None:
    content = saved(Image.new("RGB", (50, 40), RED), "PNG", icc)
    assert middle(cleaned(content)) == RED


def test_a_card_says_that_its_colours_are_srgb(card: Callable[..., CardSpec]) -> None:
    content = draw(card(), {})
    with Image.open(io.BytesIO(content)) as drawn:
        found = drawn.info["icc_profile"]
        told = ImageCms.ImageCmsProfile(io.BytesIO(found))
        again = ImageCms.profileToProfile(drawn, told, ImageCms.createProfile("sRGB"))
        assert again is not None
        off = max(
            abs(a - b)
            for x in range(0, drawn.width, 40)
            for a, b in zip(again.getpixel((x, 90)), drawn.getpixel((x, 90)), strict=True)
        )
    assert ImageCms.getProfileDescription(told).strip() == "sRGB"
    assert len(found) < 700
    assert off <= 1
