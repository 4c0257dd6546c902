"""From grids to entries: which rows are rows, their ids, and what is left out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, error, warning
from campaign.core.walltime import YEARS
from campaign.core.when import WhenError
from campaign.sources.sheets import SheetReading
from campaign.sources.sheets.days import DayReader, is_day_first
from campaign.sources.sheets.header import find_header, header_problems
from campaign.sources.sheets.joining import joined
from campaign.sources.sheets.moments import MomentReader
from campaign.sources.sheets.plain import one_line, plain
from campaign.sources.sheets.rows import RowReader
from campaign.sources.sheets.subjects import SubjectReader
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.core.calendar import Entry
    from campaign.core.problems import Place
    from campaign.sources.sheets.cells import Grid, Row
    from campaign.sources.sheets.header import Header
    from campaign.sources.sheets.row_ids import RowIds
    from campaign.sources.sheets.rows import Draft
    from campaign.sources.sheets.vocabulary import Vocabulary

_CONTENT = ("when", "time", "channels", "title", "text", "image", "card")
_NOTE_SIGNS = "*†‡•(–—-"
_SHOWN = 8


def read_grids(
    where: Place, grids: Sequence[Grid], vocabulary: Vocabulary, ids: RowIds
) -> SheetReading:
    """Read every sheet that carries the header; the others are notes."""
    problems: list[Problem] = []
    work: list[tuple[RowReader, Draft]] = []
    headers = [(grid, header) for grid in grids if (header := find_header(grid.rows))]
    if not headers:
        name = grids[0].name if grids else where.shown
        problems.append(error(Code.SHEET_NO_HEADER, where, sheet=name))
    blocked = 0
    for grid, header in headers:
        found = header_problems(grid, header, vocabulary.campaign.language)
        problems.extend(found)
        rows = list(_rows(grid, header))
        if any(problem.is_error for problem in found):
            blocked += len(rows)
            continue
        reader = RowReader(grid, header, vocabulary, _moments(vocabulary, header, grid))
        problems.extend(_hidden(grid, header, rows))
        work.extend((reader, reader.read(row)) for row in rows)
    if blocked and not work:
        return SheetReading((), tuple(problems), blocked, ids)
    return _with_ids(where, joined(work), problems, ids, blocked)


def _with_ids(
    where: Place,
    work: Sequence[tuple[RowReader, Draft]],
    problems: list[Problem],
    ids: RowIds,
    blocked: int,
) -> SheetReading:
    assigned = ids.assign(where.file, [reader.new_row(draft) for reader, draft in work])
    entries: list[Entry] = []
    waiting: dict[str, Place] = {}
    unfinished: list[Entry] = []
    for number, (reader, draft) in enumerate(work):
        problems.extend(draft.cells.problems)
        post = assigned.posts[number]
        if post is None:
            problems.append(_unsure(draft, assigned.unsure.get(number, ())))
        elif draft.is_good:
            entries.append(reader.entry(draft, post))
        else:
            waiting[post] = draft.cells.place
            if (bad := reader.unfinished(draft, post)) is not None:
                unfinished.append(bad)
    skipped = blocked + len(work) - len(entries)
    return SheetReading(
        tuple(entries), tuple(problems), skipped, assigned.ids, waiting, tuple(unfinished)
    )


def _unsure(draft: Draft, candidates: Sequence[str]) -> Problem:
    shown = (
        (*candidates[: _SHOWN - 1], *candidates[-1:]) if len(candidates) > _SHOWN else candidates
    )
    place = draft.cells.place_of("title")
    value = draft.title or one_line(draft.text, 80)
    return error(Code.SHEET_UNSURE_MATCH, place, value=value, candidates=", ".join(shown))


def _moments(vocabulary: Vocabulary, header: Header, grid: Grid) -> MomentReader:
    campaign, panels = vocabulary.campaign, vocabulary.programme.panels
    starts = (panel.start.astimezone(campaign.zone) for panel in panels if panel.start)
    day_first = is_day_first(in_english=(campaign.language == "en", header.in_english))
    known = tuple(start.date() for start in starts) or _whole_days(grid, header, day_first)
    days = DayReader(known, day_first)
    return MomentReader(days, SubjectReader(vocabulary.programme), campaign.zone)


def _whole_days(grid: Grid, header: Header, day_first: bool) -> tuple[date, ...]:  # noqa: FBT001 -- as in the reader
    """Return the days of a sheet that are written with their year.

    A day without one is near to those, as long as the programme has no days.
    """
    reader = DayReader((), day_first)
    found: list[date | None] = []
    for row in grid.rows:
        value = row.value(header.columns.get("when"))
        if isinstance(value, datetime):
            found.append(value.date())
        elif isinstance(value, str):
            with suppress(WhenError):
                found.append(reader.read(value))
    return tuple(day for day in found if day is not None and day.year in YEARS)


def _hidden(grid: Grid, header: Header, rows: Sequence[Row]) -> Iterator[Problem]:
    """Say which rows are read though nobody sees them, as under a filter."""
    hidden = [row for row in rows if row.hidden]
    if hidden:
        numbers = ", ".join(str(row.number) for row in hidden[:_SHOWN])
        place = grid.place(hidden[0], header.columns["when"])
        yield warning(Code.SHEET_HIDDEN_ROWS, place, rows=numbers, n=len(hidden))


def _rows(grid: Grid, header: Header) -> Iterator[Row]:
    """Return the rows that are meant as posts: not empty, no footnote, no second header."""
    last = header.row
    for row in grid.rows:
        if row.number <= header.row:
            continue
        filled = {name for name in _CONTENT if _is_filled(row, header.columns.get(name))}
        own = {name for name in filled if header.columns[name] not in row.borrowed}
        if not own or _repeats_header(row, header) or _is_sum(row, header, filled):
            continue
        lonely = len(filled) == 1 and not _lonely_text(row, header, filled, near=last + 1)
        if lonely or _is_note(row, header, filled):
            continue
        last = row.number
        yield row


def _is_filled(row: Row, column: int | None) -> bool:
    value = row.value(column)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _lonely_text(row: Row, header: Header, filled: set[str], near: int) -> bool:
    """Tell whether a lone text stands in the table, as a post that lacks everything else."""
    return filled == {"text"} and row.number == near and row.number > header.row + 1


def _is_note(row: Row, header: Header, filled: set[str]) -> bool:
    if len(filled) > 1:
        return False
    value = row.value(header.columns[next(iter(filled))])
    return isinstance(value, str) and value.strip().startswith(tuple(_NOTE_SIGNS))


def _is_sum(row: Row, header: Header, filled: set[str]) -> bool:
    """Tell whether the row counts the others: ``Total``, figures, and no words to publish."""
    values = {name: row.value(header.columns[name]) for name in filled}
    if isinstance(text := values.get("text"), str) and any(sign.isalpha() for sign in text):
        return False
    said = [plain(value) for value in values.values() if isinstance(value, str)]
    return any(text.partition(" ")[0].strip(":") in words().tables["sums"] for text in said)


def _repeats_header(row: Row, header: Header) -> bool:
    """Tell whether the row is the header again, as at the top of a printed page."""
    titles = [header.written[name] for name in header.columns]
    values = [row.value(column) for column in header.columns.values()]
    return values == titles
