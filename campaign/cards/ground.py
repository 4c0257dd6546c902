"""What lies under the words: paper with a soft glow, and the motif. Drawn once, then copied.

A motif is a disc and what surrounds it. Its details follow from the name of the series, so that
two campaigns never have the same one. A brand says which kind is its own; :data:`KINDS` has one
drawing function for each, and a new kind is one more of them: no layout knows.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageDraw, ImageMath

from campaign.cards.shapes import FINE, circle
from campaign.core.colours import Palette, Rgb, mix

if TYPE_CHECKING:
    from collections.abc import Callable

BARS = ((190, 140), (110, 96), (60, 64), (24, 44), (0, 12))
"""How many bars a sun has, from this radius on: small ones stay calm."""

CORNER = math.sqrt(2)
"""Pillow's radial gradient is full in the corners of its square, not at the middle of its sides."""

REACH = 1.3
"""How far the motif lights the paper: the light's width, in lengths of the card's longer side."""

STRIP = 135

GRADIENT = 256
"""The side of Pillow's radial gradient, in pixels."""


class Motif(NamedTuple):
    """A disc with its surroundings: centre and radius of the disc in pixels.

    The surroundings reach to ``reach`` radii. Nothing of it is drawn below ``horizon`` (pixels
    from the top; ``None``: all of it is). ``lit`` says whether the paper glows around it,
    ``bright`` that the disc has the second colour: nothing is written on such a one.
    """

    x: int
    y: int
    radius: int
    reach: float = 1.5
    kind: str = "sun"
    horizon: int | None = None
    lit: bool = True
    bright: bool = False


@lru_cache(2)
def ground(
    size: tuple[int, int], colours: Palette, motifs: tuple[Motif, ...], seed: str
) -> Image.Image:
    """Return the ground of a card; callers copy it before they draw."""
    lights = [motif for motif in motifs if motif.lit]
    image = _paper(size, colours, lights[0] if lights else None)
    for motif in motifs:
        _paste(image, motif, colours, seed)
    return image


def wave(seed: str, count: int) -> tuple[float, ...]:
    """Return values around a half, from about 0 to 1, as they follow from a name."""
    digest = hashlib.sha256(seed.encode()).digest()
    waves = ((2 + digest[0] % 3, 0.26), (6 + digest[1] % 4, 0.17), (11 + digest[2] % 5, 0.10))
    turns = [2 * math.pi * byte / 256 for byte in digest[3:6]]
    lengths = []
    for number in range(count):
        angle = 2 * math.pi * number / count
        swing = sum(a * math.sin(n * angle + t) for (n, a), t in zip(waves, turns, strict=True))
        lengths.append(max(0.06, 0.5 + swing))
    return tuple(lengths)


@lru_cache(16)
def sign(kind: str, side: int, seed: str) -> Image.Image:
    """Return the mask of a motif in a square of this side, as small as a letter."""
    reach = 2.1
    radius = max(2, round(side / 2 / reach))
    half = math.ceil(side / 2)
    around = KINDS[kind](Motif(half, half, radius, reach), half, seed)
    around.paste(255, (half - radius, half - radius), circle(2 * radius))
    return around


