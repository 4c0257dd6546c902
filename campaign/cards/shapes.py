"""Masks with smooth edges that several layouts paste: discs, boxes, a play sign, a bust."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

FINE = 4
"""Shapes are drawn four times as large and reduced: their edges are smooth."""

RIM = 0.035
"""How much of a disc stays free around a silhouette, as a share of its diameter."""


@lru_cache(32)
def circle(diameter: int) -> Image.Image:
    """Return the mask of a disc."""
    large = Image.new("L", (diameter * FINE, diameter * FINE))
    ImageDraw.Draw(large).ellipse((0, 0, diameter * FINE - 1, diameter * FINE - 1), fill=255)
    return large.reduce(FINE)


@lru_cache(32)
def pill(width: int, height: int, radius: int) -> Image.Image:
    """Return the mask of a box with round corners."""
    large = Image.new("L", (width * FINE, height * FINE))
    box = (0, 0, width * FINE - 1, height * FINE - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * FINE, fill=255)
    return large.reduce(FINE)


@lru_cache(8)
def box(width: int, height: int) -> Image.Image:
    """Return the mask of a whole box."""
    return Image.new("L", (width, height), 255)


@lru_cache(8)
def triangle(size: int) -> Image.Image:
    """Return the mask of a play sign in a square of this size, its weight in the middle."""
    large = Image.new("L", (size * FINE, size * FINE))
    side = size * FINE
    corners = [(side * 0.18, side * 0.06), (side * 0.18, side * 0.94), (side * 0.94, side * 0.5)]
    ImageDraw.Draw(large).polygon(corners, fill=255)
    return large.reduce(FINE)


@lru_cache(16)
def silhouette(diameter: int) -> Image.Image:
    """Return the mask of a head and shoulders in a disc: somebody whose name is not known."""
    side = diameter * FINE
    large = Image.new("L", (side, side))
    draw = ImageDraw.Draw(large)
    draw.ellipse((side * 0.34, side * 0.2, side * 0.66, side * 0.52), fill=255)
    draw.ellipse((side * 0.2, side * 0.6, side * 0.8, side * 1.4), fill=255)
    rim = round(diameter * RIM)
    inner = Image.new("L", (diameter, diameter))
    inner.paste(circle(diameter - 2 * rim), (rim, rim))
    return ImageChops.multiply(large.reduce(FINE), inner)


@lru_cache(8)
def bust(width: int, height: int) -> Image.Image:
    """Return the mask of a head and shoulders that fill a tile; :func:`head` says where it is."""
    x, y, radius = head(width, height)
    large = Image.new("L", (width * 2, height * 2))
    draw = ImageDraw.Draw(large)
    x, y, radius = x * 2, y * 2, radius * 2
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    wide, top = radius * 1.95, y + radius * 1.18
    draw.rounded_rectangle((x - wide, top, x + wide, height * 2 + wide), wide * 0.72, fill=255)
    return large.reduce(2)


def head(width: int, height: int) -> tuple[int, int, int]:
    """Return the centre and the radius of the head of a bust in a tile."""
    radius = round(min(width * 0.27, height * 0.24))
    return round(width / 2), round(height * 0.42), radius
