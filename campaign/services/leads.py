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

SOON = "reminders-soon"
"""The sentence for what begins too soon for any reminder."""


def reminded_at(begins: datetime, lead: When) -> datetime:
    """Return when a reminder of what begins then is due, in UTC."""
    return resolve(lead, begins, begins.tzinfo or UTC).utc


def reminders_kind(begins: Iterable[datetime | None], now: datetime) -> str:
    """Return the sentence on when reminders will come: those whose moment is to come for all, or
    that none will.
    """
    moments = tuple(begins)
    if all(_is_to_come("1d", moment, now) for moment in moments):
        return "reminders-both"
    short = any(_is_to_come("15m", moment, now) for moment in moments)
    return "reminders-short" if short else SOON


def _is_to_come(lead: str, begins: datetime | None, now: datetime) -> bool:
    return begins is None or now < reminded_at(begins, LEADS[lead])
