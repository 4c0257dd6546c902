"""From a card's words to a picture: find the layout, compose, encode."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from campaign.cards import LAYOUTS, families, hyphens, measures
from campaign.cards.card import Card
from campaign.cards.srgb import profile
from campaign.core import cards
from campaign.core.card_errors import UnknownLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PIL import Image

    from campaign.cards.canvas import Canvas
    from campaign.core.cards import CardSpec

MEASURES = {cards.LANDSCAPE: measures.LANDSCAPE, cards.PORTRAIT: measures.PORTRAIT}
BYTES = {cards.LANDSCAPE: 200_000, cards.PORTRAIT: 300_000}
_BYTES_ELSEWHERE = 300_000
_GRADES = (
    (90, 1, 1.0),
    (84, 1, 0.84),
    (84, 2, 0.76),
    (76, 2, 0.64),
    (66, 2, 0.55),
    (50, 2, 0.45),
)
"""Quality, subsampling of colours, and the bytes that this takes, as a share of the first.

4:2:2 at 90 takes three quarters of the time and fewer bytes than 4:4:4 at 88, for sharper letters;
twice as large and side by side, the small coloured text looks the same. The cards of all layouts
can afford it (see ``make bench``); photographs as large as a card cannot.
"""
_LAST = ((24, 2), (10, 2))
"""What is left for a picture as restless as noise, which is small enough at the last one."""


def compose(spec: CardSpec, files: Mapping[str, bytes], kind: type[Card] = Card) -> Canvas:
    """Return the drawn card with the marks on it; raises what :func:`campaign.cards.draw` does.

    With ``kind`` :class:`~campaign.cards.card.Proof` nothing is painted.
    """
    composed = _composition(spec.layout, spec.size)
    card = kind(spec, files, MEASURES[spec.size])
    with families.used(spec.brand, files), hyphens.speaking(spec.language):
        composed(card)
    return card.canvas


@lru_cache(64)
def _composition(name: str, size: tuple[int, int]) -> Callable[[Card], None]:
    """Return what composes cards of a layout and size."""
    asked = "x".join(map(str, size))
    if name not in LAYOUTS:
        raise UnknownLayout(layout=name, size=asked)
    layout = import_module(f"campaign.cards.layouts.{name.replace('-', '_')}")
    composed: Callable[[Card], None] | None = layout.SIZES.get(size)
    if composed is None or size not in MEASURES:
        raise UnknownLayout(layout=name, size=asked)
    return composed


def encode(image: Image.Image) -> bytes:
    """Return the picture as JPEG within the bytes of its size, encoded once where that will do.

    What is too large tells by how much, so the next try is the last but for odd pictures.
    """
    most = BYTES.get(image.size, _BYTES_ELSEWHERE)
    content = _jpeg(image, *_GRADES[0][:2])
    share = most / len(content)
    for quality, subsampling, needs in _GRADES[1:]:
        if len(content) <= most:
            break
        if needs <= share or (quality, subsampling, needs) == _GRADES[-1]:
            content = _jpeg(image, quality, subsampling)
    for quality, subsampling in _LAST:
        if len(content) > most:
            content = _jpeg(image, quality, subsampling)
    return content


def _jpeg(image: Image.Image, quality: int, subsampling: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling=subsampling, icc_profile=profile())
    return target.getvalue()
