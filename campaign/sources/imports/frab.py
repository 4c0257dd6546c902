"""The schedule model of frab and pretalx, which its XML and its JSON share.

Conference, days, rooms, events. A day may end after midnight: an event that gives its
clock time only belongs to the next calendar date when its time is before the day begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaign.core.problems import Code, Place, Problem, warning
from campaign.core.walltime import YEARS, WallTime, at_wall
from campaign.sources.imports.schedule import Person, Talk

if TYPE_CHECKING:
    from datetime import tzinfo

LONGEST = timedelta(days=1)
"""The longest that a panel may take."""

_DURATIONS = (
    re.compile(r"(?P<h>\d{1,3}):(?P<m>[0-5]\d)"),
    re.compile(r"(?P<d>\d):(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)"),  # pretalx, over a day
    re.compile(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d):[0-5]\d"),
)
_YES = {"true", "yes", "1"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the conference: its date, and when it begins (aware), as far as it says so."""

    day: date | None = None
    begins: datetime | None = None

    @classmethod
    def read(cls, day: str | None, begins: str | None) -> Day:
        """Read a day's own fields; what cannot be read is left out."""
        start = _moment(begins or "")
        return cls(_date(day or ""), start if start and start.tzinfo else None)


@dataclass(frozen=True, slots=True)
class RawEvent:
    """The fields of an event as text, by their names in the XML."""

    fields: dict[str, str]
    line: int | None
    persons: tuple[Person, ...] = ()
    url: str | None = None
    optout: str = ""


@dataclass(slots=True)
class FrabReader:
    """Makes talks of raw events. ``zone`` is for times that do not name their offset; ``named``
    says that the file itself names it.
    """

    file: str
    zone: tzinfo = UTC
    named: bool = False
    problems: list[Problem] = field(default_factory=list)

    def talk(self, raw: RawEvent, day: Day) -> Talk:
        """Return what ``raw`` says; what it does not say, or says wrongly, stays open."""
        get = raw.fields.get
        wall = self._start(raw, day)
        return Talk(
            key=get("id") or get("guid") or get("slug") or "",
            title=get("title"),
            line=raw.line,
            start=wall.local if wall else None,
            skipped=wall.skipped if wall else None,
            minutes=self._minutes(raw),
            room=get("room"),
            kind=get("type"),
            language=get("language"),
            summary=_paragraphs(get("subtitle"), get("abstract") or get("description")),
            persons=raw.persons,
            url=raw.url,
            optout=raw.optout.strip().lower() in _YES,
        )

    def _start(self, raw: RawEvent, day: Day) -> WallTime | None:
        written = raw.fields.get("date", "")
        moment = _moment(written) if "T" in written or " " in written else None
        if moment is None:
            return self._start_by_clock(raw, day)
        self._compare(raw, moment)
        if moment.tzinfo is None:
            return at_wall(moment, self.zone)
        return WallTime(moment, moment.astimezone(UTC))

    def _compare(self, raw: RawEvent, moment: datetime) -> None:
        """Tell where the clock time beside a moment is another one, in the schedule's zone."""
        clock = _clock(raw.fields.get("start", ""))
        in_zone = self.named and moment.tzinfo is not None
        local = moment.astimezone(self.zone) if in_zone else moment
        if clock is not None and (clock.hour, clock.minute) != (local.hour, local.minute):
            told = {
                "start": raw.fields["start"],
                "zone": self.zone if in_zone else moment.tzname() or "",
            }
            self._odd(raw, "date", raw.fields["date"], because="disagree", **told)

    def _start_by_clock(self, raw: RawEvent, day: Day) -> WallTime | None:
        written = raw.fields.get("start", "")
        on = _date(raw.fields.get("date", "")) or day.day
        clock = _clock(written)
        if raw.fields.get("date") and _date(raw.fields["date"]) is None:
            taken = {} if on is None or clock is None else {"because": "day-taken", "day": on}
            self._odd(raw, "date", raw.fields["date"], **taken)
        if written and clock is None:
            self._odd(raw, "start", written)
        if on is None or clock is None:
            return None
        if day.begins is not None and on == day.day and clock < day.begins.time():
            on += timedelta(days=1)
        naive = datetime.combine(on, clock)
        zone = day.begins.tzinfo if day.begins is not None else None
        return at_wall(naive, zone or self.zone)

    def _minutes(self, raw: RawEvent) -> int | None:
        written = raw.fields.get("duration", "")
        length = _duration(written)
        if timedelta() < length <= LONGEST:
            return int(length.total_seconds()) // 60
        if written:
            self._odd(raw, "duration", written)
        return None

    def _odd(self, raw: RawEvent, name: str, value: str, **more: object) -> None:
        event = raw.fields.get("title") or raw.fields.get("id") or ""
        self.problems.append(
            warning(
                Code.IMPORT_ODD_VALUE,
                Place(self.file, raw.line),
                event=event,
                field=name,
                value=value[:80],
                **more,
            ),
        )


def _paragraphs(*texts: str | None) -> str | None:
    return "\n\n".join(text for text in texts if text) or None


def _duration(text: str) -> timedelta:
    """Return a length; nothing where the text is none."""
    found = next(filter(None, (shape.fullmatch(text) for shape in _DURATIONS)), None)
    if found is None:
        return timedelta()
    days, hours, minutes = (int(found.groupdict().get(part) or 0) for part in "dhm")
    return timedelta(days=days, hours=hours, minutes=minutes)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text.strip())
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def zone_named(name: str, fallback: tzinfo, problems: list[Problem], place: Place) -> tzinfo:
    """Return the zone with this name; where it is unknown, ``fallback`` and a problem."""
    if not name:
        return fallback
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(warning(Code.IMPORT_UNKNOWN_ZONE, place, zone=name[:80], used=fallback))
        return fallback
