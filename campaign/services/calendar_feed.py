"""Panels as a calendar (RFC 5545): stable UIDs, rising SEQUENCE, alarm, time zone.

A panel without a date is left out; a cancelled one stays as ``CANCELLED``, so that
calendars that have it strike it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from icalendar import Calendar, Event

    from campaign.core.programme import Panel
    from campaign.core.settings import Campaign

ALARM_BEFORE = timedelta(minutes=15)
PRODUCT = "-//Pregonero//pregonero//EN"
MARGIN = timedelta(days=400)
"""So long before the first panel and after the last one the file explains its time zone."""

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""What may not stand in such a file, or ends a line for some who read it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What all events share. ``now`` is when they were last changed, ``sequence`` their revision.

    ``alarm`` returns the words of the alarm for a title. A calendar that is subscribed to is
    looked at again every ``refresh``.
    """

    campaign: Campaign
    now: datetime
    sequence: int
    alarm: Callable[[str], str]
    refresh: timedelta | None = None


def calendar(panels: Iterable[Panel], feed: Feed) -> bytes:
    """Return the file's bytes in UTF-8."""
    from icalendar import Calendar  # noqa: PLC0415 -- heavy

    dated = [panel for panel in panels if panel.begins is not None]
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    _name(found, feed)
    for panel in dated:
        found.add_component(_event(panel, feed))
    _explain_zones(found, dated)
    return bytes(found.to_ical())


def uid(panel: Panel, campaign: Campaign) -> str:
    """Return the UID of a panel, the same in every file and for ever."""
    return f"{panel.id}{suffix(campaign)}"


def suffix(campaign: Campaign) -> str:
    """Return how the UIDs of all panels of a campaign end."""
    return f"@{campaign.name}.pregonero"


def clean(text: str) -> str:
    """Return text without what may not stand in such a file; its line ends are kept."""
    return _UNSAFE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _name(found: Calendar, feed: Feed) -> None:
    """Say what the calendar is called, and in which zone it is, and how often it is renewed."""
    from icalendar import vText  # noqa: PLC0415

    title = vText(" ".join(clean(feed.campaign.title).split()))
    found.add("x-wr-calname", title)
    found.add("x-wr-timezone", feed.campaign.zone_name)
    if feed.refresh is not None:
        found.add("name", title)
        found.add("refresh-interval", feed.refresh, parameters={"VALUE": "DURATION"})
        found.add("x-published-ttl", _duration(feed.refresh))


def _duration(length: timedelta) -> str:
    return f"PT{int(length.total_seconds() // 60)}M"


def _explain_zones(found: Calendar, panels: Sequence[Panel]) -> None:
    """Add the rules of the zone for the time around the panels: changes of it are the law's."""
    begins = [panel.begins for panel in panels if panel.begins is not None]
    if begins:
        first, last = min(begins) - MARGIN, max(begins) + MARGIN
        found.add_missing_timezones(first.date(), last.date())


def _event(panel: Panel, feed: Feed) -> Event:
    from icalendar import Event  # noqa: PLC0415

    zone, changed = feed.campaign.zone, feed.now.astimezone(UTC)
    title = clean(panel.title)
    event = Event()
    event.add("uid", clean(uid(panel, feed.campaign)))
    event.add("sequence", feed.sequence)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    if panel.begins is not None and panel.ends is not None:
        event.add("dtstart", panel.begins.astimezone(zone))
        event.add("dtend", panel.ends.astimezone(zone))
    event.add("summary", title)
    event.add("status", "CANCELLED" if panel.cancelled else "CONFIRMED")
    if panel.summary:
        event.add("description", clean(panel.summary))
    if panel.stream:
        stream = "".join(clean(panel.stream).split())
        event.add("url", stream)
        event.add("location", stream)
    if not panel.cancelled:
        _add_alarm(event, feed.alarm(title))
    return event


def _add_alarm(event: Event, words: str) -> None:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
