"""Pictures that people bring: what is taken, what is refused and why, and what is left of them."""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from campaign.cards import BadImage, clean_image, draw, inspect_image, photos
from campaign.cards.engine import compose
from campaign.core.cards import CardPerson, CardSpec
from campaign.languages import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    mode = options.pop("mode", "RGB")
    image = Image.new(mode, size, options.pop("colour", 120))
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def portrait(size: tuple[int, int] = (300, 400)) -> bytes:
    image = Image.new("RGB", size, "#446688")
    ImageDraw.Draw(image).ellipse((80, 60, 220, 220), fill="#e0b090")
    target = io.BytesIO()
    image.save(target, "JPEG")
    return target.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def png_bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    parts = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", body), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), shade) for shade in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=50)
    return target.getvalue()


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("size", [(80, 60), (7, 9)])
def test_a_picture_is_known_by_its_content(kind: str, size: tuple[int, int]) -> None:
    found = inspect_image(picture(kind, size))
    assert (found.media_type, found.width, found.height) == (f"image/{kind.lower()}", *size)


def test_progressive_lossless_and_grey_pictures_are_taken() -> None:
    assert inspect_image(picture("JPEG", progressive=True)).width == 80
    assert inspect_image(picture("WEBP", lossless=True)).width == 80
    assert inspect_image(picture("WEBP", lossless=False, mode="RGBA")).height == 60
    assert inspect_image(picture("PNG", mode="L")).width == 80
    assert inspect_image(picture("GIF", mode="P")).width == 80


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a", "truncated"),
        (b"\x89PNG\r\n\x1a\n", "truncated"),
        (b"\xff\xd8\xff\xe0", "truncated"),
        (b"hello, I am a picture.png", "unknown-format"),
        (b"%PDF-1.7\n", "unknown-format"),
        (b"BM" + bytes(100), "unknown-format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "vector"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "vector"),
        (animation("GIF"), "animated"),
        (animation("PNG"), "animated"),
        (animation("WEBP"), "animated"),
        (png_bomb(50_000, 50_000), "too-many-pixels"),
        (png_bomb(2**31 - 1, 2**31 - 1), "too-many-pixels"),
        (png_bomb(0, 10), "damaged"),
        (png_bomb(100, 100), "truncated"),
        (picture("PNG", (1, 10_000)), "odd-shape"),
        (picture("JPEG", (10_000, 1)), "odd-shape"),
        (picture("PNG") + archive(), "hidden-content"),
        (picture("JPEG") + archive(), "hidden-content"),
        (picture("GIF") + b"<html>", "hidden-content"),
        (picture("WEBP") + b"\0\0more", "hidden-content"),
        (picture("JPEG", comment=b"%PDF-1.4 1 0 obj"), "hidden-content"),
        (picture("JPEG", comment=b"<?php system($_GET[0]); ?>"), "hidden-content"),
        (bytes(26_000_000), "too-large"),
    ],
)
def test_what_could_harm_or_is_none_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(BadImage) as refusal:
        inspect_image(content)
    if reason == "truncated":
        assert refusal.value.reason in {"truncated", "damaged"}
    else:
        assert refusal.value.reason == reason
    for language in ("es", "en"):
        assert Catalogue(language).has(f"cards.image.{refusal.value.reason}")
    with pytest.raises(BadImage):
        clean_image(content, 1_000_000, None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    image = Image.effect_mandelbrot((160, 120), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    target = io.BytesIO()
    image.save(target, kind)
    whole = target.getvalue()
    with pytest.raises(BadImage) as refusal:
        inspect_image(whole[: int(len(whole) * share)])
    assert refusal.value.reason in {"truncated", "damaged"}


def test_what_phones_put_after_a_jpeg_may_stay() -> None:
    assert inspect_image(picture() + picture(size=(20, 20))).width == 80
    assert inspect_image(picture() + bytes(64)).width == 80


SAMSUNG = b"\0\0\1\x0a\x0e\0\0\0Image_UTC_Data1640995200000SEFHk\0\0\0\1\0\0\0SEFT"
MOVING = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + b"\0\0\0\x10mdat" + bytes(range(256)) * 9


@pytest.mark.parametrize("more", [SAMSUNG, MOVING, MOVING + SAMSUNG, picture() + MOVING])
def test_what_a_phone_puts_after_a_jpeg_is_left_behind(more: bytes) -> None:
    whole = picture() + more
    assert inspect_image(whole).width == 80
    assert clean_image(whole, 100_000, None) == clean_image(picture(), 100_000, None)


@pytest.mark.parametrize("hidden", [archive(), b"<script>alert(1)</script>"])
def test_what_else_a_file_is_after_what_a_phone_puts_there_is_seen(hidden: bytes) -> None:
    with pytest.raises(BadImage) as refusal:
        inspect_image(picture() + SAMSUNG + hidden)
    assert refusal.value.reason == "hidden-content"


def test_more_transparent_colours_than_there_are_is_damage() -> None:
    header = struct.pack(">IIBBBBB", 4, 4, 8, 3, 0, 0, 0)
    body = zlib.compress(b"\0\0\1\1\0" * 4)
    parts = (
        png_chunk(b"IHDR", header),
        png_chunk(b"PLTE", b"\xff\0\0\0\xff\0"),
        png_chunk(b"tRNS", bytes(300)),
        png_chunk(b"IDAT", body),
        png_chunk(b"IEND", b""),
    )
    content = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    for use in (inspect_image, lambda whole: clean_image(whole, 100_000, None)):
        with pytest.raises(BadImage) as refusal:
            use(content)
        assert refusal.value.reason == "damaged"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=12),
)
def test_a_corrupted_picture_is_taken_or_refused_never_a_crash(
    kind: str, changes: list[tuple[float, int]]
) -> None:
    content = bytearray(picture(kind))
    for place, value in changes:
        content[int(place * len(content))] = value
    try:
        inspect_image(bytes(content))
        clean_image(bytes(content), 100_000, 4000)
    except BadImage as refusal:
        assert Catalogue("es").has(f"cards.image.{refusal.reason}")  # noqa: PT017 - or it is taken


