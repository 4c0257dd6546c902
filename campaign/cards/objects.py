"""Things that stand on a card beside its words: a sheet of paper, a book, a recording's wave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from campaign.cards import ground
from campaign.cards.shapes import FINE
from campaign.core.colours import luminance, mix

if TYPE_CHECKING:
    from campaign.cards.card import Card
    from campaign.core.colours import Palette, Rgb

_LINES = 11
_TILT = 5.0
"""How far a sheet leans, in degrees."""

_SHADOW = 0.16
_WHITE = (255, 255, 255)
_DARK = 0.2
"""The luminance below which paper is dark: a sheet on it is no white one."""

_SEEN = 8
"""How far a sheet is from the paper under it, of 255, at the least: white on white is nothing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing stands, in pixels; ``horizon`` cuts off what is below it."""

    left: int
    top: int
    width: int
    height: int
    horizon: int


def paper(card: Card, box: Spot) -> None:
    """Draw a sheet of paper that leans: a sign, a heading, and lines whose lengths are those of
    the series' motif.
    """
    picture, shape = _sheet(box.width, box.height, card.colours, card.motif, card.spec.series)
    shade = mix(card.colours.paper, card.colours.ink, _SHADOW)
    _cut(card, shape, (box.left + 10, box.top + 14), box.horizon, shade)
    bottom = min(picture.height, box.horizon - box.top)
    if bottom > 0:
        part = (0, 0, picture.width, bottom)
        card.canvas.picture((box.left, box.top), picture.crop(part), shape.crop(part))


def book(card: Card, box: Spot) -> None:
    """Draw a book that stands upright, its cover towards the reader."""
    colours = card.colours
    canvas, right, foot = card.canvas, box.left + box.width, box.top + box.height
    pages = max(8, box.width // 24)
    shade = mix(colours.paper, colours.ink, _SHADOW)
    canvas.fill((box.left + 14, foot - 6, right + pages + 16, foot), shade)
    leaves = mix(colours.paper, colours.ink, 0.06)
    canvas.fill((right, box.top + 7, right + pages, foot - 5), leaves)
    for x in range(right + 3, right + pages, 4):
        canvas.fill((x, box.top + 7, x + 1, foot - 5), colours.rule)
    canvas.fill((box.left, box.top, right, foot), colours.disc)
    spine = max(10, box.width // 16)
    canvas.fill((box.left, box.top, box.left + spine, foot), mix(colours.disc, colours.ink, 0.35))


def wave(card: Card, box: Spot, played: float) -> None:
    """Draw the motif's bars in a row, as a recording is shown: ``played`` is the share of them
    that is over.
    """
    colours = card.colours
    bars = _bars(box.width, box.height, card.spec.series)
    _, count, step = _pitch(box.width, box.height)
    # Between two bars, so that each has one colour.
    over = round((round(count * played) - 0.25) * step)
    rest = mix(colours.second, colours.paper, 0.25)
    corner = (box.left, box.top)
    card.canvas.stamp(corner, bars.crop((0, 0, over, box.height)), colours.accent)
    ahead = bars.crop((over, 0, box.width, box.height))
    card.canvas.stamp((box.left + over, box.top), ahead, rest)


def _pitch(width: int, height: int) -> tuple[int, int, float]:
    """Return how thick the bars of a row are, how many there are, and from one to the next."""
    thick = max(5, round(height / 26))
    count = int(width / (thick * 2.1))
    return thick, count, (width - thick) / max(1, count - 1)


@lru_cache(4)
def _bars(width: int, height: int, seed: str) -> Image.Image:
    """Return the mask of bars in a row."""
    thin, count, pitch = _pitch(width, height)
    thick, step = thin * FINE, pitch * FINE
    large = Image.new("L", (width * FINE, height * FINE))
    draw = ImageDraw.Draw(large)
    for number, length in enumerate(_swelling(ground.wave(seed, count), seed)):
        high = max(thick, height * FINE * length)
        left, top = number * step, (height * FINE - high) / 2
        draw.rounded_rectangle((left, top, left + thick - 1, top + high - 1), thick / 2, fill=255)
    return large.reduce(FINE)


def _swelling(lengths: tuple[float, ...], seed: str) -> list[float]:
    """Return lengths that alternate as speech does, within 0 to 1."""
    noise = ground.wave(seed[::-1] + "wave", 29)
    swelling = [v * (0.35 + noise[(n * 11) % 29] * 0.9) for n, v in enumerate(lengths)]
    most = max(swelling)
    return [0.12 + 0.88 * value / most for value in swelling]


def _cut(card: Card, shape: Image.Image, at: tuple[int, int], horizon: int, colour: Rgb) -> None:
    bottom = min(shape.height, horizon - at[1])
    if bottom > 0:
        card.canvas.stamp(at, shape.crop((0, 0, shape.width, bottom)), colour)


def _lighter(colours: Palette) -> Rgb:
    """Return the colour of a sheet that lies on the card's paper and is seen there."""
    if luminance(colours.paper) < _DARK:
        return mix(colours.paper, colours.ink, 0.13)
    light = mix(colours.paper, _WHITE, 0.7)
    if max(abs(a - b) for a, b in zip(light, colours.paper, strict=True)) < _SEEN:
        return mix(colours.paper, colours.ink, 0.06)
    return light


@lru_cache(8)
def _sheet(
    width: int, height: int, colours: Palette, motif: str, seed: str
) -> tuple[Image.Image, Image.Image]:
    """Return the picture of a sheet and its mask, leaning."""
    light = _lighter(colours)
    large = Image.new("RGB", (width * 2, height * 2), light)
    draw = ImageDraw.Draw(large)
    pad, unit = width * 0.24, height * 2 / 22
    side = round(width * 0.3)
    large.paste(colours.accent, (round(pad), round(unit * 1.6)), ground.sign(motif, side, seed))
    column = width * 2 - 2 * pad
    y = unit * 1.9 + side
    draw.rounded_rectangle((pad, y, pad + column * 0.82, y + unit * 0.8), unit * 0.2, colours.ink)
    y += unit * 2
    faint = mix(light, colours.ink, 0.2)
    for number, length in enumerate(ground.wave(seed, _LINES)):
        share = 0.5 if number == _LINES - 1 else 0.76 + 0.24 * min(1.0, length)
        draw.rounded_rectangle((pad, y, pad + column * share, y + unit * 0.42), unit * 0.2, faint)
        y += unit * 1.22
    mask = Image.new("L", large.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *large.size), FINE, fill=255)
    turned = large.rotate(_TILT, Image.Resampling.BICUBIC, expand=True, fillcolor=light)
    shape = mask.rotate(_TILT, Image.Resampling.BICUBIC, expand=True)
    return turned.reduce(2), shape.reduce(2)


@lru_cache(8)
def ring(diameter: int, thick: int) -> Image.Image:
    """Return the mask of a ring, ``thick`` pixels wide inside its diameter."""
    large = Image.new("L", (diameter * FINE, diameter * FINE))
    box = (0, 0, diameter * FINE - 1, diameter * FINE - 1)
    ImageDraw.Draw(large).ellipse(box, outline=255, width=thick * FINE)
    return large.reduce(FINE)
