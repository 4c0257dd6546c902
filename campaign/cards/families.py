"""The type of a brand: which fonts set voices and facts, ours or those that a campaign brings."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PIL import ImageFont

from campaign.cards import faces
from campaign.cards.own_fonts import TRIED, prepared
from campaign.core.card_errors import BadFont
from campaign.core.files import digest_of
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

    What was fitted in another type is forgotten, and fonts that nothing is set in any more are
    let go of: a campaign has one type, and so seldom has to.

    Raises:
        BadFont: a font of the campaign is missing or cannot be used.
    """
    ready: dict[str, bytes] = {}
    voices, facts = (_fonts(family, files, ready) for family in (brand.voices, brand.facts))
    chosen = {VOICE: voices[0], FACT: facts[1], STRONG: facts[2]}
    if any(faces.chosen[face] != font for face, font in chosen.items()):
        faces.brought.update(ready)
        faces.chosen.update(chosen)
        for name in set(faces.brought) - set(chosen.values()):
            faces.brought.pop(name, None)
        _forget()
    try:
        yield
    except OSError as wrong:  # what FreeType raises for a letter
        if not brand.own_fonts:
            raise
        raise BadFont(path=brand.own_fonts[0], reason="damaged") from wrong


def _fonts(
    family: str, files: Mapping[str, bytes], ready: dict[str, bytes]
) -> tuple[str, str, str]:
    """Return the fonts of a family; what had to be made ready for it is put into ``ready``."""
    if family in FAMILIES:
        return FAMILIES[family]
    if family not in files:
        raise BadFont(path=family, reason="missing")
    name = "own-" + digest_of(files, family)[:16]
    if name not in faces.brought:
        try:
            ready[name] = prepared(files[family], faces.PRIVATE)
            drawn = ImageFont.truetype(io.BytesIO(ready[name]), _ANY_SIZE)
            if not all(drawn.getmask(letter).getbbox() for letter in TRIED):
                raise BadFont(path=family, reason="blank")
        except NoFont as wrong:
            raise BadFont(path=family, reason=wrong.reason) from wrong
        except (OSError, ValueError) as wrong:
            raise BadFont(path=family, reason="damaged") from wrong
    return name, name, name


def _forget() -> None:
    """Empty every memory of the drawing engine."""
    for name, module in list(sys.modules.items()):
        if name.startswith("campaign.cards."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and not isinstance(value, type):
                    value.cache_clear()