def test_bombs_are_refused_in_little_memory() -> None:
    code = (
        "import resource, sys, pickle\n"
        "from campaign.cards import inspect_image, BadImage\n"
        "inspect_image(pickle.load(sys.stdin.buffer))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for bomb in pickle.load(sys.stdin.buffer):\n"
        "    try: inspect_image(bomb)\n"
        "    except BadImage as error: print(error.reason)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    bombs = [png_bomb(60_000, 60_000), png_bomb(5000, 4900), picture("GIF", (9000, 9000))]
    given_ = pickle.dumps(picture()) + pickle.dumps(bombs)
    run = subprocess.run(
        [sys.executable, "-c", code], input=given_, capture_output=True, check=True
    )
    *reasons, grown = run.stdout.decode().split()
    assert reasons == ["too-many-pixels"] * 3
    assert int(grown) < 20_000


def test_cleaning_takes_place_and_camera_out_and_turns_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Ana"
    exif.get_ifd(0x8825)[1] = "S"
    content = clean_image(picture(size=(90, 40), exif=exif, comment=b"private"), 100_000, None)
    with Image.open(io.BytesIO(content)) as cleaned:
        assert cleaned.size == (40, 90)
        assert not dict(cleaned.getexif())
        assert "comment" not in cleaned.info
    assert b"Ana" not in content
    assert b"private" not in content


def test_cleaning_brings_other_colour_spaces_to_srgb() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = picture("PNG", colour=(200, 90, 40))
    with Image.open(io.BytesIO(clean_image(plain, 100_000, None))) as same:
        assert same.convert("RGB").getpixel((0, 0)) == (200, 90, 40)
    for broken in (b"no profile", lab):
        content = clean_image(picture("PNG", icc_profile=broken), 100_000, None)
        with Image.open(io.BytesIO(content)) as cleaned:
            assert "icc_profile" not in cleaned.info
    with Image.open(io.BytesIO(clean_image(picture("JPEG", mode="CMYK"), 90_000, None))) as cmyk:
        assert cmyk.mode == "RGB"


def test_a_transparent_logo_stays_transparent_if_it_fits_and_turns_white_if_not() -> None:
    logo = Image.effect_noise((200, 200), 80).convert("RGBA")
    logo.putalpha(0)
    target = io.BytesIO()
    logo.save(target, "PNG")
    with Image.open(io.BytesIO(clean_image(target.getvalue(), 1_000_000, None))) as kept:
        assert (kept.format, kept.mode) == ("PNG", "RGBA")
    with Image.open(io.BytesIO(clean_image(target.getvalue(), 9_000, None))) as flat:
        assert (flat.format, flat.getpixel((5, 5))) == ("JPEG", (255, 255, 255))


@pytest.mark.parametrize("limit", [60_000, 200_000])
@pytest.mark.parametrize("sides", [None, 1000])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_shrinks_to_the_limits_of_a_channel(
    kind: str, sides: int | None, limit: int
) -> None:
    noise = Image.effect_noise((1200, 900), 90).convert("RGB")
    target = io.BytesIO()
    noise.save(target, kind)
    content = clean_image(target.getvalue(), limit, sides)
    found = inspect_image(content)
    assert len(content) <= limit
    assert sides is None or found.width + found.height <= sides
    assert abs(found.width / found.height - 4 / 3) < 0.02


def test_what_cannot_be_made_small_enough_says_so() -> None:
    with pytest.raises(BadImage) as refusal:
        clean_image(picture(size=(400, 400)), 100, None)
    assert refusal.value.reason == "does-not-shrink"


def test_a_photo_fills_the_sun_and_without_one_there_are_initials(
    card: Callable[..., CardSpec],
) -> None:
    with_photo = (CardPerson("Ana Soto", photo="assets/photos/ana.jpg"),)
    files = {"assets/photos/ana.jpg": portrait()}
    shown = compose(card("speaker", people=with_photo), files)
    assert not [mark for mark in shown.marks if mark.field == "monogram"]
    plain = compose(card("speaker", people=(CardPerson("Ana Soto"),)), {})
    assert [mark.text for mark in plain.marks if mark.field == "monogram"] == ["AS"]
    assert shown.image.tobytes() != plain.image.tobytes()


@pytest.mark.parametrize(
    ("files", "reason"),
    [({}, "missing"), ({"a.jpg": b"<svg/>"}, "vector"), ({"a.jpg": animation("GIF")}, "animated")],
)
def test_a_bad_photo_is_refused_with_its_path(
    card: Callable[..., CardSpec], files: dict[str, bytes], reason: str
) -> None:
    with pytest.raises(BadImage) as refusal:
        draw(card("speaker", people=(CardPerson("Ana", photo="a.jpg"),)), files)
    assert refusal.value.params == {"reason": reason, "path": "a.jpg"}
    again = pickle.loads(pickle.dumps(refusal.value))  # noqa: S301 - our own
    assert again.params == refusal.value.params


@pytest.mark.parametrize(("side", "width"), [(400, 109), (400, 112), (401, 112)])
def test_a_square_photo_is_taken_whole(side: int, width: int) -> None:
    # A part of it as large as itself may come out a little larger, by a rounding.
    content = picture("PNG", (side, side))
    assert photos.photo("a.png", {"a.png": content}, (width, width)).size == (width, width)
