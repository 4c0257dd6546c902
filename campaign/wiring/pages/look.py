"""The colours of a page from those of the brand, by day and by night; all of it readable.

Whatever the brand says, text keeps a contrast of 4.5 to each ground that it stands on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.card_errors import BadBrand
from campaign.core.colours import READABLE, Palette, Rgb, contrast, luminance, mix, palette

if TYPE_CHECKING:
    from campaign.core.cards import Brand

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
GREEN, RED = (20, 122, 74), (190, 36, 36)
TEXTS = ("ink", "muted", "accent", "good", "bad")
GROUNDS = ("paper", "sheet", "bubble", "soft", "wait", "alarm")


def style(brand: Brand) -> str:
    """Return the rules that set the colours of a page."""
    day, night = schemes(brand)
    return f":root{{{_rules(day)}}}@media(prefers-color-scheme:dark){{:root{{{_rules(night)}}}}}"


def schemes(brand: Brand) -> tuple[dict[str, Rgb], dict[str, Rgb]]:
    """Return the colours by day and by night, by name: :data:`TEXTS`, :data:`GROUNDS`, more."""
    try:
        colours = palette(brand.colours)
    except BadBrand:
        colours = palette({})  # ``check`` tells; a page that nobody can read helps nobody
    dark, light = sorted((colours.paper, colours.ink), key=luminance)
    night = _scheme(colours, mix(dark, BLACK, 0.45), mix(light, WHITE, 0.2))
    return _scheme(colours, light, dark), night


def _scheme(brand: Palette, paper: Rgb, ink: Rgb) -> dict[str, Rgb]:
    by_day = luminance(paper) > luminance(ink)
    sheet = mix(paper, WHITE, 0.62 if by_day else 0.06)
    grounds = {
        "paper": paper,
        "sheet": sheet,
        "bubble": mix(sheet, brand.disc, 0.10 if by_day else 0.34),
        "soft": mix(paper, ink, 0.05 if by_day else 0.09),
        "wait": mix(sheet, brand.second, 0.22 if by_day else 0.16),
        "alarm": mix(sheet, RED, 0.10 if by_day else 0.26),
    }
    ink = _readable(ink, BLACK if by_day else WHITE, grounds)
    wanted = {
        "ink": ink,
        "muted": mix(ink, paper, 0.32),
        "accent": brand.accent if by_day else brand.second,
        "good": GREEN,
        "bad": RED,
    }
    texts = {name: _readable(colour, ink, grounds) for name, colour in wanted.items()}
    disc = brand.disc if by_day else mix(brand.disc, WHITE, 0.08)
    return {
        **grounds,
        **texts,
        "rule": mix(paper, ink, 0.16 if by_day else 0.2),
        "sun": brand.second,
        "disc": disc,
        "on-disc": max((WHITE, BLACK), key=lambda colour: contrast(colour, disc)),
    }


def _readable(colour: Rgb, towards: Rgb, grounds: dict[str, Rgb]) -> Rgb:
    """Return ``colour``, moved as far towards another as it takes to be read on every ground."""
    for step in range(21):
        moved = mix(colour, towards, step / 20)
        if all(contrast(moved, ground) >= READABLE for ground in grounds.values()):
            return moved
    return towards


def _rules(colours: dict[str, Rgb]) -> str:
    return "".join(f"--{name}:#{r:02x}{g:02x}{b:02x};" for name, (r, g, b) in colours.items())
