"""The colours of a brand, as cards use them; their arithmetic is the core's, which checks them."""

from __future__ import annotations

from campaign.core.colours import (
    DEFAULTS,
    READABLE,
    Palette,
    Rgb,
    contrast,
    luminance,
    mix,
    night,
    palette,
    signal,
)

__all__ = [
    "DEFAULTS",
    "READABLE",
    "Palette",
    "Rgb",
    "contrast",
    "luminance",
    "mix",
    "night",
    "palette",
    "signal",
]
