"""Pictures that people bring: what they are, and the same picture fit to be published.

Nothing that the sender says is believed, only the content. Memory stays bounded: the outline
is read before a decoder runs, and what is decoded has at most 40 megapixels (JPEG, reduced
while decoding), 12 (WebP, whose decoder keeps four copies) or 24 (others).
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from campaign.cards.containers import Outline, outline
from campaign.cards.pixels import (
    LYING,
    MOST_DECODED,
    decoded,
    full,
    on_white,
    orientation,
    pixels,
    scaled,
)
from campaign.cards.plain_ground import why_no_logo
from campaign.core.card_errors import BadImage
from campaign.core.cards import ImageInfo

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 25_000_000
MOST_PIXELS = {"image/jpeg": 40_000_000, "image/webp": 12_000_000}
MOST_PIXELS_OTHERS = 24_000_000
LONGEST_SIDE = 4096
"""No network shows more; larger pictures are reduced to it when they are cleaned."""
LONGEST_SHAPE = 20
"""Width to height, at most (Telegram refuses more)."""

_ROOM = 40_000_000
"""What is left for the pixels of a progressive JPEG, halved or more."""

_ACTIVE = re.compile(rb"<\?php|<script|<html|<iframe", re.IGNORECASE)
_ARCHIVE_END = b"PK\x05\x06"


def inspect_image(content: bytes) -> ImageInfo:
    """Return what a picture is, by its content, after decoding it once. Its sides are those that
    it has upright.

    Raises:
        BadImage: ``reason`` is ``empty``, ``too-large``, ``unknown-format``, ``vector``,
            ``truncated``, ``damaged``, ``animated``, ``too-many-pixels``, ``odd-shape`` or
            ``hidden-content``.
    """
    found = usable(content)
    image = decoded(content, found, 512)
    sides = (found.width, found.height)
    if orientation(image) in LYING:
        sides = sides[::-1]
    return ImageInfo(found.media_type, *sides, why_no_logo(full(image)))


def clean_image(content: bytes, max_bytes: int, max_side_sum: int | None) -> bytes:
    """Return the same picture without metadata, upright, in sRGB, within a channel's limits.

    PNG and GIF stay lossless (PNG) where that fits in ``max_bytes``; everything else becomes
    JPEG on white. ``max_side_sum`` limits width + height in pixels.

    Raises:
        BadImage: as :func:`inspect_image`, or ``does-not-shrink``.
    """
    found = usable(content)
    longest = LONGEST_SIDE
    if max_side_sum is not None:
        whole = (found.width + found.height) / max(found.width, found.height)
        longest = max(1, min(longest, int(max_side_sum / whole)))
    image = pixels(content, found, longest)
    image.info = {}  # Pillow writes out what stands there
    if found.media_type in {"image/png", "image/gif"}:
        lossless = _png(image)
        if len(lossless) <= max_bytes:
            return lossless
    return _jpeg_within(image, max_bytes)


def usable(content: bytes) -> Outline:
    """Return the outline of a picture that may be decoded.

    Raises:
        BadImage: as :func:`inspect_image`; whether it is whole is seen when it is decoded.
    """
    if len(content) > MOST_BYTES:
        raise BadImage(reason="too-large")
    found = outline(content)
    if found.animated:
        raise BadImage(reason="animated")
    if not found.width or not found.height:
        raise BadImage(reason="damaged")
    most = MOST_PIXELS.get(found.media_type, MOST_PIXELS_OTHERS)
    if found.width * found.height > most or found.kept > MOST_DECODED - _ROOM:
        raise BadImage(reason="too-many-pixels")
    if max(found.width, found.height) > LONGEST_SHAPE * min(found.width, found.height):
        raise BadImage(reason="odd-shape")
    if _hides(content, found):
        raise BadImage(reason="hidden-content")
    return found


def _hides(content: bytes, found: Outline) -> bool:
    """Tell whether the file is something else as well: an archive, a document, a page.

    After a JPEG, phones put previews, gain maps, films and notes of their own. None of it is
    decoded, and none goes out: every picture is encoded anew.
    """
    if found.media_type != "image/jpeg" and content[found.end :].lstrip(b"\0"):
        return True
    tail = content[-66_000:]
    return b"%PDF-" in content[:1024] or _ARCHIVE_END in tail or bool(_ACTIVE.search(content))


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _jpeg_within(image: Image.Image, max_bytes: int) -> bytes:
    flat = on_white(image)
    for share in (1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1):
        smaller = scaled(flat, share)
        for quality in (90, 82, 72):
            target = io.BytesIO()
            smaller.save(target, "JPEG", quality=quality, optimize=True)
            if target.tell() <= max_bytes:
                return target.getvalue()
    raise BadImage(reason="does-not-shrink")
