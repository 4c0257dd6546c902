"""A message while it is read: its words, what names panels, and the programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.days import time_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from campaign.services.understanding.matching import Match
    from campaign.services.understanding.scene import Reference, Scene
    from campaign.services.understanding.words import Word


@dataclass(frozen=True, slots=True)
class Message:
    """Words with the references ``found`` in them."""

    words: Sequence[Word]
    found: Sequence[Reference]
    scene: Scene

    def clause(self, match: Match) -> int:
        """Return the clause in which a match begins."""
        return self.words[min(match.start, len(self.words) - 1)].clause

    @property
    def named(self) -> set[int]:
        """Return the places of the words that name panels or days."""
        return {place for r in self.found for place in range(r.start, r.end)}

    @property
    def going_on(self) -> set[int]:
        """Return the clauses that only go on with what the one before names (*y el 3 de marzo*)."""
        return {self.words[r.start].clause for r in self.found if r.joined} - self._saying

    @property
    def empty(self) -> set[int]:
        """Return the clauses that say nothing but what they name, neither yes nor no to it."""
        nods = self.scene.lexicon.brief.nods
        nod = nods.get(Nod.NO, frozenset()) | nods.get(Nod.YES, frozenset())
        nodded = {word.clause for word in self.words if word.key in nod}
        return {word.clause for word in self.words} - self._saying - nodded

    @property
    def _saying(self) -> set[int]:
        """Return the clauses that say something beside panels and days."""
        panel = self.scene.lexicon.calendar.lists.get("panel", frozenset())
        return {word.clause for word in self.rest(self.named) if word.key not in panel}

    @property
    def places(self) -> dict[int, tuple[int, tuple[tuple[str, str], ...]]]:
        """Return the places of the world that are named: where each begins, ends, and its zones."""
        known = self.scene.lexicon.places
        most = max((len(keys) for keys in known), default=0)
        found: dict[int, tuple[int, tuple[tuple[str, str], ...]]] = {}
        start = 0
        while start < len(self.words):
            longest = range(min(start + most, len(self.words)), start, -1)
            keys = {end: tuple(word.key for word in self.words[start:end]) for end in longest}
            end = next((end for end in longest if keys[end] in known), None)
            if end is not None:
                found[start] = (end, known[keys[end]])
            start = end or start + 1
        return found

    @property
    def times(self) -> dict[int, frozenset[time]]:
        """Return the times of day that may be meant, by the places where they begin."""
        read = (
            (n, time_at(self.words, n, self.scene.lexicon.calendar)) for n in range(len(self.words))
        )
        return {place: found[1] for place, found in read if found is not None}

    def rest(self, but: set[int]) -> list[Word]:
        """Return the words that say something, other than those at some places."""
        lexicon = self.scene.lexicon
        empty = lexicon.idle | lexicon.brief.fillers
        return [w for n, w in enumerate(self.words) if n not in but and w.key not in empty]
