"""Where the cues of a lexicon stand in a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.services.understanding.lexicon import Cue, Lexicon, Term
    from campaign.services.understanding.words import Word

LONG_ENOUGH = 6
"""Shorter words are never corrected: *pareció* must not become *precio*."""

SLIP = 0.93
WORD_BONUS, MOST_BONUS = 0.01, 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in words ``[start, end)``; ``literal`` are the places that its words took."""

    intent: str
    score: float
    start: int
    end: int
    literal: frozenset[int]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds cues; ``marks`` tells which places the programme named (``panel``, ``day``)."""

    words: Sequence[Word]
    marks: Mapping[int, frozenset[str]]
    lexicon: Lexicon

    def find(self, cue: Cue) -> Match | None:
        """Return the best place of a cue."""
        best: Match | None = None
        for start in range(len(self.words)):
            path = self._follow(cue.terms, start, 0)
            if path is None:
                continue
            found = self._match(cue, path)
            if best is None or found.score > best.score:
                best = found
        return best

    def _match(self, cue: Cue, path: tuple[tuple[int, float], ...]) -> Match:
        literal = frozenset(
            place for (place, _), term in zip(path, cue.terms, strict=True) if not term.mark
        )
        score = cue.strength + min(WORD_BONUS * len(path), MOST_BONUS)
        for _, fit in path:
            score *= fit
        return Match(cue.intent, score, path[0][0], path[-1][0] + 1, literal)

    def _follow(
        self, terms: Sequence[Term], place: int, number: int
    ) -> tuple[tuple[int, float], ...] | None:
        """Return the places of the terms from ``number`` on, the first of them at ``place``."""
        fit = self._fits(terms[number], place)
        if not fit:
            return None
        if number + 1 == len(terms):
            return ((place, fit),)
        reach = place + 2 + terms[number + 1].gap
        for following in range(place + 1, min(reach, len(self.words))):
            rest = self._follow(terms, following, number + 1)
            if rest is not None:
                return ((place, fit), *rest)
        return None

    def _fits(self, term: Term, place: int) -> float:
        if term.mark:
            return 1.0 if term.mark in self.marks.get(place, ()) else 0.0
        key = self.words[place].key
        if key in term.words or any(key.startswith(stem) for stem in term.stems):
            return 1.0
        return SLIP if self._slipped(key, term) else 0.0

    def _slipped(self, key: str, term: Term) -> bool:
        """Tell whether a word that nobody knows is one slip away from one of the term's."""
        if len(key) < LONG_ENOUGH or key in self.lexicon.vocabulary:
            return False
        whole = (w for w in term.words if len(w) >= LONG_ENOUGH)
        heads = ((key[: len(stem)], stem) for stem in term.stems if len(stem) >= LONG_ENOUGH)
        pairs = (*((key, word) for word in whole), *heads)
        return any(
            said[0] == known[0] and OSA.distance(said, known, score_cutoff=1) <= 1
            for said, known in pairs
        )
