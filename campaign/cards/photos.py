"""Portraits: cut round, calmed towards one warm tone, so that different photos go together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from campaign.cards.pictures import usable
from campaign.cards.pixels import on_white, pixels
from campaign.cards.remembered import remembered
from campaign.core.card_errors import BadImage
from campaign.core.cards import PHOTOS
from campaign.core.files import content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.files import Content

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
    return photo(path, files, (diameter, diameter), focus)


def photo(
    path: str, files: Mapping[str, bytes], size: tuple[int, int], focus: Focus | None = None
) -> Image.Image:
    """Return the photo cut to this size; ``focus`` and what is raised as in :func:`round_photo`."""
    found = path if path in files else PHOTOS + path
    if found not in files:
        raise BadImage(reason="missing", path=path)
    try:
        return _fitted(content_of(files, found), size, focus)
    except BadImage as error:
        raise BadImage(reason=error.reason, path=path) from error


@remembered(16)
def _fitted(content: Content, size: tuple[int, int], focus: Focus | None) -> Image.Image:
    whole = content.read()
    found = usable(whole)
    share = max(size[0] / found.width, size[1] / found.height)
    longest = math.ceil(FINE * share * max(found.width, found.height))
    flat = on_white(pixels(whole, found, longest))
    box = _around(flat.size, size, focus)
    fitted = flat.resize(size, Image.Resampling.LANCZOS, box=box)
    grey = ImageOps.autocontrast(ImageOps.grayscale(fitted), cutoff=1)
    warm = ImageOps.colorize(grey, (20, 28, 44), (255, 246, 230), mid=(152, 122, 104))
    return Image.blend(fitted, warm, 0.3)


def _around(
    size: tuple[int, int], wanted: tuple[int, int], focus: Focus | None
) -> tuple[float, float, float, float]:
    """Return the largest part of a photo, as wide to its height as ``wanted``, that has the face
    in its middle, or near it.
    """
    width, height = size
    share = min(width / wanted[0], height / wanted[1])
    across, down = min(width, wanted[0] * share), min(height, wanted[1] * share)
    if focus is None:
        above = FACE_HEIGHT if height * wanted[0] > width * wanted[1] else 0.5
        left, top = (width - across) / 2, (height - down) * above
    else:
        left = min(max(0.0, focus[0] * width - across / 2), width - across)
        top = min(max(0.0, focus[1] * height - down / 2), height - down)
    return left, top, min(width, left + across), min(height, top + down)
