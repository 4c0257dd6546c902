"""Pictures that people bring: what they are, and the same picture fit to be published.

Nothing that the sender says is believed, only the content. Memory stays bounded: the outline
is read before a decoder runs, and what is decoded has at most 40 megapixels (JPEG, reduced
while decoding) or 24 (others).
"""

from __future__ import annotations

import io
import re
import struct
import warnings

from PIL import Image, ImageCms, ImageOps

from campaign.cards.containers import Outline, outline
from campaign.core.card_errors import BadImage
from campaign.core.cards import ImageInfo

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_BYTES = 25_000_000
MOST_PIXELS = {"image/jpeg": 40_000_000}
MOST_PIXELS_OTHERS = 24_000_000
LONGEST_SIDE = 4096
"""No network shows more; larger pictures are reduced to it when they are cleaned."""
LONGEST_SHAPE = 20
"""Width to height, at most (Telegram refuses more)."""

_ACTIVE = re.compile(rb"<\?php|<script|<html|<iframe", re.IGNORECASE)
_ARCHIVE_END = b"PK\x05\x06"
_DECODER_FAILS = (
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


def inspect_image(content: bytes) -> ImageInfo:
    """Return what a picture is, by its content, after decoding it once.

    Raises:
        BadImage: ``reason`` is ``empty``, ``too-large``, ``unknown-format``, ``vector``,
            ``truncated``, ``damaged``, ``animated``, ``too-many-pixels``, ``odd-shape`` or
            ``hidden-content``.
    """
    found = _examined(content)
    image = _decoded(content, 512)
    image.close()
    return ImageInfo(found.media_type, found.width, found.height)


def clean_image(content: bytes, max_bytes: int, max_side_sum: int | None) -> bytes:
    """Return the same picture without metadata, upright, in sRGB, within a channel's limits.

    PNG and GIF stay lossless (PNG) where that fits in ``max_bytes``; everything else becomes
    JPEG on white. ``max_side_sum`` limits width + height in pixels.

    Raises:
        BadImage: as :func:`inspect_image`, or ``does-not-shrink``.
    """
    found = _examined(content)
    image = _prepared(content, max_side_sum)
    if found.media_type in {"image/png", "image/gif"}:
        lossless = _png(image)
        if len(lossless) <= max_bytes:
            return lossless
    return _jpeg_within(image, max_bytes)


def _examined(content: bytes) -> Outline:
    if len(content) > MOST_BYTES:
        raise BadImage(reason="too-large")
    found = outline(content)
    if found.animated:
        raise BadImage(reason="animated")
    if not found.width or not found.height:
        raise BadImage(reason="damaged")
    if found.width * found.height > MOST_PIXELS.get(found.media_type, MOST_PIXELS_OTHERS):
        raise BadImage(reason="too-many-pixels")
    if max(found.width, found.height) > LONGEST_SHAPE * min(found.width, found.height):
        raise BadImage(reason="odd-shape")
    if _hides(content, found):
        raise BadImage(reason="hidden-content")
    return found


def _hides(content: bytes, found: Outline) -> bool:
    """Tell whether the file is something else as well: an archive, a document, a page.

    After a JPEG, phones put further JPEGs (previews, gain maps) and zeros: those may stay.
    """
    rest = content[found.end :].lstrip(b"\0")
    if rest and not (found.media_type == "image/jpeg" and rest.startswith(b"\xff\xd8\xff")):
        return True
    tail = content[-66_000:]
    return b"%PDF-" in content[:1024] or _ARCHIVE_END in tail or bool(_ACTIVE.search(content))


def _decoded(content: bytes, side: int) -> Image.Image:
    """Return the decoded picture; a JPEG is reduced while decoding, not below ``side``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=FORMATS)
            image.draft("RGB" if image.mode in {"RGB", "CMYK"} else image.mode, (side, side))
            image.load()
    except OSError as error:
        reason = "truncated" if "truncated" in str(error).lower() else "damaged"
        raise BadImage(reason=reason) from error
    except (*_DECODER_FAILS, Image.DecompressionBombError) as error:
        raise BadImage(reason="damaged") from error
    return image


def _prepared(content: bytes, max_side_sum: int | None) -> Image.Image:
    image = _decoded(content, LONGEST_SIDE)
    profile = image.info.get("icc_profile")
    try:
        image = ImageOps.exif_transpose(image)
    except _DECODER_FAILS:
        image = image.copy()
    image = _in_srgb(image, profile)
    longest = max(image.size)
    share = min(1.0, LONGEST_SIDE / longest)
    if max_side_sum is not None:
        share = min(share, max_side_sum / sum(image.size))
    return _scaled(image, share)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in RGB or RGBA with plain sRGB numbers."""
    clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"} or (clear and image.mode != "RGBA"):
        image = image.convert("RGBA" if clear else "RGB")
    if profile and image.mode != "L":
        mode = "RGBA" if clear else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, *_DECODER_FAILS):
            found = None
        image = found or image
    return image.convert("RGBA" if clear else "RGB")


def _scaled(image: Image.Image, share: float) -> Image.Image:
    if share >= 1:
        return image
    size = (max(1, int(image.width * share)), max(1, int(image.height * share)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    _bare(image).save(target, "PNG", optimize=True)
    return target.getvalue()


def _jpeg_within(image: Image.Image, max_bytes: int) -> bytes:
    flat = _on_white(image)
    for share in (1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1):
        smaller = _scaled(flat, share)
        for quality in (90, 82, 72):
            target = io.BytesIO()
            _bare(smaller).save(target, "JPEG", quality=quality, optimize=True)
            if target.tell() <= max_bytes:
                return target.getvalue()
    raise BadImage(reason="does-not-shrink")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels alone: Pillow writes out what ``info`` carries."""
    image = image.copy()
    image.info.clear()
    return image
