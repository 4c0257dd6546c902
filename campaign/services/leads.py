"""How long before a panel its people are reminded, by the name of the reminder."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from campaign.core.when import parse_when, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from campaign.core.when import When

LEADS: Mapping[str, When] = {"1d": parse_when("start - 1d"), "15m": parse_when("start - 15m")}
"""As in a calendar: the day before at the same time of the wall, a quarter of an hour before."""


def reminded_at(begins: datetime, lead: When) -> datetime:
    """Return when a reminder of what begins then is due, in UTC."""
    return resolve(lead, begins, begins.tzinfo or UTC).utc


def reminders_kind(begins: Iterable[datetime | None], now: datetime) -> str:
    """Return the sentence on when reminders will come: a day before, where that is to come."""
    days = [moment is None or now < reminded_at(moment, LEADS["1d"]) for moment in begins]
    return "reminders-both" if all(days) else "reminders-short"
