"""The pixels just outside a line of text: what it is read against."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from campaign.cards.canvas import Mark
    from campaign.core.colours import Rgb

AWAY = 4


def around(image: Image.Image, mark: Mark) -> list[Rgb]:
    """Return the colours of the frame around a line, a few pixels away from its ink."""
    left, top, right, bottom = mark.box
    left, top = max(0, left - AWAY), max(0, top - AWAY)
    right, bottom = min(image.width, right + AWAY) - 1, min(image.height, bottom + AWAY) - 1
    level = [(x, y) for x in range(left, right + 1) for y in (top, bottom)]
    upright = [(x, y) for y in range(top, bottom + 1) for x in (left, right)]
    pixels = image.load()
    return [pixels[place] for place in level + upright]  # type: ignore[index, misc]
