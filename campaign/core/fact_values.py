"""What can be entered as a fact, and how its value is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.core import yes_no
from campaign.core.walltime import YEARS

if TYPE_CHECKING:
    from collections.abc import Callable


class Fault(StrEnum):
    """What is wrong with a fact that nobody can enter; the sentence is ``entering.wrong``."""

    SUBJECT = "subject"
    NAME = "name"
    NO_VALUE = "no-value"
    EMPTY = "empty"
    MOMENT = "moment"
    NO_YEAR = "no-year"
    NO_TIME = "no-time"
    NO_DAY = "no-day"
    NOT_A_DAY = "not-a-day"
    UNCLEAR_DAY = "unclear-day"
    DURATION = "duration"
    LINK = "link"
    YES_OR_NO = "yes-or-no"
    ENDED_FIRST = "ended-first"
    NOT_ENTERED = "not-entered"


class BadFact(ValueError):
    """A fact that nobody can enter; ``params`` are the values of its sentence."""

    def __init__(self, fault: Fault, **params: str) -> None:
        self.fault = fault
        self.params = params
        where = ".".join(filter(None, (params.get("subject"), params.get("name"))))
        super().__init__(f"{where}: {fault}")


def moment(text: str) -> datetime:
    """Return an instant with its offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadFact(Fault.MOMENT) from None
    if found.tzinfo is None or found.year not in YEARS:
        raise BadFact(Fault.MOMENT)
    return found


_DURATION = re.compile(
    r"(?P<sign>[-+\u2212]?)\s*(?:(?P<hours>\d{1,4})\s*(?:h|hs|hrs?|horas?|hours?)\s*"
    r"(?:(?:y|and)\s+)?)?(?:(?P<minutes>\d{1,4})\s*(?:m|mins?|minutos?|minutes?)?\.?)?",
    re.IGNORECASE,
)


def duration(text: str) -> timedelta:
    """Return a length: ``10``, ``10m``, ``1h``, ``1h30``, ``1 hora y 30 minutos``."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or (found["hours"] is None and found["minutes"] is None):
        raise BadFact(Fault.DURATION)
    length = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    return -length if found["sign"] in {"-", "\u2212"} else length


def link(text: str) -> str:
    """Return an address of the web as it is written."""
    url = text.strip()
    if not re.fullmatch(r"https?://[^\s<>\"/?#]+[^\s<>\"]*", url, re.IGNORECASE):
        raise BadFact(Fault.LINK)
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise BadFact(Fault.LINK)
    return url


def yes_or_no(text: str) -> bool:
    """Return a yes or a no."""
    said = yes_no.yes_or_no(text)
    if said is None:
        raise BadFact(Fault.YES_OR_NO)
    return said


def words(text: str) -> str:
    """Return words without blanks around them."""
    if not text.strip():
        raise BadFact(Fault.EMPTY)
    return text.strip()


PANEL_FACTS: dict[str, Callable[[str], object]] = {
    "start": moment,
    "delay": duration,
    "title": words,
    "stream": link,
    "signup": link,
    "recording": link,
    "note": link,
    "started": moment,
    "ended": moment,
    "cancelled": yes_or_no,
}
SPEAKER_FACTS: dict[str, Callable[[str], object]] = {
    "name": words,
    "role": words,
    "organisation": words,
    "topic": words,
    "photo": words,
}
PUBLICATION_FACTS: dict[str, Callable[[str], object]] = {"title": words, "url": link}

MOMENTS = frozenset(name for name, read in PANEL_FACTS.items() if read is moment)
"""Facts whose value is an instant: people type what the wall shows."""

PANEL_LINKS = tuple(name for name, read in PANEL_FACTS.items() if read is link)
"""Facts of a panel whose value is an address of the web."""


def as_text(value: object) -> str | None:
    """Return a value of the programme in one form, so that equal ones are equal texts.

    ``None`` where it says nothing: no delay, not cancelled, not known.
    """
    if value is None or value is False or value == timedelta():
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds() // 60)}m"
    return "yes" if value is True else str(value)
