"""Names of people, and taking them out of texts that go on without them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from campaign.core.folding import folded

GAP: Final = "____"
"""What stands where somebody was named."""

_PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "i", "da", "do", "dos", "di", "van", "von", "der"}
)
_BETWEEN = r"[\s._-]*"
_OTHERWISE = (r"[\w.+-]+@[\w-]+\.[\w.-]*\w", r"\+\d[\d\s()-]{6,}\d")
"""Addresses and telephone numbers, whosever they are."""


@dataclass(frozen=True, slots=False)
class People:
    """Who is to be left out: full names, phrases that name somebody, numbers of accounts."""

    names: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    numbers: frozenset[str] = field(default_factory=frozenset)

    def without(self, text: str) -> tuple[str, tuple[int, ...]]:
        """Return ``text`` with gaps where it names one of them, and the lines of the gaps.

        Case and accents do not count. Of a name of several words any two that follow each
        other are enough: "Ana María Pérez Soto" is also "Ana Pérez".
        """
        if self._pattern is None:
            return text, ()
        pieces: list[str] = []
        lines: list[int] = []
        end = 0
        for found in self._pattern.finditer(_folded(text)):
            lines.append(text.count("\n", 0, found.start()) + 1)
            pieces += [text[end : found.start()], GAP]
            end = found.end()
        return "".join([*pieces, text[end:]]), tuple(dict.fromkeys(lines))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        options = [_of_name(name) for name in sorted(self.names)]
        options += [_of_phrase(phrase) for phrase in sorted(self.phrases)]
        options += [re.escape(number) for number in sorted(self.numbers)]
        told = [rf"(?<!\w)(?:{option})(?!\w)" for option in options if option]
        return re.compile("|".join([*told, *_OTHERWISE]))


def words_of(text: str) -> list[str]:
    """Return the words of a text without case and accents; a hyphen parts them."""
    return re.findall(r"\w+", _folded(text))


def _of_name(name: str) -> str:
    words = {word for word in words_of(name) if word not in _PARTICLES}
    telling = sorted(words, key=_longest_first)
    if len(telling) < 2:  # noqa: PLR2004 -- a single word is all that there is of the name
        return _of_phrase(name)
    one = "|".join(telling)
    particles = "|".join(sorted(_PARTICLES, key=_longest_first))
    return rf"(?:{one})(?:{_BETWEEN}(?:(?:{particles})\s+)*(?:{one}))+"


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _of_phrase(phrase: str) -> str:
    return r"\W+".join(words_of(phrase))


def _folded(text: str) -> str:
    """Return ``text`` without case and accents, letter for letter."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    base = folded(letter)
    return base if len(base) == 1 else letter
