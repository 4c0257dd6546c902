"""Portraits: cut round, calmed towards one warm tone, so that different photos go together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from campaign.cards.pictures import usable
from campaign.cards.pixels import on_white, pixels
from campaign.core.card_errors import BadImage

if TYPE_CHECKING:
    from collections.abc import Mapping

FACE_HEIGHT = 0.36
"""Where faces are in portraits, from the top."""


FINE = 2
"""A photo is reduced to so many times its size on the card before anything is done to it."""

Focus = tuple[float, float]


def round_photo(
    path: str, files: Mapping[str, bytes], diameter: int, focus: Focus | None = None
) -> Image.Image:
    """Return the photo as a square of this side, to be pasted through a round mask.

    ``focus`` is where the face is, as shares of width and height: it comes as near to the
    middle as the photo's edges let it.

    Raises:
        BadImage: it is missing or cannot be used; ``path`` says which.
    """
    if path not in files:
        raise BadImage(reason="missing", path=path)
    try:
        return _square(files[path], diameter, focus)
    except BadImage as error:
        raise BadImage(reason=error.reason, path=path) from error


@lru_cache(16)
def _square(content: bytes, side: int, focus: Focus | None) -> Image.Image:
    found = usable(content)
    long, short = max(found.width, found.height), min(found.width, found.height)
    flat = on_white(pixels(content, found, -(-FINE * side * long // short)))
    fitted = flat.resize((side, side), Image.Resampling.LANCZOS, box=_around(flat.size, focus))
    grey = ImageOps.autocontrast(ImageOps.grayscale(fitted), cutoff=1)
    warm = ImageOps.colorize(grey, (20, 28, 44), (255, 246, 230), mid=(152, 122, 104))
    return Image.blend(fitted, warm, 0.3)


def _around(size: tuple[int, int], focus: Focus | None) -> tuple[float, float, float, float]:
    """Return the largest square of a photo that has the face in its middle, or near it."""
    width, height = size
    side = min(size)
    if focus is None:
        left, top = (width - side) / 2, (height - side) * (FACE_HEIGHT if height > width else 0.5)
    else:
        left = min(max(0.0, focus[0] * width - side / 2), width - side)
        top = min(max(0.0, focus[1] * height - side / 2), height - side)
    return left, top, left + side, top + side
