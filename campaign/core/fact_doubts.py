"""Facts that can be entered but are hardly meant: a person confirms them first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.core.fact_values import BadFact, Fault
from campaign.core.facts import apply_facts, parse_fact
from campaign.core.walltime import as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from campaign.core.dates import Sayable
    from campaign.core.facts import Fact
    from campaign.core.programme import Panel, Programme

SOON = timedelta(hours=1)
"""How long before its time a panel may begin without a question."""
LONG = timedelta(hours=3)
A_DAY = timedelta(days=1)
"""How long before its start nobody knows yet that a panel will be late."""
FAR = timedelta(days=400)
AHEAD = timedelta(minutes=5)
DAWN = 6


class Doubt(StrEnum):
    """Why a fact is hardly meant; the question is ``entering.doubt``."""

    TOO_EARLY_TO_BEGIN = "too-early-to-begin"
    TOO_EARLY_TO_END = "too-early-to-end"
    NOT_YET = "not-yet"
    CANCELLED = "cancelled"
    PAST = "past"
    FAR = "far"
    NIGHT = "night"
    CLOCK_CHANGE = "clock-change"
    SKIPPED = "skipped"
    UNDER_WAY = "under-way"
    LONG_DELAY = "long-delay"
    DELAY_AHEAD = "delay-ahead"
    EARLIER = "earlier"
    NO_START = "no-start"
    NOT_HTTPS = "not-https"
    ODD_HOST = "odd-host"
    SAME_LINK = "same-link"
    BEFORE_IT_BEGAN = "before-it-began"
    CLASH = "clash"
    CALLED_OFF = "called-off"
    MOVES_BACK = "moves-back"
    MOVES_FAR = "moves-far"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One doubt about a fact, and the values of its question."""

    doubt: Doubt
    fact: Fact
    params: Mapping[str, Sayable] = field(default_factory=dict)


def entered(programme: Programme, fact: Fact) -> Programme:
    """Return the programme with a fact more.

    Raises:
        BadFact: for one about nothing in the programme, out of form, or against what is known.
    """
    parse_fact(programme, fact)
    after = apply_facts(programme, [fact])
    panel = after.panel(fact.subject)
    if panel is None or fact.name not in {"started", "ended"}:
        return after
    if panel.started and panel.ended and panel.ended <= panel.started:
        zone = panel.start.tzinfo if panel.start else panel.started.tzinfo
        params = {
            "started": as_typed(panel.started.astimezone(zone)),
            "ended": as_typed(panel.ended.astimezone(zone)),
        }
        what = {"subject": fact.subject, "name": fact.name, "value": fact.value}
        raise BadFact(Fault.ENDED_FIRST, **what, **params)
    return after


def doubts(programme: Programme, fact: Fact, now: datetime, zone: tzinfo) -> Iterator[Doubtful]:
    """Yield why a fact is hardly meant. ``programme`` is as it is known without it."""
    if not fact.value:
        return
    value = parse_fact(programme, fact)
    panel = programme.panel(fact.subject)
    found: Iterator[tuple[Doubt, dict[str, Sayable]]]
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        found = _came(panel, fact.name, local, now)
        if fact.name == "start":
            found = chain(_start(panel, local, now), _clash(programme, fact))
    elif isinstance(value, timedelta):
        found = chain(_delay(panel, value, now), _clash(programme, fact))
    elif isinstance(value, str) and urlsplit(value).scheme in {"http", "https"}:
        found = _link(programme, fact, value, now)
    else:
        return
    for doubt, params in found:
        told = value if isinstance(value, datetime) else fact.value
        what = {**named(programme, fact), "name": fact.name, "value": told}
        yield Doubtful(doubt, fact, _on_the_wall({**what, **params}, zone))


def _on_the_wall(params: Mapping[str, Sayable], zone: tzinfo) -> Mapping[str, Sayable]:
    """Return the values with every instant as the wall of ``zone`` shows it."""
    return {
        name: value.astimezone(zone) if isinstance(value, datetime) else value
        for name, value in params.items()
    }


def consequences(programme: Programme, fact: Fact) -> Iterator[Doubtful]:
    """Yield what a fact, though meant, does to people: they are asked before it does."""
    panel = programme.panel(fact.subject)
    if panel is None or fact.name != "cancelled" or panel.cancelled:
        return
    if fact.value and parse_fact(programme, fact):
        start = panel.begins or panel.window or "—"
        yield Doubtful(Doubt.CALLED_OFF, fact, {**named(programme, fact), "start": start})