def _paper(size: tuple[int, int], colours: Palette, sun: Motif | None) -> Image.Image:
    """Return paper, lit around the motif; made strip by strip, since floats take memory."""
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
    sun: Motif,
    top: int,
    large: float,
) -> Image.Image:
    """Return the light of a strip, ``large`` times the spot: full at the motif, none far from it.

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


def _paste(image: Image.Image, motif: Motif, colours: Palette, seed: str) -> None:
    """Draw a motif: the surroundings in a tint from ``second`` to ``accent``, then its disc."""
    half = math.ceil(motif.radius * motif.reach) + 2
    tint = _tint(half, motif, colours)
    corner = (motif.x - half, motif.y - half)
    _above(image, motif, tint, corner, KINDS[motif.kind](motif, half, seed))
    fill = colours.second if motif.bright else colours.disc
    disc = Image.new("RGB", (2 * motif.radius, 2 * motif.radius), fill)
    corner = (motif.x - motif.radius, motif.y - motif.radius)
    _above(image, motif, disc, corner, circle(2 * motif.radius))


def _above(
    image: Image.Image,
    motif: Motif,
    picture: Image.Image,
    corner: tuple[int, int],
    shape: Image.Image,
) -> None:
    """Paste what of a picture is above the horizon."""
    bottom = picture.height
    if motif.horizon is not None:
        bottom = min(bottom, motif.horizon - corner[1])
    if bottom > 0:
        box = (0, 0, picture.width, bottom)
        image.paste(picture.crop(box), corner, shape.crop(box))


def _sun(motif: Motif, half: int, seed: str) -> Image.Image:
    """Return the mask of bars that radiate: a bar chart around a disc."""
    lengths = wave(seed, next(number for least, number in BARS if motif.radius >= least))
    large = Image.new("L", (2 * half * FINE, 2 * half * FINE))
    draw = ImageDraw.Draw(large)
    middle = half * FINE
    inner = motif.radius * 1.13 * FINE
    longest = motif.radius * (motif.reach - 1.2) * FINE
    thick = max(2.0, 2 * math.pi * inner / len(lengths) * 0.4)
    for number, length in enumerate(lengths):
        angle = 2 * math.pi * number / len(lengths) - math.pi / 2
        far = inner + longest * (0.16 + 0.84 * length / max(lengths))
        ends = [(middle + r * math.cos(angle), middle + r * math.sin(angle)) for r in (inner, far)]
        draw.line(ends, fill=255, width=round(thick))
        for x, y in ends:
            draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    return large.reduce(FINE)


def _rings(motif: Motif, half: int, seed: str) -> Image.Image:
    """Return the mask of rings that thin out: waves around a stone, or a broadcast."""
    count = max(2, min(7, round((motif.reach - 1) * 6)))
    weights = wave(seed, count)
    large = Image.new("L", (2 * half * FINE, 2 * half * FINE))
    draw = ImageDraw.Draw(large)
    middle = half * FINE
    gap = motif.radius * (motif.reach - 1.06) / count
    for number, weight in enumerate(weights):
        radius = (motif.radius * 1.06 + gap * (number + 0.9)) * FINE
        thick = gap * FINE * (0.2 + 0.35 * weight) * (1 - 0.6 * number / count)
        fade = round(255 * (1 - 0.75 * number / count))
        box = (middle - radius, middle - radius, middle + radius, middle + radius)
        draw.ellipse(box, outline=fade, width=max(FINE, round(thick)))
    return large.reduce(FINE)


def _grid(motif: Motif, half: int, seed: str) -> Image.Image:
    """Return the mask of a lattice of dots that grow smaller away from the disc: a map's points."""
    large = Image.new("L", (2 * half * FINE, 2 * half * FINE))
    draw = ImageDraw.Draw(large)
    middle = half * FINE
    inner, outer = motif.radius * 1.16, motif.radius * motif.reach
    step = max(3.0, motif.radius / max(3, round(motif.radius / 16)))
    sizes = wave(seed, 61)
    count = int(outer / step)
    for row in range(-count, count + 1):
        for column in range(-count, count + 1):
            away = math.hypot(row, column) * step
            if not inner <= away <= outer:
                continue
            share = 1 - (away - inner) / (outer - inner)
            dot = step * FINE * (0.1 + 0.3 * share) * (0.5 + sizes[(row * 7 + column * 13) % 61])
            x, y = middle + column * step * FINE, middle + row * step * FINE
            draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=255)
    return large.reduce(FINE)


def _nothing(motif: Motif, half: int, seed: str) -> Image.Image:  # noqa: ARG001 - as the others
    """Return an empty mask: the disc stands alone."""
    return Image.new("L", (2 * half, 2 * half))


KINDS: dict[str, Callable[[Motif, int, str], Image.Image]] = {
    "sun": _sun,
    "rings": _rings,
    "grid": _grid,
    "none": _nothing,
}
"""The kinds of motif: each returns a mask of side ``2 * half`` with room for the disc inside."""


def _tint(half: int, motif: Motif, colours: Palette) -> Image.Image:
    """Return the colour of the surroundings: ``second`` near the disc, ``accent`` far from it."""
    far = mix(colours.second, colours.accent, 0.72)
    start, end = motif.radius * 1.12 / half, 0.98
    slope = [min(1.0, max(0.0, (v * CORNER / 255 - start) / (end - start))) for v in range(256)]
    spot = Image.radial_gradient("L").resize((2 * half, 2 * half), Image.Resampling.BILINEAR)
    bands = [spot.point([_step(a, b, t) for t in slope]) for a, b in _pairs(colours.second, far)]
    return Image.merge("RGB", bands)


def _step(near: int, far: int, share: float) -> int:
    return round(near + (far - near) * share)


def _pairs(near: Rgb, far: Rgb) -> list[tuple[int, int]]:
    return list(zip(near, far, strict=True))
