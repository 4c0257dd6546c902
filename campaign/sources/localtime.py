"""Local times as they are typed in files: ``2022-02-23 17:00``."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from campaign.core.walltime import YEARS

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(?::\d{2})?")
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_DURATION = re.compile(r"(\d{1,4})\s*(m|min|h|d)")
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 24 * 60}


def local_time(text: str) -> datetime:
    """Return a naive local time; raises ValueError for anything else."""
    if not _LOCAL.fullmatch(text):
        raise ValueError(text)
    day, clock = re.split("[T ]", text)
    found = datetime.combine(datetime.fromisoformat(day), clock_time(clock))
    if found.year not in YEARS:
        raise ValueError(text)
    return found


def clock_time(text: str) -> time:
    """Return a time of day; raises ValueError."""
    hour, minute, *_ = (int(piece) for piece in text.split(":"))
    return time(hour, minute)


def hours(text: str) -> tuple[time, time]:
    """Return the two ends of ``22:00-08:00``; raises ValueError."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return clock_time(found[1]), clock_time(found[2])


def duration(text: str) -> timedelta:
    """Return the length of ``90m``, ``2h`` or ``1d``; raises ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return timedelta(minutes=int(found[1]) * _MINUTES[found[2]])
