"""The colours of a brand, and the proof that every text on a card can be read in them.

Contrast is the ratio of relative luminances of WCAG 2.2; 4.5 is what it asks of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from campaign.core.card_errors import BadBrand

if TYPE_CHECKING:
    from collections.abc import Mapping

Rgb = tuple[int, int, int]

READABLE = 4.5
DEFAULTS: Mapping[str, str] = {
    "paper": "#fcf5e8",
    "ink": "#12223a",
    "accent": "#c03412",
    "second": "#ffb020",
    "disc": "#0b5e63",
    "muted": "#525a6a",
}
_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_STANDS_OUT = 3.0
_GLOW = (0.34, 0.28, 0.22, 0.16, 0.10, 0.05)


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for. ``on_disc`` and ``on_accent`` are for text upon those;
    ``soft`` is for names in the footer, ``rule`` for lines; ``glow`` is the lightest tint
    that the ground takes around the sun, chosen so that every text stays readable on it.
    """

    paper: Rgb
    ink: Rgb
    accent: Rgb
    second: Rgb
    disc: Rgb
    muted: Rgb
    glow: Rgb
    soft: Rgb
    rule: Rgb
    on_disc: Rgb
    on_accent: Rgb


@dataclass(frozen=True, slots=True)
class Clash:
    """Two colours that stand upon each other and cannot be read: their roles, their contrast,
    and the nearest colour for the first one that can be.
    """

    first: str
    second: str
    ratio: float
    better: Rgb


def luminance(colour: Rgb) -> float:
    """Return the relative luminance, 0 to 1."""
    parts = (v / 255 for v in colour)
    r, g, b = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)  # noqa: PLR2004 - the sRGB curve
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: Rgb, second: Rgb) -> float:
    """Return the contrast ratio, 1 to 21."""
    return _ratio(luminance(first), luminance(second))


def _ratio(first: float, second: float) -> float:
    """Return the contrast of two luminances."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Return ``first`` with a share (0 to 1) of ``second`` in it."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(first, second, strict=True))
    return r, g, b


def palette(colours: Mapping[str, str]) -> Palette:
    """Return the colours of a brand; missing roles take the default or are derived.

    Raises:
        BadBrand: a colour is not ``#rrggbb``, or a pair is too close to be read.
    """
    return _palette(tuple(sorted((role, str(value)) for role, value in colours.items())))


def clashes(colours: Mapping[str, str]) -> tuple[Clash, ...]:
    """Return the pairs of a brand that cannot be read; every colour must be ``#rrggbb``."""
    found = _found(colours)
    pairs = (
        ("ink", "paper", found.ink, found.paper),
        ("accent", "paper", found.accent, found.paper),
        ("muted", "paper", found.muted, found.paper),
        ("disc", "paper/ink", found.disc, found.on_disc),
        ("accent", "paper/ink", found.accent, found.on_accent),
    )
    return tuple(
        Clash(first, second, contrast(one, other), _until_readable(one, other))
        for first, second, one, other in pairs
        if contrast(one, other) < READABLE
    )


@lru_cache(32)
def _palette(items: tuple[tuple[str, str], ...]) -> Palette:
    colours = dict(items)
    for clash in clashes(colours):
        raise BadBrand(first=clash.first, second=clash.second, contrast=f"{clash.ratio:.1f}")
    return _found(colours)


def _found(colours: Mapping[str, str]) -> Palette:
    given = {role: _parse(role, value) for role, value in colours.items() if role in DEFAULTS}
    default = {role: _parse(role, value) for role, value in DEFAULTS.items()}
    paper = given.get("paper", default["paper"])
    ink = given["ink"] if "ink" in given else _readable((default["ink"], default["paper"]), paper)
    accent = given["accent"] if "accent" in given else _readable((default["accent"], ink), paper)
    disc = given.get("disc", accent if "accent" in given else default["disc"])
    muted = given["muted"] if "muted" in given else _muted(ink, paper)
    return _complete(paper, ink, accent, given.get("second", default["second"]), disc, muted)


