"""Pieces of a page: headings, tables, anchors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a cell may hold anything but line breaks."""
    lines = [_row(headers), _row(["---"] * len(headers)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Return a cell in which no sign means more than itself, but those of code in pairs."""
    told = text.replace("|", "\\|").replace("<", "\\<")
    return told.replace("`", "\\`") if told.count("`") % 2 else told


def code(text: str) -> str:
    """Return ``text`` as code; nothing for nothing."""
    return f"`{text}`" if text else ""


def anchor(heading: str) -> str:
    """Return where a link to a heading leads."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def page(*pieces: str) -> str:
    """Return pieces as one page, with a line between them and one end of line at the end."""
    return "\n\n".join(piece.strip("\n") for piece in pieces if piece) + "\n"
