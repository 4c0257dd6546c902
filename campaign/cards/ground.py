"""What lies under the words: paper with a soft glow, and the data sun. Drawn once, then copied.

The sun is a radial bar chart. Its bars follow from the name of the series, so that two
campaigns never have the same one.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw, ImageMath

from campaign.cards.colour import Palette, Rgb, mix

if TYPE_CHECKING:
    from collections.abc import Callable

BARS = ((110, 84), (60, 60), (0, 44))
"""How many bars a sun has, from this radius on: small ones stay calm."""

CORNER = math.sqrt(2)
"""Pillow's radial gradient is full in the corners of its square, not at the middle of its sides."""
FINE = 4
"""Shapes are drawn four times as large and reduced: their edges are smooth."""


RIM = 0.035
"""How much of a disc stays free around a silhouette, as a share of its diameter."""

REACH = 1.3
"""How far the sun lights the paper: the light's width, in lengths of the card's longer side."""

STRIP = 135

GRADIENT = 256
"""The side of Pillow's radial gradient, in pixels."""


@dataclass(frozen=True, slots=True)
class Sun:
    """A disc with bars around it: centre and radius of the disc in pixels.

    The bars reach to ``reach`` radii; ``hollow`` leaves the disc out.
    """

    x: int
    y: int
    radius: int
    reach: float = 1.58
    hollow: bool = False


@lru_cache(10)
def ground(
    size: tuple[int, int], colours: Palette, suns: tuple[Sun, ...], seed: str
) -> Image.Image:
    """Return the ground of a card; callers copy it before they draw."""
    image = _paper(size, colours, suns[0] if suns else None)
    for sun in suns:
        _paste_sun(image, sun, colours, seed)
    return image


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


def bars(seed: str, count: int) -> tuple[float, ...]:
    """Return the lengths of the sun's bars, up to about 1, as they follow from a name."""
    digest = hashlib.sha256(seed.encode()).digest()
    waves = ((2 + digest[0] % 3, 0.26), (6 + digest[1] % 4, 0.17), (11 + digest[2] % 5, 0.10))
    turns = [2 * math.pi * byte / 256 for byte in digest[3:6]]
    lengths = []
    for number in range(count):
        angle = 2 * math.pi * number / count
        swing = sum(a * math.sin(n * angle + t) for (n, a), t in zip(waves, turns, strict=True))
        lengths.append(max(0.06, 0.5 + swing))
    return tuple(lengths)


def _paper(size: tuple[int, int], colours: Palette, sun: Sun | None) -> Image.Image:
    """Return paper, lit around the sun; made strip by strip, since floats take memory."""
    paper = Image.new("RGB", size, colours.paper)
    if sun is None or colours.glow == colours.paper:
        return paper
    spot = _spot()
    grain = hashlib.shake_128(b"paper").digest(size[0] * STRIP)
    for top in range(0, size[1], STRIP):
        strip = (size[0], min(STRIP, size[1] - top))
        light = _light(spot, strip, sun, top, max(size) * REACH / GRADIENT)
        noise = Image.frombytes("L", strip, grain[: strip[0] * strip[1]]).convert("F")
        bands = [
            ImageMath.lambda_eval(_blend(near, (lit - near) / 255), light=light, noise=noise)
            for near, lit in _pairs(colours.paper, colours.glow)
        ]
        paper.paste(Image.merge("RGB", bands), (0, top))
    return paper


@cache
def _spot() -> Image.Image:
    """Return light in 0..255 as floats with dark around it: no card reaches further."""
    lit = ImageMath.lambda_eval(_falloff, spot=Image.radial_gradient("L").convert("F"))
    spot = Image.new("F", (3 * GRADIENT, 3 * GRADIENT))
    spot.paste(lit, (GRADIENT, GRADIENT))
    return spot


def _falloff(args: dict[str, Any]) -> Any:
    return args["max"](255 - args["spot"] * CORNER, 0)


def _light(
    spot: Image.Image,
    strip: tuple[int, int],
    sun: Sun,
    top: int,
    large: float,
) -> Image.Image:
    """Return the light of a strip, ``large`` times the spot: full at the sun, none far from it.

    Scaling both ways one after the other takes a quarter of the time of a transformation.
    """
    left = spot.width / 2 - sun.x / large
    upper = spot.height / 2 + (top - sun.y) / large
    box = (left, upper, left + strip[0] / large, upper + strip[1] / large)
    return spot.resize(strip, Image.Resampling.BICUBIC, box=box)


def _blend(paper: int, share: float) -> Callable[[dict[str, Any]], Any]:
    """Return the sum of paper and squared light, with a grain of one step against bands."""
    return lambda args: args["convert"](
        args["light"] * args["light"] * (share / 255) + args["noise"] / 255 + paper,
        "L",
    )


def _paste_sun(image: Image.Image, sun: Sun, colours: Palette, seed: str) -> None:
    half = math.ceil(sun.radius * sun.reach) + 2
    count = next(number for least, number in BARS if sun.radius >= least)
    rays = _rays(sun, half, bars(seed, count))
    tint = _tint(half, sun, colours)
    image.paste(tint, (sun.x - half, sun.y - half), rays)
    if not sun.hollow:
        disc = circle(2 * sun.radius)
        image.paste(colours.disc, (sun.x - sun.radius, sun.y - sun.radius), disc)


def _rays(sun: Sun, half: int, lengths: tuple[float, ...]) -> Image.Image:
    large = Image.new("L", (2 * half * FINE, 2 * half * FINE))
    draw = ImageDraw.Draw(large)
    middle = half * FINE
    inner = sun.radius * 1.12 * FINE
    longest = sun.radius * (sun.reach - 1.2) * FINE
    thick = max(2.0, 2 * math.pi * inner / len(lengths) * 0.42)
    for number, length in enumerate(lengths):
        angle = 2 * math.pi * number / len(lengths) - math.pi / 2
        far = inner + longest * (0.16 + 0.84 * length / max(lengths))
        ends = [(middle + r * math.cos(angle), middle + r * math.sin(angle)) for r in (inner, far)]
        draw.line(ends, fill=255, width=round(thick))
        for x, y in ends:
            draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return large.reduce(FINE)


def _tint(half: int, sun: Sun, colours: Palette) -> Image.Image:
    """Return the colour of the bars: ``second`` near the disc, ``accent`` at the far ends."""
    far = mix(colours.second, colours.accent, 0.72)
    start, end = sun.radius * 1.12 / half, 0.98
    slope = [min(1.0, max(0.0, (v * CORNER / 255 - start) / (end - start))) for v in range(256)]
    spot = Image.radial_gradient("L").resize((2 * half, 2 * half), Image.Resampling.BILINEAR)
    bands = [spot.point([_step(a, b, t) for t in slope]) for a, b in _pairs(colours.second, far)]
    return Image.merge("RGB", bands)


def _step(near: int, far: int, share: float) -> int:
    return round(near + (far - near) * share)


def _pairs(near: Rgb, far: Rgb) -> list[tuple[int, int]]:
    return list(zip(near, far, strict=True))
