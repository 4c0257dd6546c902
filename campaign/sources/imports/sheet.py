"""A programme as teams keep it in a sheet: a session a row, CSV or XLSX, Spanish or English.

Columns are known by their titles, in any order: title, date, time, end, length, speakers, id,
room, kind, language, summary, link. Only the title is needed. What a cell leaves open or
nobody can read stays open, and is told with its cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from campaign.core.folding import slug
from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.core.walltime import at_wall
from campaign.core.when import WhenError
from campaign.likeness import nearest
from campaign.sources.imports.schedule import Person, Schedule, Talk
from campaign.sources.sheets.cells import Broken
from campaign.sources.sheets.days import DayReader, is_day_first
from campaign.sources.sheets.plain import cleaned, one_line, plain
from campaign.sources.sheets.times import read_time, split_time, time_in
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from campaign.sources.sheets.cells import Grid, Row, Value

_TABLE = "programme"
_LOOKED_AT = 60
_ENOUGH = 2
_MOST_MINUTES = 24 * 60
_NUMBERED = re.compile(r"\s*(?:n[o°º]?\s*)?\d+$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BETWEEN = re.compile(r"\s*(?:[-\u2013\u2014]|\sa\s|\sto\s|\bhasta(?: las)?\b)\s*", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?:(\d{1,2})\s*(?:h|hrs?|horas?|hours?)\b\.?)?\s*(?:(\d{1,3})\s*(?:m\w*)?\.?)?"
)
_PEOPLE = re.compile(r"\s*[;\n|/\u2022\u00b7]\s*")
_TWO = re.compile(r",\s+|\s+(?:y|e|and|&)\s+", re.IGNORECASE)
_NOTE_SIGNS = "*†‡•(–—-"


def read_sheet_programme(file: str, grids: Sequence[Grid], zone: tzinfo) -> Schedule:
    """Read every sheet that has a row of titles; ``zone`` is the wall of its times."""
    found = [(grid, header) for grid in grids if (header := _header(grid.rows)) is not None]
    if not found:
        return Schedule(problems=(error(Code.IMPORT_NO_HEADER, Place(file), file=file),))
    talks: list[Talk] = []
    problems: list[Problem] = []
    for grid, header in found:
        sheet = _Sheet(grid, header, zone)
        talks.extend(sheet.talks())
        problems.extend(sheet.problems)
    return Schedule(talks=tuple(talks), problems=tuple(problems))


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns are: what is in them to their numbers, and titles nobody reads."""

    row: int
    columns: Mapping[str, Sequence[int]]
    written: Mapping[str, str]
    unknown: Mapping[int, str]
    english: bool


def _header(rows: Sequence[Row]) -> _Header | None:
    """Return the row with most of the known titles, if a title of sessions is among them."""
    best: _Header | None = None
    for row in rows[:_LOOKED_AT]:
        header = _titles(row)
        known = len(header.columns)
        if "title" in header.columns and known >= _ENOUGH:
            best = header if best is None or known > len(best.columns) else best
    return best


def _titles(row: Row) -> _Header:
    columns: dict[str, list[int]] = defaultdict(list)
    written: dict[str, str] = {}
    unknown: dict[int, str] = {}
    english = False
    for column, value in enumerate(row.values):
        if not isinstance(value, str) or not value.strip():
            continue
        said = plain(_ASIDE.sub(" ", value[:200])).strip(" .:*?¿¡!-_")
        said = said if said in words().tables[_TABLE] else _NUMBERED.sub("", said)
        meaning = words().tables[_TABLE].get(said)
        if meaning is None:
            unknown[column] = value.strip()
        elif meaning != "ignored":
            columns[meaning].append(column)
            written.setdefault(meaning, one_line(value))
            english = english or (
                meaning == "day" and words().spoken[_TABLE, said] == frozenset({"en"})
            )
    return _Header(row.number, columns, written, unknown, english)


