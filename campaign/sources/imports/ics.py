"""A calendar in the iCalendar format, one session an event.

Guests are not taken for speakers: their addresses are nobody's business. Only frab's
way of naming a speaker (a guest with an invalid address) is understood.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.core.walltime import YEARS, at_wall
from campaign.sources.imports.frab import LONGEST, zone_named
from campaign.sources.imports.ics_blocks import Block, blocks, header, is_plain_zone
from campaign.sources.imports.ics_repeats import Entry, Repeats
from campaign.sources.imports.schedule import Person, Schedule, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_ics(file: str, content: str, zone: tzinfo) -> Schedule:
    """Read a calendar; ``zone`` is for floating times."""
    cut = blocks(content)
    reader = _Reader(file, zone)
    name = header(content, "X-WR-TIMEZONE") or ""
    reader.zone = zone_named(name, zone, reader.problems, Place(file))
    _learn_zones([b for b in cut if b.kind == "VTIMEZONE" and b.whole and is_plain_zone(b)])
    entries = [entry for b in cut if b.kind == "VEVENT" for entry in reader.entries(b)]
    repeats = Repeats(file)
    talks = tuple(repeats.talks(entries))
    problems = (*reader.problems, *repeats.problems)
    return Schedule(header(content, "X-WR-CALNAME"), talks, problems)


def _learn_zones(zones: list[Block]) -> None:
    """Let the library know the zones that the file itself defines."""
    for zone in zones:
        try:
            Calendar.from_ical(f"BEGIN:VCALENDAR\n{zone.text}\nEND:VCALENDAR")
        except (ValueError, KeyError, IndexError):  # its events will name it as unknown
            continue


@dataclass(slots=True)
class _Reader:
    file: str
    zone: tzinfo
    problems: list[Problem] = field(default_factory=list)

    def entries(self, block: Block) -> Iterator[Entry]:
        """Yield the entry of one event; nothing for a damaged one."""
        place = Place(self.file, block.line)
        if not block.whole:
            self.problems.append(error(Code.IMPORT_BROKEN_EVENT, place, reason="END:VEVENT"))
            return
        try:
            event = Event.from_ical(block.text)
            entry = self._entry(event, block)
        except (ValueError, TypeError, KeyError, OverflowError, OSError) as wrong:
            reason = getattr(wrong, "strerror", None) or str(wrong)[:80]
            self.problems.append(error(Code.IMPORT_BROKEN_EVENT, place, reason=reason))
            return
        yield entry

    def _entry(self, event: Any, block: Block) -> Entry:
        talk = self._talk(event, block)
        recurs = "RRULE" in event or "RDATE" in event
        instead = self._moment(event, "RECURRENCE-ID", talk.title, block)
        excluded = tuple(map(self._seen, _dates(event, "EXDATE")))
        return Entry(talk, recurs, instead, excluded)

    def _seen(self, found: date) -> date:
        """Return a time as it is read in this calendar: floating ones are its zone's."""
        if not isinstance(found, datetime) or found.tzinfo is not None:
            return found
        return at_wall(found, self.zone).local

    def _talk(self, event: Any, block: Block) -> Talk:
        title = _text(event, "SUMMARY")
        begins = self._moment(event, "DTSTART", title, block)
        whole_day = (
            begins if isinstance(begins, date) and not isinstance(begins, datetime) else None
        )
        start = begins if isinstance(begins, datetime) else None
        skipped = _skipped(event, start)
        return Talk(
            key=_text(event, "UID") or "",
            title=title,
            line=block.line,
            start=start,
            skipped=skipped,
            day=whole_day,
            minutes=self._minutes(event, start, title, block),
            room=_text(event, "LOCATION"),
            summary=_text(event, "DESCRIPTION"),
            persons=tuple(_persons(event)),
            url=_text(event, "URL"),
            cancelled=(_text(event, "STATUS") or "").upper() == "CANCELLED",
        )

    def _moment(self, event: Any, name: str, title: str | None, block: Block) -> date | None:
        """Return an aware time, or a date for a whole day."""
        value = event.get(name)
        if value is None:
            return None
        try:
            found = value.dt
        except (BrokenCalendarProperty, AttributeError):
            self._warn(Code.IMPORT_ODD_VALUE, title, block, field=name, value=str(value)[:80])
            return None
        if isinstance(found, date) and found.year not in YEARS:
            self._warn(Code.IMPORT_ODD_VALUE, title, block, field=name, value=str(found)[:80])
            return None
        if not isinstance(found, datetime):
            return found if isinstance(found, date) else None
        if found.tzinfo is not None:
            return _shown(found)
        if (zone := value.params.get("TZID")) is not None:
            self._warn(Code.IMPORT_UNKNOWN_ZONE, title, block, zone=str(zone)[:80], used=self.zone)
        return at_wall(found, self.zone).local

    def _minutes(
        self, event: Any, start: datetime | None, title: str | None, block: Block
    ) -> int | None:
        if start is None:
            return None
        length = getattr(event.get("DURATION"), "dt", None)
        if length is None and "DTEND" in event:
            end = self._moment(event, "DTEND", title, block)
            length = end - start if isinstance(end, datetime) else None
        if length is None:
            return None
        minutes = int(length.total_seconds()) // 60
        if 0 < minutes <= LONGEST.total_seconds() // 60:
            return minutes
        self._warn(Code.IMPORT_ODD_VALUE, title, block, field="DTEND", value=str(length))
        return None

    def _warn(self, code: Code, title: str | None, block: Block, **params: object) -> None:
        place = Place(self.file, block.line)
        self.problems.append(warning(code, place, event=title or "?", **params))


def _shown(moment: datetime) -> datetime:
    """Return a moment, or the first one after it that the wall of its zone shows."""
    if not isinstance(moment.tzinfo, ZoneInfo):
        return moment
    wall = at_wall(moment.replace(tzinfo=None), moment.tzinfo)
    return moment if wall.skipped is None else wall.local


def _skipped(event: Any, start: datetime | None) -> datetime | None:
    """Return the start as it is written where the clock change skips it."""
    written = None if start is None else event.get("DTSTART").dt
    if start is None or not isinstance(written, datetime):
        return None
    naive = written.replace(tzinfo=None)
    return naive if naive != start.replace(tzinfo=None) else None


def _dates(event: Any, name: str) -> Iterator[date]:
    """Yield the times of a property that may have several, and may be there several times."""
    value = event.get(name, [])
    for one in value if isinstance(value, list) else [value]:
        yield from (each.dt for each in getattr(one, "dts", []))


def _text(event: Any, name: str) -> str | None:
    value = event.get(name)
    if isinstance(value, list):
        value = value[0]
    return str(value).strip() or None if value is not None else None


def _persons(event: Any) -> Iterator[Person]:
    guests = event.get("ATTENDEE", [])
    for guest in guests if isinstance(guests, list) else [guests]:
        name = str(getattr(guest, "params", {}).get("CN", "")).strip()
        if name and str(guest).lower().startswith("invalid:"):
            yield Person("", name)
