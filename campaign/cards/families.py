"""The type of a brand: which fonts set voices and facts, ours or those that a campaign brings."""

from __future__ import annotations

import hashlib
import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

from campaign.cards import faces
from campaign.cards.own_fonts import prepared
from campaign.core.card_errors import BadFont
from campaign.core.fonts import NoFont

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from campaign.core.cards import Brand

FAMILIES: Final[Mapping[str, tuple[str, str, str]]] = {
    "fraunces": ("quote", "quote", "quote"),
    "source-serif": ("kicker", "kicker", "kicker"),
    "inter": ("facts-bold", "facts", "facts-bold"),
}
"""The fonts of a family that comes along: for voices, for facts, for facts that stand out."""

_ANY_SIZE = 20

VOICE, FACT, STRONG = "quote", "facts", "facts-bold"
"""What a style of a card names as its face: what is said with it, whichever font that is."""


@contextmanager
def used(brand: Brand, files: Mapping[str, bytes]) -> Generator[None]:
    """Set what is drawn now in the type of a brand.

    What was fitted in another type is forgotten: a campaign has one, and so seldom has to.

    Raises:
        BadFont: a font of the campaign is missing or cannot be used.
    """
    chosen = {
        VOICE: _fonts(brand.voices, files)[0],
        FACT: _fonts(brand.facts, files)[1],
        STRONG: _fonts(brand.facts, files)[2],
    }
    if any(faces.chosen[face] != font for face, font in chosen.items()):
        faces.chosen.update(chosen)
        _forget()
    try:
        yield
    except OSError as wrong:  # what FreeType raises for a letter
        if not brand.own_fonts:
            raise
        raise BadFont(path=brand.own_fonts[0], reason="damaged") from wrong


def _fonts(family: str, files: Mapping[str, bytes]) -> tuple[str, str, str]:
    if family in FAMILIES:
        return FAMILIES[family]
    content = files.get(family)
    if content is None:
        raise BadFont(path=family, reason="missing")
    name = "own-" + hashlib.sha256(content).hexdigest()[:16]
    if name not in faces.brought:
        try:
            ready = prepared(content, faces.PRIVATE)
            ImageFont.truetype(io.BytesIO(ready), _ANY_SIZE).getmask("Ag")
        except NoFont as wrong:
            raise BadFont(path=family, reason=wrong.reason) from wrong
        except (OSError, ValueError) as wrong:
            raise BadFont(path=family, reason="damaged") from wrong
        faces.brought[name] = ready
    return name, name, name


def _forget() -> None:
    """Empty every memory of the drawing engine."""
    for name, module in list(sys.modules.items()):
        if name.startswith("campaign.cards."):
            for value in vars(module).values():
                forget = getattr(value, "cache_clear", None)
                if forget is not None:
                    forget()
