"""``assets/brand.yaml``: how the cards of this campaign look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from campaign.core.cards import Brand

if TYPE_CHECKING:
    from campaign.sources.reader import Reader

FILE: Final = "assets/brand.yaml"

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LONGEST_MONOGRAM = 3


def read_brand(reader: Reader) -> Brand:
    """Return the brand; a colour out of form is left out."""
    return Brand(_colours(reader.group("colours")), _monogram(reader))


def _colours(reader: Reader | None) -> dict[str, str]:
    if reader is None:
        return {}
    colours: dict[str, str] = {}
    for field in reader.shape.fields:
        colour = reader.text(field.name)
        if colour is None:
            continue
        if _COLOUR.fullmatch(colour):
            colours[field.name] = colour.lower()
        else:
            reader.misfit(field.name, colour)
    return colours


def _monogram(reader: Reader) -> str | None:
    text = reader.text("monogram")
    if text is not None and len(text) > _LONGEST_MONOGRAM:
        reader.misfit("monogram", text)
        return None
    return text
