"""The drawing engine behind a narrow door: ``draw(CardSpec, files) → JPEG``.

Pillow and HarfBuzz are imported when the first card is drawn or the first picture inspected.
A layout is one file in ``layouts/``: it maps every size that it is composed for to a function
that takes a :class:`campaign.cards.card.Card`. What it is for stands in its entry in
:mod:`campaign.core.layouts`, which draws nothing: cards need not be drawn again when it changes.

A character that no font of the cards has (Thai, a rare Chinese name…) is never drawn as an empty
box: :class:`CannotDraw` names it. What the alternative text says is not limited like this.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.core.card_errors import (
    BadBrand,
    BadFont,
    BadImage,
    CannotDraw,
    CardDoesNotFit,
    CardError,
    UnknownLayout,
)
from campaign.core.cards import ImageInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.cards import CardSpec

__all__ = [
    "LAYOUTS",
    "BadBrand",
    "BadFont",
    "BadImage",
    "CannotDraw",
    "CardDoesNotFit",
    "CardError",
    "ImageInfo",
    "UnknownLayout",
    "clean_image",
    "draw",
    "inspect_image",
    "prepare",
    "room_for",
    "try_out",
]

LAYOUTS: frozenset[str] = frozenset(
    file.name.removesuffix(".py").replace("_", "-")
    for file in Path(__file__).with_name("layouts").iterdir()
    if file.name.endswith(".py") and not file.name.startswith("_")
)
"""The layouts there are: one file each in ``layouts/``."""


def prepare() -> None:
    """Import what drawing takes: the first card is then as quick as the next ones."""
    from importlib import import_module  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415 - heavy

    import_module("campaign.cards.engine")
    for layout in sorted(LAYOUTS):
        import_module(f"campaign.cards.layouts.{layout.replace('-', '_')}")
    Image.preinit()


def draw(spec: CardSpec, files: Mapping[str, bytes]) -> bytes:
    """Return the card as JPEG: at most 200 KB at 1200×675, 300 KB at 1080×1350.

    ``files`` maps the paths of photos and logos to their content. The same input gives the
    same bytes.

    Raises:
        CardDoesNotFit: a text is too long even at its smallest size.
        CannotDraw: a text has characters that no font has.
        BadBrand: a colour is none, or two are too close to be read.
        BadFont: a font of the campaign is missing or cannot be used.
        BadImage: a photo is missing or cannot be used.
        UnknownLayout: there is no such layout, or not in this size.
    """
    from campaign.cards.engine import compose, encode  # noqa: PLC0415 - heavy
    from campaign.cards.paper import give_back  # noqa: PLC0415

    canvas = compose(spec, files)
    content = encode(canvas.image)
    give_back(canvas)
    return content


def try_out(spec: CardSpec, files: Mapping[str, bytes]) -> None:
    """See that a card can be drawn, without painting it; raises what :func:`draw` does."""
    from campaign.cards.card import Proof  # noqa: PLC0415 - heavy
    from campaign.cards.engine import compose  # noqa: PLC0415 - heavy

    compose(spec, files, Proof)


def room_for(spec: CardSpec, files: Mapping[str, bytes], field: str) -> int:
    """Return how many characters of what ``field`` says fit on the card, beside all the rest; 0
    where none do, or the field is none of its texts.
    """
    text = getattr(spec, field, None)
    if not isinstance(text, str):
        return 0
    ends = [found.end() for found in re.finditer(r"\S+", text)]

    def fails(end: int) -> bool:
        shorter: dict[str, Any] = {field: text[:end]}
        try:
            try_out(replace(spec, **shorter), files)
        except CardError:
            return True
        return False

    count = bisect(ends, False, key=fails)  # noqa: FBT003 - what is looked for
    return ends[count - 1] if count else 0


def inspect_image(content: bytes) -> ImageInfo:
    """Return what a picture is, by its content; raises :class:`BadImage`."""
    from campaign.cards import pictures  # noqa: PLC0415 - heavy

    return pictures.inspect_image(content)


def clean_image(content: bytes, max_bytes: int, max_side_sum: int | None) -> bytes:
    """Return the picture without metadata, upright, in sRGB, within a channel's limits.

    Raises:
        BadImage: it is none, is damaged, could harm or cannot be made small enough.
    """
    from campaign.cards import pictures  # noqa: PLC0415 - heavy

    return pictures.clean_image(content, max_bytes, max_side_sum)
