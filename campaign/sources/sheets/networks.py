"""Channel lists as teams write them: ``X, Telegram``, ``Twitter/Telegram``, ``todas``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from campaign.core.calendar import ALL_CHANNELS
from campaign.likeness import by_likeness, slip_of
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.sources.sheets.vocabulary import Vocabulary

_BETWEEN = re.compile(r"[,;/|+&•·\n]|(?<=\s)(?:y|e|and)(?=\s)")


@dataclass(frozen=True, slots=True)
class Networks:
    """The channels of a cell: those of the campaign, those without an account, and unknown words.

    ``without`` holds pairs of the word and the channel's name.
    """

    channels: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


class NetworkReader:
    """Knows the channels of one campaign by all their names."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.own = vocabulary.campaign.channels
        self._labels = vocabulary.known.labels
        names = {plain(alias): name for alias, name in vocabulary.known.channels.items()}
        self._names: Mapping[str, str] = names | {plain(name): name for name in self.own}

    def read(self, text: str) -> Networks:
        """Return the channels that ``text`` lists, each once, in its order."""
        if plain(text).strip(" .") in words().tables["all"]:
            return Networks((ALL_CHANNELS,))
        found: dict[str, None] = {}
        without: dict[tuple[str, str], None] = {}
        unknown: list[str] = []
        for word in _pieces(text):
            name = self._name(word)
            if plain(word) in words().tables["all"]:
                found[ALL_CHANNELS] = None
            elif name is None:
                unknown.append(word)
            elif not self.own or name in self.own:
                found[name] = None
            else:
                without[word, name] = None
        channels = (ALL_CHANNELS,) if ALL_CHANNELS in found else tuple(found)
        return Networks(channels, tuple(without), tuple(unknown))

    def like(self, word: str, every: str) -> str:
        """Return the channels of the campaign for a hint, as people call them, the most similar
        name first. ``every`` is the word for all of them.
        """
        own = {said: self._label(name) for said, name in self._called().items() if name in self.own}
        return ", ".join(by_likeness(word, {**own, plain(every): every}))

    def meant(self, word: str) -> str | None:
        """Return the channel that a slip may have meant, as people call it: of one that the
        campaign has not, too.
        """
        name = slip_of(word, self._called())
        return None if name is None else self._label(name)

    def _called(self) -> Mapping[str, str]:
        return {**words().tables["channels"], **self._names}

    def _label(self, name: str) -> str:
        return self._labels.get(name, name)

    def _name(self, word: str) -> str | None:
        said = plain(word).lstrip("@#")
        usual = words().tables["channels"].get(said)
        return self._names.get(said) or self._names.get(usual or "") or usual


def _pieces(text: str) -> list[str]:
    """Cut a list, but not the names that contain a sign of it (``X/Twitter``)."""
    pieces = (piece.strip(" .\t\u00a0-–()") for piece in _BETWEEN.split(_spaced(text)))
    return [piece for piece in pieces if piece]


def _spaced(text: str) -> str:
    return _conjunction().sub(" ", text)


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(r"[\u00a0\u2007\u202f]")
