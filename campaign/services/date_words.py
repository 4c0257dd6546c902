"""The date words of a language, from its catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.dates import DateWords

if TYPE_CHECKING:
    from campaign.ports.phrases import Phrases

_PATTERNS = (
    "day",
    "long_day",
    "time",
    "moment",
    "short_day",
    "short_day_of_year",
    "clock",
    "days",
    "both",
    "span",
)

TOLD = (
    "at",
    "hours",
    "morning",
    "afternoon",
    "half",
    "sharp",
    "spans",
    "after_spans",
    "today",
    "tomorrow",
    "until",
    "other_events",
    "perhaps_other_events",
    "other_zones",
    "sessions",
    "ordinals",
    "launch",
)


def date_words(phrases: Phrases) -> DateWords:
    """Return the date words of the language of ``phrases``."""
    return DateWords(
        months=phrases.words("dates.months"),
        weekdays=phrases.words("dates.weekdays"),
        **{name: phrases.pattern(f"dates.{name}") for name in _PATTERNS},
        told={name: phrases.words(f"dates.told.{name}") for name in TOLD},
    )
