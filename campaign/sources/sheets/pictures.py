"""What the image cell of a row asks for: a card's layout, files, or a panel's card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.folding import slug
from campaign.core.layouts import ANNOUNCEMENT
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from campaign.sources.sheets.subjects import SubjectReader
    from campaign.sources.sheets.vocabulary import Vocabulary

_FILE = re.compile(r".+\.(?:png|jpe?g|webp|gif)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:png|jpe?g|webp|gif)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A card's layout, or files; ``about`` are the panels that the cell names."""

    card: str | None = None
    images: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()

    def with_more(self, other: Picture) -> Picture:
        """Return what two cells of one row ask for together; the later card counts."""
        return Picture(
            other.card or self.card, self.images + other.images, self.about | other.about
        )


class UnknownLayout(ValueError):
    """A word that is no layout, no file and no panel."""


class NotAFile(ValueError):
    """An address of the web, or a file that is no picture."""


class PictureReader:
    """Reads image cells with the layouts of one installation."""

    def __init__(self, vocabulary: Vocabulary, subjects: SubjectReader) -> None:
        self.layouts = vocabulary.known.layouts
        self.subjects = subjects
        self._direct = {plain(name): name for name in self.layouts}

    def read(self, text: str) -> Picture:
        """Return what ``text`` asks for.

        Raises:
            UnknownLayout, NotAFile: see there.
            NoSuchPanel: for a panel that the programme does not have.
        """
        said = plain(text).strip(" .")
        if not said or said in words().tables["nothing"]:
            return Picture()
        if "://" in said:
            raise NotAFile(text)
        if _SUFFIX.search(text):
            return Picture(images=_files(text))
        layout = self._layout(said)
        if layout is not None:
            return Picture(card=layout)
        return self._of_panel(text, said)

    def _layout(self, said: str) -> str | None:
        if said in self._direct:
            return self._direct[said]
        if slug(said) in self._direct:
            return self._direct[slug(said)]
        usual = words().tables["layouts"].get(said)
        return usual if not self.layouts or usual in self.layouts else None

    def _of_panel(self, text: str, said: str) -> Picture:
        """Read ``panel 1`` or ``anuncio panel 1``."""
        found = self.subjects.mentions(text)
        if not found.ids:
            raise UnknownLayout(text)
        layouts = (self._layout(word) for word in _chunks(said))
        card = next((layout for layout in layouts if layout), None)
        return Picture(card=card or self._layout(ANNOUNCEMENT), about=found.ids)


def _files(text: str) -> tuple[str, ...]:
    pieces = tuple(piece.strip().replace("\\", "/") for piece in re.split(r"[;,\n]", text))
    found = tuple(piece for piece in pieces if piece)
    if not all(_FILE.fullmatch(piece) for piece in found):
        raise NotAFile(text)
    return found


def _chunks(said: str) -> list[str]:
    """Return the runs of words of ``said``, the longest first: ``en vivo`` before ``vivo``."""
    pieces = said.split()[:8]
    spans = [(a, b) for a in range(len(pieces)) for b in range(a + 1, len(pieces) + 1)]
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    return [" ".join(pieces[a:b]).strip(" ,.:") for a, b in spans]
