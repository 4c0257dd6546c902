"""From a picture's bytes to its pixels: upright, in sRGB, no larger than asked for.

A picture of 40 megapixels has 160 MB of pixels, and each step would make another copy. So a
JPEG is reduced while it is decoded, everything is scaled before anything else is done to it,
and no step keeps what the step before it made: the whole process stays below 300 MB.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import TYPE_CHECKING

from PIL import Image

from campaign.core.card_errors import BadImage

if TYPE_CHECKING:
    from campaign.cards.containers import Outline

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
DECODER_FAILS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
MOST_DECODED = 200_000_000
"""Bytes that a decoder may hold: pixels, and what a progressive JPEG keeps beside them."""

_MOST_FULL = 24_000_000
"""Pixels of a JPEG that are decoded without halving its sides."""
_PIXEL = 4
_EIGHTH = 8
_SIXTEEN_BITS = "I;16"
LYING = frozenset(
    {
        Image.Transpose.TRANSPOSE,
        Image.Transpose.ROTATE_270,
        Image.Transpose.TRANSVERSE,
        Image.Transpose.ROTATE_90,
    }
)
"""What has to be turned like this is stored with its width as its height."""
_SPACES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}


def pixels(content: bytes, found: Outline, longest: int) -> Image.Image:
    """Return a picture in mode RGB or RGBA, its sides at most ``longest``.

    ``found`` is its outline, see :mod:`campaign.cards.containers`.

    Raises:
        BadImage: ``truncated`` or ``damaged``.
    """
    image = decoded(content, found, longest)
    profile, turned = image.info.get("icc_profile"), orientation(image)
    image = full(image)
    share = longest / max(image.size)
    if share < 1 and image.mode == "RGBA":
        # Pillow would do this by itself, and keep what it does it with.
        image = image.convert("RGBa")
    image = scaled(image, share)
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    image = _in_srgb(image, profile)
    return image.transpose(turned) if turned is not None else image


def decoded(content: bytes, found: Outline, longest: int) -> Image.Image:
    """Return the decoded picture; a JPEG is reduced while decoding, not below ``longest``.

    Raises:
        BadImage: ``truncated`` or ``damaged``.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            share = _reduction(found, longest)
            image.draft(None, (max(1, image.width // share), max(1, image.height // share)))
            image.load()
    except OSError as error:
        reason = "truncated" if "truncated" in str(error).lower() else "damaged"
        raise BadImage(reason=reason) from error
    except (*DECODER_FAILS, Image.DecompressionBombError) as error:
        raise BadImage(reason="damaged") from error
    return image


def scaled(image: Image.Image, share: float) -> Image.Image:
    """Return the picture with its sides times ``share``, itself where that makes it no smaller."""
    if share >= 1:
        return image
    size = (max(1, int(image.width * share)), max(1, int(image.height * share)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparent parts."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _reduction(found: Outline, longest: int) -> int:
    """Return by how much the sides of a picture are divided while it is decoded: 1 to 8."""
    share = 1
    while share < _EIGHTH:
        area = found.width * found.height // share**2
        fits = area <= _MOST_FULL and area * _PIXEL + found.kept <= MOST_DECODED
        if fits and max(found.width, found.height) < 2 * share * longest:
            break
        share *= 2
    return share


def orientation(image: Image.Image) -> Image.Transpose | None:
    """Return how a decoded picture has to be turned to be upright; ``None`` where it is."""
    try:
        said = image.getexif().get(0x0112)
    except DECODER_FAILS:
        return None
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return turns.get(said) if isinstance(said, int) else None


def full(image: Image.Image) -> Image.Image:
    """Return the picture with a value of eight bits for each channel: L, LA, RGB, RGBA, CMYK.

    Raises:
        BadImage: ``damaged``: its colours are not what it says of them.
    """
    try:
        return _full(image)
    except DECODER_FAILS as error:
        raise BadImage(reason="damaged") from error


def _full(image: Image.Image) -> Image.Image:
    if image.mode.startswith(_SIXTEEN_BITS):
        high = image.tobytes()[0 if image.mode.endswith("B") else 1 :: 2]
        return Image.frombytes("L", image.size, high)
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in RGB or RGBA with plain sRGB numbers."""
    alpha = None
    if image.mode == "LA":
        image, alpha = image.getchannel("L"), image.getchannel("A")
    if profile:
        image = _by_profile(image, profile)
    if alpha is not None:
        image = image.convert("RGB")
        image.putalpha(alpha)
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture as its profile means it; as it is where the profile is of no use."""
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACES[image.mode]:
            return image
        target = ImageCms.createProfile("sRGB")
        if image.mode in {"RGB", "RGBA"}:
            ImageCms.profileToProfile(image, source, target, inPlace=True)
            return image
        made = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, *DECODER_FAILS):
        return image
    return made or image
