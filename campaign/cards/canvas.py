"""The sheet that layouts draw on. It remembers where every text stands: tests measure it."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from campaign.cards import pictographs, typeface
from campaign.cards.typeface import QUARTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from campaign.cards.fitting import Block
    from campaign.cards.ground import Motif
    from campaign.cards.typeface import Placed, Style
    from campaign.core.colours import Rgb

Box = tuple[int, int, int, int]

_KEPT = 192
"""So many pictures of a colour are kept."""


class Mark(NamedTuple):
    """A line of text that was drawn: its field, words, ink (left, top, right, bottom), colours."""

    field: str
    text: str
    box: Box
    size: int
    colours: frozenset[Rgb]


class Ink(NamedTuple):
    """How a text is coloured: one colour, and another one for the characters of ``special``."""

    main: Rgb
    accent: Rgb | None = None
    special: range = range(0)

    def of(self, index: int) -> Rgb:
        """Return the colour of a character."""
        return self.accent if self.accent is not None and index in self.special else self.main

    def after(self, start: int) -> Ink:
        """Return how a part of the text is coloured that begins at this character."""
        special = self.special
        return Ink(self.main, self.accent, range(special.start - start, special.stop - start))

    def among(self, placed: Iterable[Placed]) -> frozenset[Rgb]:
        """Return the colours of these glyphs."""
        if not self.special:
            return frozenset((self.main,))
        return frozenset(self.of(character) for *_, character in placed)


class Canvas:
    """A display list: what is drawn is kept until :meth:`render` puts it on a ground.

    So a layout can measure its texts first and choose its ground by what they left over.
    ``blocks`` are the fitted texts with their fields, ``marks`` the lines once they are drawn,
    ``painted`` all boxes outside of which ``image`` is as its ``ground``.
    Coordinates are pixels, y down, text by its baseline.
    """

    def __init__(self) -> None:
        self.image: Image.Image
        self.ground: Image.Image
        self.motifs: tuple[Motif, ...] = ()
        self.marks: list[Mark] = []
        self.painted: list[Box] = []
        self.blocks: list[tuple[str, Block]] = []
        self._steps: list[Callable[[], None]] = []

    def render(self, image: Image.Image, motifs: tuple[Motif, ...]) -> None:
        """Draw everything on this image, a copy of a ground that has these motifs on it."""
        self.image = image
        self.motifs = motifs
        for step in self._steps:
            step()
        self.forget()

    def forget(self) -> None:
        """Forget what was to be drawn: it holds the canvas, which would live until garbage is
        looked for.
        """
        self._steps.clear()

    def text(self, field: str, text: str, at: tuple[float, float], style: Style, ink: Ink) -> float:
        """Draw one line from ``at`` to the right; return where it ends."""
        self._steps.append(partial(self._line, field, text, at, style, ink))
        return at[0] + typeface.width(text, style)

    def middle(
        self, field: str, text: str, at: tuple[float, float], style: Style, ink: Ink
    ) -> None:
        """Draw one line with its centre at ``at[0]``."""
        start = at[0] - typeface.width(text, style) / 2
        self.text(field, text, (start, at[1]), style, ink)

    def block(self, field: str, block: Block, at: tuple[float, float], ink: Ink) -> float:
        """Draw a fitted text with the top of its capitals at ``at``; return its last baseline."""
        self.blocks.append((field, block))
        text, style, lines, lead, _, _, ascent, _ = block
        from_right = block.from_right
        step = lead * style.size
        y = at[1] + ascent * style.size
        for number, (start, end) in enumerate(lines):
            line = text[start:end]
            place = (at[0] + block.inset(line) if from_right else at[0], y + number * step)
            part = ink.after(start) if ink.special else ink
            self._steps.append(partial(self._line, field, line, place, style, part, from_right))
        return y + step * (len(lines) - 1)

    def fill(self, box: tuple[float, float, float, float], colour: Rgb) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = (round(v) for v in box)
        self._steps.append(lambda: self.image.paste(colour, (left, top, right, bottom)))
        self.painted.append((left, top, right, bottom))

    def stamp(self, at: tuple[float, float], shape: Image.Image, colour: Rgb) -> None:
        """Fill a mask with a colour, its corner at ``at``."""
        corner = (round(at[0]), round(at[1]))
        box = (*corner, corner[0] + shape.width, corner[1] + shape.height)
        area = typeface.area_of(*shape.size)
        self._steps.append(lambda: self.image.im.paste(_plain(colour)[area], box, shape.im))
        self.painted.append(box)

    def emblem(
        self, field: str, name: str, at: tuple[float, float], shape: Image.Image, ink: Ink
    ) -> None:
        """Fill the mask of a logo with an ink, its corner at ``at``; ``name`` says whose it is."""
        left, top = round(at[0]), round(at[1])
        box = (left, top, left + shape.width, top + shape.height)
        self.stamp((left, top), shape, ink.main)
        mark = Mark(field, name, box, shape.height, frozenset({ink.main}))
        self._steps.append(lambda: self.marks.append(mark))

    def picture(self, at: tuple[int, int], picture: Image.Image, shape: Image.Image) -> None:
        """Paste a picture through a mask, its corner at ``at``."""
        self._steps.append(lambda: self.image.paste(picture, at, shape))
        self.painted.append((*at, at[0] + picture.width, at[1] + picture.height))

    def _line(
        self,
        field: str,
        text: str,
        at: tuple[float, float],
        style: Style,
        ink: Ink,
        from_right: bool | None = None,  # noqa: FBT001 - for functools.partial
    ) -> None:
        size = style.size
        left, baseline = at
        line = math.floor(baseline + 0.5)
        boxes: list[Box] = []
        placed, _ = typeface.shape(text, style, from_right=from_right)
        # Pillow's own paste looks at each mask and picture anew: that takes as long as to paste.
        # To fill a mask with a colour takes it twice as long as to paste a picture of the colour.
        paste, special, floor, parts = self.image.im.paste, ink.special, math.floor, QUARTERS
        plain = _plain(ink.main)
        drawn, masks, emoji = "", None, pictographs.FACE
        for face, code, aside, above, character in placed:
            x = left + aside * size
            if face is not drawn:
                drawn = face
                masks = None if face == emoji else typeface.masks(face, size)
            if masks is None:
                boxes.append(self._picture(code, size, (x, baseline - above * size)))
                continue
            quarters = floor(x * parts + 0.5)
            mask = masks[code * parts + quarters % parts]
            if mask is not None:
                core, right, down, width, height, area = mask
                right += quarters // parts
                down += floor(baseline - above * size + 0.5) if above else line
                box = (right, down, right + width, down + height)
                paste((_plain(ink.of(character)) if special else plain)[area], box, core)
                boxes.append(box)
        if boxes:
            box = _around(boxes)
            self.painted.append(box)
            self.marks.append(Mark(field, text, box, size, ink.among(placed)))

    def _picture(self, code: int, size: int, at: tuple[float, float]) -> Box:
        """Paste an emoji, its lower left corner at ``at``."""
        picture = pictographs.picture(code, size)
        left, top = round(at[0]), round(at[1]) - picture.height
        box = (left, top, left + picture.width, top + picture.height)
        self.image.paste(picture, box, picture)
        return box


class _Plain(dict[int, Any]):
    """Pictures of nothing but a colour, as Pillow's core holds them: letters share them.

    By :func:`campaign.cards.typeface.area_of` their width and height.
    """

    def __init__(self, colour: Rgb) -> None:
        super().__init__()
        self._colour = colour

    def __missing__(self, area: int) -> Any:
        if len(self) >= _KEPT:
            self.clear()
        sides = (area >> 16, area & 0xFFFF)
        found = self[area] = Image.core.fill("RGB", sides, self._colour)  # type: ignore[attr-defined]
        return found


_plain = lru_cache(8)(_Plain)


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
