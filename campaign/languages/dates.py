"""The date words of a language, from its ``dates.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.dates import DateWords

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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


def date_words(topic: Mapping[str, Any]) -> DateWords:
    """Return the words of the topic ``dates``; raises KeyError for one that is missing."""
    return DateWords(
        months=tuple(topic["months"]),
        weekdays=tuple(topic["weekdays"]),
        **{name: topic[name] for name in _PATTERNS},
        told={name: tuple(words) for name, words in topic["told"].items()},
    )
