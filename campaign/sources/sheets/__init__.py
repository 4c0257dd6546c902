"""Content calendars as teams keep them: CSV and XLSX, Spanish or English, read by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.sources.sheets.row_ids import BadRowIds, RowIds, read_row_ids
from campaign.sources.sheets.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from campaign.core.calendar import Entry
    from campaign.sources.sheets.cells import Grid, Value

MAX_BYTES = 20 * 1024 * 1024
"""The size of a sheet's file."""

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What a sheet says: good rows as entries, every problem, and how many rows wait.

    ``ids`` are the ids as they are to be kept after a load; ``waiting`` are the ids of
    the rows left out, with where those are, so that what was loaded of them before is not
    taken for deleted; ``unfinished`` are those of them whose words can be looked at.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    skipped: int
    ids: RowIds
    waiting: Mapping[str, Place] = field(default_factory=dict)
    unfinished: tuple[Entry, ...] = ()


def read_sheet(
    path: str,
    content: bytes,
    vocabulary: Vocabulary,
    ids: RowIds,
    given: str | None = None,
) -> SheetReading:
    """Read a calendar from ``.csv`` or ``.xlsx``; ``path`` is relative to the campaign folder.

    ``given`` is what people call it if the content comes from elsewhere.

    Never raises for what is in the file: everything wrong with it is a problem with its cell.
    """
    where = Place(path, given=given)
    if len(content) > MAX_BYTES:
        size = len(content) // _MEGABYTE
        params = {"file": where.shown, "size": size, "limit": MAX_BYTES // _MEGABYTE}
        return SheetReading((), (error(Code.FILE_TOO_LARGE, where, **params),), 0, ids)
    grids, problems = grids_of(where, content)
    if problems:
        return SheetReading((), problems, 0, ids)
    from campaign.sources.sheets.reading import read_grids  # noqa: PLC0415 -- only with sheets

    return read_grids(where, grids, vocabulary, ids)


def grids_of(
    where: Place, content: bytes, known: Callable[[Sequence[Value]], int] | None = None
) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """Return the sheets of a file; ``known`` counts the headings in a row, those of calendars
    if it is not given.
    """
    suffix = where.file.rpartition(".")[2].casefold()
    if suffix == "xlsx" or (suffix != "csv" and content.startswith(b"PK")):
        from campaign.sources.sheets.xlsx_grid import read_xlsx  # noqa: PLC0415 -- heavy

        return read_xlsx(where, content, known)
    from campaign.sources.sheets.csv_grid import read_csv, read_table  # noqa: PLC0415

    return read_csv(where, content) if known is None else read_table(where, content, known)


__all__ = [
    "BadRowIds",
    "RowIds",
    "SheetReading",
    "Vocabulary",
    "read_row_ids",
    "read_sheet",
    "warning",
]
