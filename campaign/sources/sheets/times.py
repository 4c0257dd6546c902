"""Times of day as teams write them: ``11:30 hrs.``, ``18.00``, ``a las 9``, ``mediodía``."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cache

from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

_ISO_T = re.compile(r"(?<=\d)t(?=\d{1,2}:)")
_NOON = 12
_DAY = 24
_MINUTES = 24 * 60


def read_time(text: str) -> time | None:
    """Return the time of day that ``text`` says, ``None`` if it says none.

    Hours without *am* or *pm* are those of the 24-hour clock.
    """
    said = _dotless(plain(text)).strip(" .,;")
    clock = words().tables["clock"]
    if clock.get(said) == "noon":
        return time(_NOON)
    if clock.get(said) == "midnight":
        return time(0)
    found = _shape().fullmatch(said) or _DIGITS.fullmatch(said)
    if found is None:
        return None
    pieces = found.groupdict()
    return _time(int(pieces["hour"]), int(pieces["minute"] or 0), pieces.get("half"))


def time_in(value: object) -> time | None:
    """Return the time of a cell that holds a time or a number, to the minute.

    A whole number is an hour; a fraction below 1 is a part of the day, as
    spreadsheets count. Other numbers (``18.3``) can mean two times: ``None``.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime | time):
        return _minutes(value.hour * 60 + value.minute + value.second / 60)
    if isinstance(value, timedelta):
        return _minutes(value.total_seconds() / 60)
    return _of_number(value) if isinstance(value, int | float) else None


def split_time(text: str) -> tuple[str, time] | None:
    """Cut a time off the end of ``text``: ``viernes 18 a las 18.00``."""
    said = _dotless(_ISO_T.sub(" ", plain(text))).strip(" .,;")
    found = _at_end().search(said)
    if found is None or not said[: found.start()].strip(" ,"):
        return None
    moment = read_time(found["time"])
    return None if moment is None else (said[: found.start()].strip(" ,-"), moment)


def _of_number(value: float) -> time | None:
    if 0 <= value < 1:
        return _minutes(value * _MINUTES)
    return time(int(value)) if 0 <= value < _DAY and value == int(value) else None


def _minutes(total: float) -> time | None:
    minutes = round(total)
    return time(minutes // 60, minutes % 60) if 0 <= minutes < _MINUTES else None


def _time(hour: int, minute: int, half: str | None) -> time | None:
    if half is not None:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "afternoon" else 0)
    return time(hour, minute) if hour < _DAY and minute < 60 else None  # noqa: PLR2004


def _dotless(said: str) -> str:
    """Write ``p. m.`` as ``pm``, and name the halves of the day by what they mean."""
    said = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", said)
    said = re.sub(r"(?<=\d)([ap]m)\b", r" \1", said)
    return _halves().sub(lambda found: words().tables["clock"][found[0]], said)


@cache
def _halves() -> re.Pattern[str]:
    halves = (*words().of("clock", "morning"), *words().of("clock", "afternoon"))
    return re.compile(rf"(?<!\w)(?:{_any(halves)})(?!\w)")


@cache
def _shape() -> re.Pattern[str]:
    prefix, hours = words().of("clock", "prefix"), words().of("clock", "hours")
    return re.compile(
        rf"""(?:(?:{_any(prefix)})\s+)?
        (?P<hour>\d{{1,2}})(?:\s?[:.h]\s?(?P<minute>\d{{2}})(?::\d{{2}})?)?
        \s*(?:{_any(hours)})?\.?\s*(?P<half>morning|afternoon)?\s*(?:{_any(hours)})?\.?""",
        re.VERBOSE,
    )


_DIGITS = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s*h(?:rs?)?\.?)?")


@cache
def _at_end() -> re.Pattern[str]:
    """Match what is a time even behind a date: it has minutes, or a word that says so."""
    prefix, hours = words().of("clock", "prefix"), words().of("clock", "hours")
    names = (*words().of("clock", "noon"), *words().of("clock", "midnight"))
    half = r"(?:morning|afternoon)"
    sure = rf"""\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\s*{half})?(?:\s*(?:{_any(hours)}))?
        |\d{{1,2}}\s*h\s*\d{{2}}
        |\d{{1,2}}\s*(?:{_any(hours)})
        |\d{{1,2}}\s*{half}"""
    return re.compile(
        rf"""(?<=\s)
        (?:(?:al?|de|,|-)\s+)?
        (?P<time>(?:(?:{_any(prefix)})\s+)(?:{sure}|\d{{1,2}})|{sure}|{_any(names)})$""",
        re.VERBOSE,
    )


def _any(options: tuple[str, ...]) -> str:
    """Return a pattern for any of these; blanks are escaped for the verbose form."""
    return "|".join(re.escape(option) for option in options)