@dataclass(slots=True)
class _Sheet:
    grid: Grid
    header: _Header
    zone: tzinfo
    problems: list[Problem] = field(default_factory=list)

    def talks(self) -> Iterator[Talk]:
        """Yield a talk a row, and note what nobody reads."""
        for column, title in self.header.unknown.items():
            language = "en" if self.header.english else "es"
            meanings = set(words().tables[_TABLE].values()) - {"ignored"}
            known = [words().write(language, _TABLE, meaning) for meaning in meanings]
            place = self.grid.place(self.header.row, column)
            params = {"column": title[:80], "known": nearest(title, known)}
            self.problems.append(warning(Code.SHEET_UNKNOWN_COLUMN, place, **params))
        rows = [row for row in self.grid.rows if row.number > self.header.row]
        rows = [row for row in rows if self._is_talk(row)]
        days = self._days(rows)
        for row in rows:
            yield self._talk(row, days)

    def _is_talk(self, row: Row) -> bool:
        """Tell whether a row is a session: not empty, no note below, no second row of titles."""
        filled = {name: self._text(row, name) for name in self.header.columns}
        said = {name: text for name, text in filled.items() if text}
        if not said or _titles(row).columns == self.header.columns:
            return False
        if "title" not in said:
            return bool({"day", "start"} & said.keys())
        return len(said) > 1 or not said["title"].startswith(tuple(_NOTE_SIGNS))

    def _days(self, rows: Sequence[Row]) -> DayReader:
        """Return the reader of days; a day without a year is one near to those that have one."""
        day_first = is_day_first(in_english=[self.header.english])
        plainly = DayReader((), day_first)
        known: list[date] = []
        for row in rows:
            try:
                found = self._day(row, plainly)
            except (WhenError, ValueError):
                continue
            if found is not None:
                known.append(found)
        return DayReader(tuple(known), day_first)

    def _day(self, row: Row, days: DayReader) -> date | None:
        value = self._value(row, "day")
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = self._text(row, "day")
        cut = split_time(text)
        return days.read(cut[0] if cut else text) if text else None

    def _talk(self, row: Row, days: DayReader) -> Talk:
        title = self._text(row, "title") or None
        day = self._known_day(row, days)
        start, end = self._hours(row)
        begins = at_wall(datetime.combine(day, start), self.zone) if day and start else None
        key = self._text(row, "id")
        return Talk(
            key=key,
            id=_own_id(key),
            title=title,
            line=row.number,
            cell=self._place(row, "title").cell,
            start=begins.local if begins else None,
            skipped=begins.skipped if begins else None,
            day=day if begins is None else None,
            minutes=self._minutes(row, start, end),
            room=self._text(row, "room") or None,
            kind=self._text(row, "kind") or None,
            language=self._text(row, "language") or None,
            summary=self._text(row, "summary") or None,
            persons=tuple(self._persons(row)),
            url=self._text(row, "url") or None,
        )

    def _known_day(self, row: Row, days: DayReader) -> date | None:
        try:
            found = self._day(row, days)
        except (WhenError, ValueError):
            found = None
        if found is None and self._text(row, "day"):
            self._odd(row, "day")
        return found

    def _hours(self, row: Row) -> tuple[time | None, time | None]:
        """Return begin and end: from their cells, a stretch in one, or behind the date."""
        start, end = self._stretch(row, "start")
        if start is None and self._text(row, "start"):
            self._odd(row, "start")
        if start is None and not self._text(row, "start"):
            start = self._beside_the_day(row)
        if end is None:
            end, _ = self._stretch(row, "end")
            if end is None and self._text(row, "end"):
                self._odd(row, "end")
        return start, end

    def _stretch(self, row: Row, name: str) -> tuple[time | None, time | None]:
        value = self._value(row, name)
        if value is None or isinstance(value, str):
            text = self._text(row, name)
            whole = read_time(text) if text else None
            if whole is not None or not text:
                return whole, None
            first, *others = [piece for piece in _BETWEEN.split(f" {text} ") if piece.strip()]
            last = read_time(others[0]) if len(others) == 1 else None
            begin = read_time(re.sub(r"^\s*(?:de|desde|from)\s+(?:las\s+)?", "", first))
            return (begin, last) if last is not None else (None, None)
        return time_in(value), None

    def _beside_the_day(self, row: Row) -> time | None:
        value = self._value(row, "day")
        if isinstance(value, datetime):
            return value.time().replace(second=0, microsecond=0) if value.time() != time() else None
        cut = split_time(self._text(row, "day")) if isinstance(value, str) else None
        return cut[1] if cut else None

    def _minutes(self, row: Row, start: time | None, end: time | None) -> int | None:
        minutes = _length(self._value(row, "minutes"))
        if minutes is None and self._text(row, "minutes"):
            self._odd(row, "minutes")
        if minutes is None and start is not None and end is not None:
            after = (end.hour - start.hour) * 60 + end.minute - start.minute
            minutes = after % _MOST_MINUTES or None
        return minutes

    def _persons(self, row: Row) -> Iterator[Person]:
        for column in self.header.columns.get("speakers", ()):
            for piece in _PEOPLE.split(_as_text(row.value(column))):
                for name in _two(piece.strip(" ,.")):
                    if name and plain(name) not in words().tables["unnamed"]:
                        yield Person(name, one_line(name))

    def _value(self, row: Row, name: str) -> Value:
        columns = self.header.columns.get(name)
        value = row.value(columns[0]) if columns else None
        return None if isinstance(value, Broken) else value

    def _text(self, row: Row, name: str) -> str:
        columns = self.header.columns.get(name, ())
        return next((text for one in columns if (text := _as_text(row.value(one)))), "")

    def _place(self, row: Row, name: str) -> Place:
        columns = self.header.columns.get(name)
        return self.grid.place(row, columns[0] if columns else 0)

    def _odd(self, row: Row, name: str) -> None:
        event = self._text(row, "title") or str(row.number)
        title = self.header.written[name]
        value = one_line(self._text(row, name), 80)
        place = self._place(row, name)
        odd = warning(Code.IMPORT_ODD_VALUE, place, event=event, value=value, field=title)
        self.problems.append(odd)


def _own_id(key: str) -> str | None:
    """Return an id that a team wrote itself, if it is one; a number alone is only a number."""
    return key if key == slug(key) and not key[:1].isdigit() else None


def _two(names: str) -> list[str]:
    """Cut a list of full names; anything else (a name and its institution) stays whole."""
    pieces = [piece.strip() for piece in _TWO.split(_ASIDE.sub(" ", names))]
    whole = all(len(piece.split()) > 1 for piece in pieces)
    return [piece for piece in _TWO.split(names) if piece.strip()] if whole else [names]


def _length(value: Value) -> int | None:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
    elif isinstance(value, time):
        minutes = value.hour * 60 + value.minute
    elif isinstance(value, int | float) and not isinstance(value, bool):
        minutes = round(value * _MOST_MINUTES) if 0 < value < 1 else round(value)
    elif isinstance(value, str):
        minutes = _length_in_words(value)
    else:
        return None
    return minutes if 0 < minutes <= _MOST_MINUTES else None


def _length_in_words(text: str) -> int:
    clock = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*(?:h\w*)?\s*", text)
    found = clock or _LENGTH.fullmatch(plain(text))
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0


def _as_text(value: Value) -> str:
    if value is None or isinstance(value, Broken):
        return ""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
