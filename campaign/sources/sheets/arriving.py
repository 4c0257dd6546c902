"""What a file is that somebody sends: a calendar, whatever it is called, or why it is none.

Hostile files are read here, too: only in a process that has limits.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error
from campaign.ports.sheets import MOST_ROWS
from campaign.sources.sheets import grids_of
from campaign.sources.sheets.header import find_header
from campaign.sources.sheets.xlsx_empty import without_empty_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.sources.sheets.cells import Grid

XLSX, CSV = "posts/calendar.xlsx", "posts/calendar.csv"
_OLE = b"\xd0\xcf\x11\xe0"
_TABLES = (".csv", ".tsv", ".tab", ".txt")
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers")
_MACROS = "vbaProject.bin"
_SLIM_DATE = (1980, 1, 1, 0, 0, 0)
_LOOKED_AT = 4096
_FIRST_LETTER = 32
_WHITE = frozenset(b"\t\n\f\r")


def arrived(name: str, content: bytes) -> tuple[str, bytes] | Problem | None:
    """Return whose place in the folder a sheet takes, and its content to be put there; why it
    cannot be read; ``None`` for something else.
    """
    place = _place(name, content)
    if place is None:
        return None
    if place == XLSX and _has_macros(content):
        return wrong(Code.FILE_UNREADABLE, name, reason=_MACROS, because="macros")
    grids, problems = grids_of(Place(place, given=name), content)
    if problems:
        return problems[0]
    if not _is_calendar(grids) and not _is_called(name, (*_TABLES, *_BOOKS)):
        return None
    if sum(len(grid.rows) for grid in grids) > MOST_ROWS:
        return wrong(Code.SHEET_TOO_LONG, name, limit=MOST_ROWS, because="sent")
    return place, _slim(content) if place == XLSX else content


def wrong(code: Code, name: str, **params: object) -> Problem:
    """Return an error of a file that was sent under this name."""
    return error(code, Place(XLSX, given=name), file=name, **params)


def _place(name: str, content: bytes) -> str | None:
    """Return whose place a file takes, by what is in it; ``None`` for what is no sheet."""
    if content.startswith(_OLE):
        return XLSX if _is_called(name, _BOOKS) else None
    if content.startswith(b"PK"):
        return XLSX if _is_workbook(content) or _is_called(name, _BOOKS) else None
    if not content.strip():
        return CSV if _is_called(name, (*_TABLES, *_BOOKS)) else None
    return None if _is_binary(content) and not _is_called(name, _TABLES) else CSV


def _is_binary(content: bytes) -> bool:
    signs = set(content[:_LOOKED_AT]) - _WHITE
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.startswith(b"%PDF") or (
        not marked and min(signs, default=_FIRST_LETTER) < _FIRST_LETTER
    )


def _is_called(name: str, ends: tuple[str, ...]) -> bool:
    return name.casefold().endswith(ends)


def _names(content: bytes) -> list[str]:
    try:
        return zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return []


def _is_workbook(content: bytes) -> bool:
    return any(name.startswith("xl/") for name in _names(content))


def _has_macros(content: bytes) -> bool:
    return any(name.endswith(_MACROS) for name in _names(content))


def _is_calendar(grids: Sequence[Grid]) -> bool:
    return any(find_header(grid.rows) is not None for grid in grids)


def _slim(content: bytes) -> bytes:
    """Return a workbook without its empty rows, the same bytes every time; as it is where it has
    few of them: everybody reads it again, and for that it must not be large.
    """
    slim = without_empty_rows(content)
    if slim is content:
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(slim)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _SLIM_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return made.getvalue()
