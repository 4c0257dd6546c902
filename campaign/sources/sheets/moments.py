"""The moment of a row, from its date cell and its time cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from campaign.core.problems import Code
from campaign.core.when import Anchor, Unit, When, WhenError, parse_when, resolve
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.relative import Relative, read_relative
from campaign.sources.sheets.subjects import Mentions, NoSuchPanel, SubjectReader
from campaign.sources.sheets.times import read_time, split_time, time_in
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from datetime import tzinfo

    from campaign.sources.sheets.cells import Value
    from campaign.sources.sheets.days import DayReader

_ABOUT_THE_WHOLE = {Code.BAD_DATE, Code.WEEKDAY_MISMATCH}
_CLOCK_UNITS = {Unit.HOUR, Unit.MINUTE}
_FILLERS = re.compile(r"\w+")


class TimeMissing(ValueError):
    """A day without a time."""


class TimeUnclear(ValueError):
    """A time cell that says no time: its text."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, what it speaks of, and whether it counts from the row's own subject."""

    when: When
    about: frozenset[str] = frozenset()
    launch: bool = False
    own: bool = False


class MomentReader:
    """Reads the moments of one sheet."""

    def __init__(self, days: DayReader, subjects: SubjectReader, zone: tzinfo) -> None:
        self.days = days
        self.subjects = subjects
        self.zone = zone

    def read(self, value: Value, clock: Value) -> Moment:
        """Return the moment that a date cell and a time cell tell together.

        Raises:
            WhenError: with the code and the values of the problem.
            NoSuchPanel: when it counts from a panel that there is not.
            TimeMissing: for a day without a time.
            TimeUnclear: for a time cell that says no time.
        """
        at = self._clock(clock)
        if isinstance(value, datetime | date):
            inside = time_in(value) if isinstance(value, datetime) else None
            if inside == time(0):
                inside = None
            day = value.date() if isinstance(value, datetime) else value
            return Moment(_at_day(day, _one_time(inside, at)))
        if not isinstance(value, str):
            raise WhenError(Code.BAD_DATE, value=_shown(value))
        try:
            return self._read_text(value, at)
        except WhenError as wrong:
            if wrong.code in _ABOUT_THE_WHOLE:
                wrong.params["value"] = value
            raise

    def _clock(self, clock: Value) -> time | None:
        if clock is None or (isinstance(clock, str) and not plain(clock)):
            return None
        at = read_time(clock) if isinstance(clock, str) else time_in(clock)
        if at is None:
            raise TimeUnclear(_shown(clock))
        return at

    def _read_text(self, text: str, at: time | None) -> Moment:
        day = self.days.read(text)
        if day is not None:
            return Moment(_at_day(day, at))
        found = self._by_grammar(text, at) or self._by_relation(text, at)
        if found is not None:
            return found
        split = split_time(text)
        if split is not None:
            rest, inside = split
            return self._read_text(rest, _one_time(inside, at))
        raise self._vague(text) or WhenError(Code.BAD_DATE, value=text)

    def _vague(self, text: str) -> WhenError | None:
        """Return the error for a stretch of days; the launch is a way out where there is one."""
        vague = self.days.vague(text)
        if vague is not None and self.subjects.launch_panel is not None:
            vague.params["because"] = "stretch-launch"
        return vague

    def _by_grammar(self, text: str, at: time | None) -> Moment | None:
        """Read ``start - 7d 10:00`` and the like; a bare word is no other post's name here."""
        if plain(text) in words().tables["unsaid"]:
            return None
        try:
            when = parse_when(plain(text))
        except WhenError:
            return None
        if when.anchor is Anchor.DATE:
            return Moment(replace(when, at=_one_time(when.at, at)))
        if when.anchor is Anchor.POST and not when.amount:
            return None
        when = replace(when, at=_one_time(when.at, at))
        if when.amount and when.unit in _CLOCK_UNITS and when.at is not None:
            raise WhenError(Code.BAD_WHEN, value=f"{text} {when.at:%H:%M}")
        return Moment(when, launch=when.anchor is Anchor.LAUNCH)

    def _by_relation(self, text: str, at: time | None) -> Moment | None:
        relative = read_relative(text)
        if relative is None:
            split = split_time(text)
            relative = read_relative(split[0]) if split else None
            if split is None or relative is None:
                return None
            at = _one_time(split[1], at)
        elif (split := split_time(relative.rest)) is not None:
            relative, at = replace(relative, rest=split[0]), _one_time(split[1], at)
        if relative.whole_day and not relative.amount and at is None:
            raise TimeMissing
        return self._related(text, relative, at)

    def _related(self, text: str, relative: Relative, at: time | None) -> Moment:
        mentions = self.subjects.mentions(relative.rest)
        if not mentions.ids and not mentions.launch and _says_more(relative.rest):
            raise WhenError(
                Code.SHEET_UNCLEAR_SUBJECT, value=text, known=", ".join(self.subjects.known())
            )
        launch = mentions.launch and not mentions.ids
        anchor = Anchor.LAUNCH if launch else relative.anchor
        when = When(anchor, None, None, relative.amount, relative.unit, at)
        if at is not None and relative.unit in _CLOCK_UNITS and relative.amount:
            when = self._same(text, replace(when, at=None), mentions, at)
        return Moment(
            when,
            frozenset() if launch else mentions.ids,
            launch=launch,
            own=not mentions.ids and not launch,
        )

    def _same(self, text: str, when: When, mentions: Mentions, at: time) -> When:
        """Accept ``30 min antes del panel 1`` with a time beside it only if both agree."""
        panel = next(iter(mentions.ids)) if len(mentions.ids) == 1 else None
        if when.anchor is Anchor.LAUNCH:
            panel = self.subjects.launch_panel
        found = self.subjects.programme.panel(panel) if panel else None
        base = None
        if found is not None:
            base = found.ends if when.anchor is Anchor.END else found.begins
        if base is None:
            raise WhenError(Code.BAD_WHEN, value=f"{text} {at:%H:%M}")
        local = resolve(when, base, self.zone).local
        if local.time().replace(second=0) != at:
            raise _two_times(local.time(), at)
        return when


def read_distance(text: str) -> timedelta | None:
    """Return a duration such as ``90m``, ``1 h``, ``30 minutos``."""
    found = re.fullmatch(r"(\d{1,4})\s*([a-z]+)\.?", plain(text))
    if found is None:
        return None
    unit = words().tables["units"].get(found[2], found[2])
    names = {"m": "minutes", "h": "hours", "d": "days"}
    return timedelta(**{names[unit]: int(found[1])}) if unit in names else None


def _at_day(day: date, at: time | None) -> When:
    if at is None:
        raise TimeMissing
    return When(Anchor.DATE, day, None, 0, Unit.MINUTE, at)


def _one_time(inside: time | None, beside: time | None) -> time | None:
    if inside is not None and beside is not None and inside != beside:
        raise _two_times(inside, beside)
    return beside if inside is None else inside


def _two_times(one: time, two: time) -> WhenError:
    value = f"{one:%H:%M} / {two:%H:%M}"
    return WhenError(
        Code.AMBIGUOUS_DATE,
        because="two-times",
        value=value,
        reading_a=f"{one:%H:%M}",
        reading_b=f"{two:%H:%M}",
    )


def _says_more(rest: str) -> bool:
    """Tell whether words are left that are not only *del*, *of the*."""
    fillers = words().tables["fillers"]
    return any(word not in fillers for word in _FILLERS.findall(plain(rest)))


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


__all__ = ["Moment", "MomentReader", "NoSuchPanel", "TimeMissing", "TimeUnclear", "read_distance"]
