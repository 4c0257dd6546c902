"""Pictures that were encoded, to be drawn on again.

Memory that a program has never touched is handed to it page by page: for a picture as large as a
card that takes as long as to draw all its letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

_SIZES = 2
"""Of so many sizes one picture is kept: 9 MB for both sizes of cards."""

_used: dict[tuple[int, int], Image.Image] = {}


def copy_of(picture: Image.Image) -> Image.Image:
    """Return a copy of a picture, on used paper where there is some."""
    paper = _used.pop(picture.size, None)
    if paper is None or paper.mode != picture.mode:
        return picture.copy()
    paper.paste(picture)
    return paper


def give_back(picture: Image.Image) -> None:
    """Take a picture that nobody looks at any more."""
    if picture.size in _used or len(_used) < _SIZES:
        _used[picture.size] = picture