@lru_cache(32)
def night(colours: Palette) -> Palette:
    """Return the same brand turned inside out: its disc is the ground."""
    paper, ink = colours.disc, colours.on_disc
    accent = _readable((colours.second, ink), paper)
    muted = _muted(ink, paper)
    found = _complete(paper, ink, accent, colours.second, ink, muted)
    return replace(found, glow=_glow(paper, mix(paper, ink, 0.45), (ink, accent, muted)))


@lru_cache(32)
def signal(ground: Palette, brand: Palette) -> tuple[Rgb, Rgb]:
    """Return the fill and the text of a signal that stands out from this ground."""
    for fill in (brand.second, brand.accent, ground.ink):
        text = _best((brand.ink, brand.paper), fill)
        if contrast(text, fill) >= READABLE and contrast(fill, ground.paper) >= _STANDS_OUT:
            return fill, text
    return ground.ink, ground.paper


def _complete(paper: Rgb, ink: Rgb, accent: Rgb, second: Rgb, disc: Rgb, muted: Rgb) -> Palette:
    return Palette(
        paper=paper,
        ink=ink,
        accent=accent,
        second=second,
        disc=disc,
        muted=muted,
        glow=_glow(paper, second, (ink, accent, muted)),
        soft=_muted(ink, paper, 0.22),
        rule=mix(paper, ink, 0.18),
        on_disc=_best((paper, ink), disc),
        on_accent=_best((paper, ink), accent),
    )


def _parse(role: str, value: str) -> Rgb:
    if not _HEX.match(value):
        raise BadBrand(first=role, second=value, contrast="?")
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _readable(candidates: tuple[Rgb, ...], ground: Rgb) -> Rgb:
    passing = (c for c in candidates if contrast(c, ground) >= READABLE)
    return next(passing, _best(candidates, ground))


def _best(candidates: tuple[Rgb, ...], ground: Rgb) -> Rgb:
    return max(candidates, key=lambda colour: contrast(colour, ground))


def _muted(ink: Rgb, paper: Rgb, most: float = 0.32) -> Rgb:
    shares = (most - 0.02 * step for step in range(int(most / 0.02) + 1))
    tints = (mix(ink, paper, share) for share in shares)
    return next((c for c in tints if contrast(c, paper) >= READABLE * 1.25), ink)


def _glow(paper: Rgb, second: Rgb, texts: tuple[Rgb, ...]) -> Rgb:
    """Return the strongest tint that all texts are read on, and on every colour on the way to it:
    between two colours of one luminance there are darker ones.
    """
    tints = (mix(paper, second, share) for share in _GLOW)
    lights = [luminance(text) for text in texts]
    return next((tint for tint in tints if _are_read(lights, _between(paper, tint))), paper)


def _between(ground: Rgb, tint: Rgb) -> list[float]:
    """Return the luminance of every colour on the way from one to the other."""
    steps = max(1, *(abs(a - b) for a, b in zip(ground, tint, strict=True)))
    return [luminance(mix(ground, tint, step / steps)) for step in range(steps + 1)]


def _are_read(texts: list[float], grounds: list[float]) -> bool:
    return all(_ratio(text, ground) >= READABLE for text in texts for ground in grounds)


def _until_readable(colour: Rgb, ground: Rgb) -> Rgb:
    """Return a colour that was taken towards black or white until it is read on this ground."""
    end = _best(((0, 0, 0), (255, 255, 255)), ground)
    steps = (mix(colour, end, step / 100) for step in range(101))
    return next((one for one in steps if contrast(one, ground) >= READABLE), end)


def as_hex(colour: Rgb) -> str:
    """Return a colour as ``#rrggbb``."""
    return "#" + "".join(f"{part:02x}" for part in colour)
