"""Where the cues of a lexicon stand in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.services.understanding.intents import CHANGES
from campaign.services.understanding.lexicon import ALONE, ASKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.services.understanding.lexicon import Cue, Term
    from campaign.services.understanding.words import Word

SLIP = 0.93
"""A word that is only a slip away from that of a cue says less."""

ACROSS = 0.9
"""A cue that goes over the end of a clause says less than one within it; a change has two."""

WORD_BONUS, MOST_BONUS = 0.01, 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in words ``[start, end)``; ``literal`` are the places that its words took.

    ``asks`` tells that the message asks about the wish, ``alone`` that the match holds only
    where little else is said.
    """

    intent: str
    score: float
    start: int
    end: int
    literal: frozenset[int]
    asks: bool = False
    alone: bool = False


class Matcher:
    """Finds cues; ``marks`` tells which places the programme named (``panel``, ``day``)."""

    def __init__(
        self,
        words: Sequence[Word],
        marks: Mapping[int, frozenset[str]],
    ) -> None:
        self._marks = marks
        self._slips = frozenset(place for place, word in enumerate(words) if word.slip)
        self._clauses = [word.clause for word in words]
        self._keys: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            self._keys.setdefault(word.key, []).append(place)
        self._fitting: dict[int, Mapping[int, float]] = {}

    def find(self, cue: Cue) -> Match | None:
        """Return the best place of a cue."""
        places = []
        for term in cue.terms:
            found = self._places(term)
            if not found:
                return None
            places.append(found)
        paths = (self._follow(cue.terms, places, start, 0) for start in places[0])
        matches = [self._match(cue, path) for path in paths if path is not None]
        return max(matches, key=lambda match: (match.score, -match.start), default=None)

    def _match(self, cue: Cue, path: tuple[tuple[int, float], ...]) -> Match:
        literal = frozenset(
            place for (place, _), term in zip(path, cue.terms, strict=True) if not term.mark
        )
        score = cue.strength + min(WORD_BONUS * len(path), MOST_BONUS)
        for _, fit in path:
            score *= fit
        whole = cue.intent in CHANGES
        if not whole and self._clauses[path[0][0]] != self._clauses[path[-1][0]]:
            score *= ACROSS
        asks, alone = cue.level == ASKS, cue.level == ALONE
        return Match(cue.intent, score, path[0][0], path[-1][0] + 1, literal, asks, alone)

    def _follow(
        self,
        terms: Sequence[Term],
        places: Sequence[Mapping[int, float]],
        place: int,
        number: int,
    ) -> tuple[tuple[int, float], ...] | None:
        """Return the places of the terms from ``number`` on, the first of them at ``place``."""
        fit = places[number].get(place)
        if fit is None:
            return None
        if number + 1 == len(terms):
            return ((place, fit),)
        for following in range(place + 1, place + 2 + terms[number + 1].gap):
            rest = self._follow(terms, places, following, number + 1)
            if rest is not None:
                return ((place, fit), *rest)
        return None

    def _places(self, term: Term) -> Mapping[int, float]:
        """Return where a term fits and how well; equal terms are one object and asked once."""
        found = self._fitting.get(id(term))
        if found is None:
            found = self._marked(term.mark) if term.mark else self._worded(term)
            self._fitting[id(term)] = found
        return found

    def _marked(self, mark: str) -> Mapping[int, float]:
        return {place: 1.0 for place, names in self._marks.items() if mark in names}

    def _worded(self, term: Term) -> Mapping[int, float]:
        fitting = (k for k in self._keys if k in term.words or k.startswith(term.stems))
        return {n: SLIP if n in self._slips else 1.0 for k in fitting for n in self._keys[k]}
