"""``posts/notes/PANEL.md``: the summary of a panel; its block quotes feed the quote cards.

A block quote is one quotation. Its part between ``**`` is emphasised on the card, and a
last line that begins with a dash says whose words they are::

    > La era digital brinda **mejores servicios y oportunidades** a la ciudadanía.
    > — Nombre, institución
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from campaign.core.problems import Place, Problem
from campaign.core.programme import Quote
from campaign.sources.programme_file import unquoted
from campaign.sources.yamldoc import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = "posts/notes/"

_STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_BY = re.compile(r"(?:—|–|--)\s*(.+)")


def read_notes(tree: Mapping[str, bytes], found: list[Problem]) -> list[tuple[Quote, Place]]:
    """Return the quotations of every note, each with its place."""
    quotes: list[tuple[Quote, Place]] = []
    for path in sorted(tree):
        if not (path.startswith(FOLDER) and path.endswith(".md")):
            continue
        text, problem = decode(path, tree[path])
        if problem is not None:
            found.append(problem)
        panel = PurePosixPath(path).stem
        for number, (line, lines) in enumerate(_blocks(text or ""), 1):
            place = Place(path, line)
            quotes.append((_quote(panel, number, lines, place), place))
    return quotes


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return every block quote: the number of its first line, and its lines."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith(">"):
            block.append(line.lstrip()[1:].strip())
            continue
        if any(block):
            yield number - len(block), block
        block = []


def _quote(panel: str, number: int, lines: list[str], place: Place) -> Quote:
    source = None
    last = _BY.fullmatch(lines[-1])
    if last is not None and len(lines) > 1:
        source, lines = last[1].strip(), lines[:-1]
    written = " ".join(line for line in lines if line)
    strong = _STRONG.search(written)
    text = unquoted(_STRONG.sub(r"\1", written))
    emphasis = strong[1] if strong and strong[1] in text else None
    return Quote(f"{panel}-quote-{number}", text, source, panel, emphasis, place)
