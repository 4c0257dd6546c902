"""From a card's words to a picture: find the layout, compose, encode."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING

from campaign.cards import LAYOUTS, sheet
from campaign.core import cards
from campaign.core.card_errors import UnknownLayout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from campaign.cards.canvas import Canvas
    from campaign.core.cards import CardSpec

MEASURES = {cards.LANDSCAPE: sheet.LANDSCAPE, cards.PORTRAIT: sheet.PORTRAIT}
BYTES = {cards.LANDSCAPE: 200_000, cards.PORTRAIT: 300_000}
_BYTES_ELSEWHERE = 300_000
_QUALITIES = (90, 84, 76, 66, 50)


def compose(
    spec: CardSpec, files: Mapping[str, bytes], kind: type[sheet.Card] = sheet.Card
) -> Canvas:
    """Return the drawn card with the marks on it; raises what :func:`campaign.cards.draw` does.

    With ``kind`` :class:`~campaign.cards.sheet.Proof` nothing is painted.
    """
    asked = "x".join(str(side) for side in spec.size)
    if spec.layout not in LAYOUTS:
        raise UnknownLayout(layout=spec.layout, size=asked)
    layout = import_module(f"campaign.cards.layouts.{spec.layout.replace('-', '_')}")
    composed = layout.SIZES.get(spec.size)
    if composed is None or spec.size not in MEASURES:
        raise UnknownLayout(layout=spec.layout, size=asked)
    card = kind(spec, files, MEASURES[spec.size])
    composed(card)
    return card.canvas


def encode(image: Image.Image) -> bytes:
    """Return the picture as JPEG within the bytes of its size: small coloured text needs 4:4:4."""
    most = BYTES.get(image.size, _BYTES_ELSEWHERE)
    content = b""
    for quality in _QUALITIES:
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, subsampling=0)
        content = target.getvalue()
        if len(content) <= most:
            break
    return content
