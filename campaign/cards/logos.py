"""Logos of partners in one ink: what is drawn of each, and as large as the others look.

A logo comes with its own colours, margins and proportions. Here it becomes a mask: its margins
are cut off, its ground is taken away, and all are scaled to one optical area, so that a crest
and a long word beside each other weigh the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from campaign.cards.pictures import usable
from campaign.cards.pixels import pixels
from campaign.cards.plain_ground import FAINT, away_from_ground, why_no_logo
from campaign.cards.remembered import remembered
from campaign.core.card_errors import BadImage
from campaign.core.files import content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.files import Content

SIDE = 2.6
"""Side of the square, in sizes of the names beside it, whose area a logo covers."""

TALLEST, WIDEST = 3.0, 20.0
"""The most that a logo may take, in the same measure."""

LONG, LONGER = 5.0, 0.4
"""From this proportion on a logo is a line of letters, which the eye weighs by their height: the
longer it is, the larger is its area, by this power.
"""

_LARGEST = 1200
_PLATE = 0.86
_SPREAD = 80
_USUAL_INK = 0.45


def logo(path: str | None, files: Mapping[str, bytes], size: int) -> Image.Image | None:
    """Return the mask of a logo among names of ``size``; ``None`` if there is none to draw.

    A file that is missing or no picture is no reason to leave a partner out: its name is drawn.
    """
    return mask(content_of(files, path), size) if path is not None and path in files else None


def mask(content: Content, size: int) -> Image.Image | None:
    """Return the mask of a logo among names of ``size``; ``None`` if it is none to draw."""
    try:
        return _mask(content, size)
    except BadImage:
        return None


@remembered(256)
def _mask(content: Content, size: int) -> Image.Image | None:
    """Return the mask of a logo at this size: every card of a campaign asks for the same few."""
    shape = _shape(content)
    return _scaled(shape, size) if shape is not None else None


@remembered(32)
def _shape(content: Content) -> Image.Image | None:
    """Return the inked part of a logo as a mask; ``None`` where none can be told."""
    whole = content.read()
    image = pixels(whole, usable(whole), _LARGEST).convert("RGBA")
    if why_no_logo(image):
        return None
    opaque = image.getchannel("A").point([255 * (value > 255 - FAINT) for value in range(256)])
    inked = _without_ground(image) if _ink(opaque) == 1 else _cut_out(image)
    box = inked.point([255 * (value > FAINT) for value in range(256)]).getbbox()
    return inked.crop(box) if box else None


def _cut_out(image: Image.Image) -> Image.Image:
    """Return the mask of a logo with a transparent ground: light parts on dark ones stay open."""
    alpha = image.getchannel("A")
    box = alpha.getbbox()
    if box is None:
        return alpha
    inner = alpha.crop(box)
    if _ink(inner) > _PLATE:
        return _without_ground(image.crop(box))
    tones = image.convert("L")
    solid = alpha.point([255 * (value > 255 - FAINT) for value in range(256)])
    counts = tones.histogram(solid)
    dark, light = _edge(counts, 0.05), _edge(counts, 0.95)
    if light - dark < _SPREAD:
        return alpha
    steps = [round(255 * min(1.0, max(0.0, (light - v) / (light - dark)))) for v in range(256)]
    return ImageChops.multiply(alpha, tones.point(steps))


def _without_ground(image: Image.Image) -> Image.Image:
    """Return the mask of a logo on a plain ground, whose colour its corner has."""
    away = away_from_ground(image.convert("RGB"))
    far = max(1, _edge(away.histogram(away.point([255 * (v > FAINT) for v in range(256)])), 0.9))
    return away.point([min(255, round(255 * v / far)) for v in range(256)])


def _edge(counts: list[int], share: float) -> int:
    """Return the value below which ``share`` of the counted pixels are."""
    wanted, seen = sum(counts) * share, 0
    for value, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return value
    return 255


def _ink(mask: Image.Image) -> float:
    """Return how much of a mask is inked, from 0 to 1."""
    counts = mask.histogram()
    return sum(v * n for v, n in enumerate(counts)) / (255 * max(1, sum(counts)))


def _scaled_size(width: int, height: int, ink: float, size: int) -> tuple[int, int]:
    """Return the pixels of a logo: thin and long ones a little larger, solid ones smaller."""
    weight = min(1.2, max(0.85, (_USUAL_INK / max(ink, 0.05)) ** 0.25))
    long = max(1.0, width / height / LONG) ** LONGER
    share = SIDE * size * weight * long / math.sqrt(width * height)
    share = min(share, TALLEST * size / height, WIDEST * size / width)
    return max(1, round(width * share)), max(1, round(height * share))


def _scaled(shape: Image.Image, size: int) -> Image.Image:
    wanted = _scaled_size(*shape.size, round(_ink(shape), 2), size)
    return shape.resize(wanted, Image.Resampling.LANCZOS)