def named(programme: Programme, fact: Fact) -> dict[str, Sayable]:
    """Return what a fact is about: ``subject`` as it is typed, ``title`` as people call it."""
    panel = programme.panel(fact.subject)
    return {"subject": fact.subject, "title": panel.title if panel else fact.subject}


def _clash(programme: Programme, fact: Fact) -> Iterator[tuple[Doubt, dict[str, Sayable]]]:
    """Doubt a time that two panels would share, in a programme where none do.

    A programme with several rooms has panels side by side from the beginning.
    """
    if any(_overlapping(programme, panel) for panel in programme.panels):
        return
    after = apply_facts(programme, [fact])
    moved = after.panel(fact.subject)
    if moved is None:
        return
    for other in _overlapping(after, moved):
        if other.begins is not None:
            yield Doubt.CLASH, {"other": other.title, "start": other.begins}


def _overlapping(programme: Programme, panel: Panel) -> list[Panel]:
    """Return the other panels that are on at the same time."""
    begins, ends = panel.begins, panel.ends
    if begins is None or ends is None or panel.cancelled:
        return []
    return [
        other
        for other in programme.panels
        if other.id != panel.id
        and not other.cancelled
        and other.begins
        and other.ends
        and other.begins < ends
        and begins < other.ends
    ]


def _came(
    panel: Panel | None, name: str, moment: datetime, now: datetime
) -> Iterator[tuple[Doubt, dict[str, Sayable]]]:
    """Doubt that a panel began or ended then."""
    if panel is None:
        return
    if moment > now + AHEAD:
        yield Doubt.NOT_YET, {"now": now}
    elif panel.cancelled:
        yield Doubt.CANCELLED, {}
    elif panel.begins is None:
        yield Doubt.NO_START, {}
    elif moment < panel.begins - SOON:
        early = Doubt.TOO_EARLY_TO_BEGIN if name == "started" else Doubt.TOO_EARLY_TO_END
        yield early, {"start": panel.begins}


def _start(
    panel: Panel | None, moment: datetime, now: datetime
) -> Iterator[tuple[Doubt, dict[str, Sayable]]]:
    """Doubt that a panel is to begin then."""
    if panel is None:
        return
    # Where the panel itself is long over, a start in the past mends the record.
    over = panel.ends is not None and panel.ends < now - timedelta(days=1)
    if moment < now and not over:
        yield Doubt.PAST, {"now": now}
    elif moment > max(now, panel.start or now) + FAR:
        yield Doubt.FAR, {"now": now}
    if moment.hour < DAWN:
        yield Doubt.NIGHT, {}
    if moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():
        yield Doubt.CLOCK_CHANGE, {}
    if panel.started is not None:
        yield Doubt.UNDER_WAY, {"started": panel.started}


def _delay(
    panel: Panel | None, length: timedelta, now: datetime
) -> Iterator[tuple[Doubt, dict[str, Sayable]]]:
    if panel is None:
        return
    if panel.start is not None and panel.start - now > A_DAY:
        yield Doubt.DELAY_AHEAD, {"start": panel.start}
    if length > LONG:
        yield Doubt.LONG_DELAY, {"hours": f"{length.total_seconds() / 3600:g}"}
    if length < timedelta():
        yield Doubt.EARLIER, {"minutes": f"{-length.total_seconds() / 60:g}"}
    if panel.start is None:
        yield Doubt.NO_START, {}
    if panel.started is not None:
        yield Doubt.UNDER_WAY, {"started": panel.started}


def _link(
    programme: Programme, fact: Fact, url: str, now: datetime
) -> Iterator[tuple[Doubt, dict[str, Sayable]]]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        yield Doubt.NOT_HTTPS, {}
    if "." not in host.strip(".") or host.endswith(".") or ".." in host:
        yield Doubt.ODD_HOST, {"host": host}
    if fact.name not in {"recording", "note"}:
        return
    for other in programme.panels:
        if other.id != fact.subject and getattr(other, fact.name) == url:
            yield Doubt.SAME_LINK, {"other": other.title}
    panel = programme.panel(fact.subject)
    if panel is not None and panel.started is None and panel.begins and now < panel.begins:
        yield Doubt.BEFORE_IT_BEGAN, {"start": panel.begins}
