"""Layouts that may have been meant: whichever of their names is like what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.likeness import by_likeness
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Collection


def layouts_like(said: str, layouts: Collection[str], language: str = "") -> str:
    """Return all these layouts as a list for a hint, the one with the most similar name first:
    as a team of that language calls them, or else by the names of their modules.
    """
    called = words().tables["layouts"].items()
    names = {word: layout for word, layout in called if layout in layouts}
    meant = by_likeness(said, {**names, **{layout: layout for layout in layouts}})
    if not language:
        return ", ".join(meant)
    return ", ".join(words().write(language, "layouts", layout) for layout in meant)
