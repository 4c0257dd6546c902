"""The date words of a language, from its ``dates.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.dates import DateWords
from campaign.core.windows import WindowWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    "both_before_i",
    "span",
)
_NO_WAYS = frozenset({"fillers", "year"})


def date_words(topic: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> DateWords:
    """Return the words of the topic ``dates``; raises KeyError for one that is missing.

    ``others`` is the same topic in other languages.
    """
    return DateWords(
        months=tuple(topic["months"]),
        weekdays=tuple(topic["weekdays"]),
        **{name: topic[name] for name in _PATTERNS},
        told={name: tuple(words) for name, words in topic["told"].items()},
        windows=tuple(_window_words(one) for one in (topic, *others)),
    )


def _window_words(topic: Mapping[str, Any]) -> WindowWords:
    table = topic["window"]
    ways = {name: tuple(words) for name, words in table.items() if name not in _NO_WAYS}
    return WindowWords(tuple(topic["months"]), tuple(table["fillers"]), table["year"], ways)
