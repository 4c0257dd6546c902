"""Facts as people type them: moments are what the wall of the campaign's zone shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from campaign.core.fact_values import (
    MOMENTS,
    PANEL_FACTS,
    PUBLICATION_FACTS,
    SPEAKER_FACTS,
    BadFact,
    Fault,
    duration,
    link,
    yes_or_no,
)
from campaign.core.facts import LINKS
from campaign.core.walltime import at_wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from campaign.core.programme import Programme

_TYPED = re.compile(
    r"""(?:(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2}))?
    (?:(?:^|[T\s]\s*)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?
    \s*(?P<half>[ap]\.?\s?m\.?)?\s*(?:h|hs|hrs?|horas)?\.?
    \s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:\s.*)?|\d{1,2}\s+(?:de\s+)?[^\W\d]{3,}.*")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_NOON = 12
_ANY_FACT = {**SPEAKER_FACTS, **PUBLICATION_FACTS, **PANEL_FACTS}
_EXAMPLES: dict[Callable[[str], object] | None, str] = {
    duration: "10m",
    yes_or_no: "yes",
    link: "https://example.org/abc",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The value of a fact as it is stored; ``skipped`` is what was typed (naive) where the wall
    does not show it that night, and the value is the first moment that it shows after it.
    """

    value: str
    skipped: datetime | None = None


def typed(
    programme: Programme,
    subject: str,
    name: str,
    text: str,
    zone: tzinfo,
    now: datetime,
) -> Typed:
    """Return what was typed as the value of a fact; ``now`` is an instant.

    A time of day alone is one of the day that the panel has (``start``), or of today.

    Raises:
        BadFact: for what is no moment, or says only half of one.
    """
    if name not in MOMENTS or not text.strip():
        return Typed(text.strip())
    try:
        return _moment(text.strip(), _day_of(programme, subject, name, zone, now), zone)
    except BadFact as wrong:
        raise BadFact(wrong.fault, subject=subject, name=name, value=text) from wrong


def _day_of(
    programme: Programme, subject: str, name: str, zone: tzinfo, now: datetime
) -> date | None:
    if name != "start":
        return now.astimezone(zone).date()
    panel = programme.panel(subject)
    return panel.start.astimezone(zone).date() if panel and panel.start else None


def _moment(text: str, day: date | None, zone: tzinfo) -> Typed:
    found = _TYPED.fullmatch(text)
    if found is None or not (found["year"] or found["hour"]):
        short = _NO_YEAR.fullmatch(text) and not _YEAR.search(text)
        raise BadFact(Fault.NO_YEAR if short else Fault.MOMENT)
    if found["hour"] is None:
        raise BadFact(Fault.NO_TIME)
    clock = _clock(found)
    if found["year"]:
        day = _calendar_day(found)
    if day is None:
        raise BadFact(Fault.NO_DAY)
    naive = datetime.combine(day, clock)
    if found["offset"]:
        said = f"{naive.isoformat()}{found['offset'].upper()}"
        try:
            return Typed(datetime.fromisoformat(said).isoformat())
        except ValueError:  # no place on Earth is a day ahead
            raise BadFact(Fault.MOMENT) from None
    wall = at_wall(naive, zone)
    return Typed(wall.local.isoformat(), wall.skipped)


def _clock(found: re.Match[str]) -> time:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["minute"] is None and not found["half"]:
        raise BadFact(Fault.NO_TIME)
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise BadFact(Fault.MOMENT)
        hour = hour % _NOON + (_NOON if found["half"][0] in "pP" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise BadFact(Fault.MOMENT) from None


def _calendar_day(found: re.Match[str]) -> date:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise BadFact(Fault.NOT_A_DAY) from None


def example(subject: str, name: str) -> str:
    """Return a value that would work for a fact that is no moment."""
    read = link if subject == LINKS else _ANY_FACT.get(name)
    return _EXAMPLES.get(read, '"…"')
