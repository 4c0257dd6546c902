"""Panels as a calendar file (RFC 5545): stable UIDs, rising SEQUENCE, alarm, time zone.

A panel without a date is left out; a cancelled one stays as ``CANCELLED``, so that
calendars that have it strike it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from icalendar import Event

    from campaign.core.programme import Panel
    from campaign.core.settings import Campaign

ALARM_BEFORE = timedelta(minutes=15)
PRODUCT = "-//Pregonero//pregonero//EN"


@dataclass(frozen=True, slots=True)
class Feed:
    """What all events share. ``now`` is when the file is written, ``sequence`` its revision.

    ``alarm`` returns the words of the alarm for a title.
    """

    campaign: Campaign
    now: datetime
    sequence: int
    alarm: Callable[[str], str]


def calendar(panels: Iterable[Panel], feed: Feed) -> bytes:
    """Return the file's bytes in UTF-8."""
    from icalendar import Calendar  # noqa: PLC0415 -- heavy

    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", feed.campaign.title)
    for panel in panels:
        if panel.begins is not None:
            found.add_component(_event(panel, feed))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def uid(panel: Panel, campaign: Campaign) -> str:
    """Return the UID of a panel, the same in every file and for ever."""
    return f"{panel.id}@{campaign.name}.pregonero"


def _event(panel: Panel, feed: Feed) -> Event:
    from icalendar import Event  # noqa: PLC0415

    zone = feed.campaign.zone
    event = Event()
    event.add("uid", uid(panel, feed.campaign))
    event.add("sequence", feed.sequence)
    event.add("dtstamp", feed.now.astimezone(UTC))
    if panel.begins is not None and panel.ends is not None:
        event.add("dtstart", panel.begins.astimezone(zone))
        event.add("dtend", panel.ends.astimezone(zone))
    event.add("summary", panel.title)
    event.add("status", "CANCELLED" if panel.cancelled else "CONFIRMED")
    if panel.summary:
        event.add("description", panel.summary)
    if panel.stream:
        event.add("url", panel.stream)
        event.add("location", panel.stream)
    if not panel.cancelled:
        _add_alarm(event, feed.alarm(panel.title))
    return event


def _add_alarm(event: Event, words: str) -> None:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
