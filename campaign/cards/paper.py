"""Pictures that were encoded, to be drawn on again.

Memory that a program has never touched is handed to it page by page: for a picture as large as a
card that takes as long as to draw all its letters. And where a card has the same ground as one
before it, only those boxes are made good that the other was painted in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import ref

if TYPE_CHECKING:
    from PIL import Image

    from campaign.cards.canvas import Box, Canvas

_MOST = 3
"""So many pictures of a size are kept, on other grounds: 27 MB for both sizes of cards."""


class Sheet(NamedTuple):
    """A picture, the ground that is on it while there is one, and the boxes with anything else."""

    picture: Image.Image
    ground: ref[Image.Image]
    painted: list[Box]


_used: dict[int, Sheet] = {}
"""By the identity of their grounds: the one that waits longest first."""


def copy_of(ground: Image.Image) -> Image.Image:
    """Return a copy of a ground that nobody changes, on used paper where there is some."""
    sheet = _used.pop(id(ground), None)
    if sheet is not None and sheet.ground() is ground:
        for box in sheet.painted:
            _make_good(sheet.picture, ground, box)
        return sheet.picture
    waiting = _alike(ground)
    sheet = _used.pop(waiting[0], None) if len(waiting) >= _MOST else None
    if sheet is None:
        return ground.copy()
    sheet.picture.paste(ground)
    return sheet.picture


def give_back(canvas: Canvas) -> None:
    """Take the picture of a canvas that nobody looks at any more."""
    ground = canvas.ground
    _used[id(ground)] = Sheet(canvas.image, ref(ground), canvas.painted)
    for key in _alike(ground)[:-_MOST]:
        _used.pop(key, None)


def _make_good(picture: Image.Image, ground: Image.Image, box: Box) -> None:
    left, top, right, bottom = box
    box = (max(0, left), max(0, top), min(ground.width, right), min(ground.height, bottom))
    if box[0] < box[2] and box[1] < box[3]:
        picture.im.paste(ground.im.crop(box), box)


def _alike(ground: Image.Image) -> list[int]:
    """Return where pictures are kept like this one, in size and kind of pixels."""
    kind = (ground.size, ground.mode)
    every = list(_used.items())
    return [key for key, sheet in every if (sheet.picture.size, sheet.picture.mode) == kind]
