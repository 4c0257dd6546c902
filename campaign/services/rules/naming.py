"""Which panels a text names: by number, by place in the series, by title, by «launch»."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from campaign.core.dates import DateWords
    from campaign.core.programme import Panel, Programme

_SHORTEST = 8
"""Titles shorter than this are ordinary words."""


class PanelNames:
    """Finds the panels of a programme in what people write in one language."""

    def __init__(self, programme: Programme, words: DateWords) -> None:
        self.panels = programme.panels
        told = words.told
        self._sessions = "|".join(_plain(word) for word in told["sessions"])
        self._ordinals = [_plain(word).split() for word in told["ordinals"]]
        self._launch = re.compile("|".join(rf"\b{_plain(word)}\b" for word in told["launch"]))

    def named(self, sentence: str) -> tuple[Panel, ...]:
        """Return the panels that a sentence names, in the programme's order."""
        said = _plain(sentence)
        return tuple(panel for panel, pattern in self._patterns if pattern.search(said))

    @cached_property
    def _patterns(self) -> list[tuple[Panel, re.Pattern[str]]]:
        """The panels' patterns: many campaigns type no moment, and never ask for a name."""
        return [(panel, self._pattern(panel)) for panel in self.panels]

    def _pattern(self, panel: Panel) -> re.Pattern[str]:
        number = panel.number
        ways = [rf"\b(?:{self._sessions})\s+(?:n\w?\s+)?{number}\b(?!\s?(?::\d|h\b|dias|days))"]
        if number <= len(self._ordinals):
            ordinals = "|".join(self._ordinals[number - 1])
            ways.append(rf"\b(?:{ordinals})\s+(?:{self._sessions})\b")
        title = _plain(panel.title)
        if len(title) >= _SHORTEST:
            ways.append(rf"(?<!\w){re.escape(title)}(?!\w)")
        if panel.kind == "launch":
            ways.append(self._launch.pattern)
        return re.compile("|".join(ways))


def _plain(text: str) -> str:
    """Return words in small letters without accents, with single blanks between them."""
    return " ".join(re.sub(r"[^\w:]+", " ", folded(text)).split())
