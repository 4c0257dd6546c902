"""Whether a picture can be a logo: something is on it, and what is behind it can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from collections.abc import Iterable

FAINT = 24
"""A difference that is not seen as one: grain, or what a JPEG leaves."""

_LARGEST = 800
_LIKE = 40
_MOSTLY = 0.5


def why_no_logo(image: Image.Image) -> str:
    """Return the key of the reason in ``cards.image`` why a picture is no logo; empty if it is one.

    The picture is RGB, RGBA, L, LA or CMYK. A photograph is ``no-ground``: its edges have all
    colours, and nobody can tell what of it is the logo.
    """
    image = _small(image).convert("RGBA")
    alpha = image.getchannel("A")
    clearest, fullest = _range(alpha)
    if clearest < 255 - FAINT:
        return "blank" if fullest <= FAINT else ""
    flat = image.convert("RGB")
    if all(high - low <= FAINT for low, high in map(_range, flat.split())):
        return "blank"
    return "" if _has_ground(flat) else "no-ground"


def away_from_ground(flat: Image.Image) -> Image.Image:
    """Return how far each pixel is from the colour of the corner, in its most different channel."""
    ground = Image.new("RGB", flat.size, flat.getpixel((0, 0)))
    bands = ImageChops.difference(flat, ground).split()
    return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])


def _range(band: Image.Image) -> tuple[int, int]:
    there = [value for value, count in enumerate(band.histogram()) if count]
    return there[0], there[-1]


def _small(image: Image.Image) -> Image.Image:
    factor = max(image.size) // _LARGEST
    return image.reduce(factor) if factor > 1 else image


def _has_ground(flat: Image.Image) -> bool:
    """Tell whether the edges have mostly the colour of the corner; a stripe may run off one."""
    away = away_from_ground(flat)
    right, low = flat.width - 1, flat.height - 1
    edges = ((0, 0, right, 1), (0, low, right, low + 1), (0, 0, 1, low), (right, 0, right + 1, low))
    shares = [_share(away.crop(edge).histogram()) for edge in edges if _is_box(edge)]
    return sum(shares) >= _MOSTLY * len(shares)


def _is_box(edge: Iterable[int]) -> bool:
    left, top, right, bottom = edge
    return right > left and bottom > top


def _share(counts: list[int]) -> float:
    return sum(counts[:_LIKE]) / max(1, sum(counts))
