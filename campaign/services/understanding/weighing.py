"""Two readings of one message, by its cues and by what it is like: which to act on.

Where they agree, or the second has no opinion, the cues decide. Where the second is sure of
another wish, it is acted on if the cues found nothing much; else both are offered, or, if a
message is plainly like that wish and like no other, it is acted on all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.services.understanding.intents import (
    AGREED_AS,
    CHANGES,
    COURTESY,
    IN_AND_OUT,
    WEIGHED,
    Intent,
)
from campaign.services.understanding.matching import Match
from campaign.services.understanding.resembling import CLOCK, DAY, PANEL
from campaign.services.understanding.scene import By

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.services.understanding.message import Message

SURE = 0.5
"""From this likeness on a message asks for what it is like: 95 of 100 unseen ones did."""

PLAIN = 0.7
"""From here on it asks for that even where a cue is sure of another wish."""

OFFERED = 0.35
"""From here on it is offered as a button."""

GAP, GAP_SURE = 0.15, 0.3
"""So much more alike to another wish, a message is not what its cues say: likely, or for sure."""

WEAK = 0.8
"""Cues below this score only say what is likely."""

WEAK_BESIDE = 0.72
"""The same beside another wish."""

SHARE = 0.15
"""How much likeness counts beside what a cue says."""

_FEWEST = 2
_MARKS: Mapping[By, str] = MappingProxyType({By.DAY: DAY, By.TIME: CLOCK})


@dataclass(frozen=True)
class Alike:
    """What a message is like, beside ``matches``, the readings of its cues.

    ``courteous`` are the places of words that are only polite, ``vetoed`` the wishes that a veto
    stands against: likeness alone does not do them.
    """

    heard: Message
    matches: Sequence[Match]
    courteous: frozenset[int]
    vetoed: frozenset[str] = frozenset()

    @cached_property
    def wishes(self) -> list[Match]:
        """Return what the message is like, the nearest first; courtesy is left out of it."""
        return self._nearest(self._keys)

    @property
    def meant(self) -> list[Match]:
        """Return what the message is like, without what a veto stands against."""
        return [match for match in self.wishes if match.intent not in self.vetoed]

    @property
    def offered(self) -> list[Match]:
        """Return what is like enough to be offered as a button."""
        return [match for match in self.meant if match.score >= OFFERED]

    @cached_property
    def apart(self) -> list[Match]:
        """Return what those clauses are like in which no courtesy stands."""
        left = {place: key for row in self._clauses.values() for place, key in row.items()}
        return self._nearest(left) if len(left) >= _FEWEST else []

    @property
    def says_more(self) -> bool:
        """Tell whether a clause in which no courtesy stands names a panel, or asks something."""
        panel = {self.heard.words[n].clause for n in self.heard.named}
        return any(clause in panel for clause in self._clauses)

    @cached_property
    def most(self) -> Mapping[str, float]:
        """Return by agreed names how much the message, or a clause of it, is like each wish."""
        parts = self._clauses.values() if len(self._clauses) > 1 else ()
        found: dict[str, float] = {}
        for match in (*self.wishes, *(match for part in parts for match in self._nearest(part))):
            found[_agreed(match)] = max(found.get(_agreed(match), 0.0), match.score)
        return found

    def mixed(self) -> list[Match]:
        """Return the matches, each believed less where the message is not like it."""
        return [self._mixed(match) if match.intent in WEIGHED else match for match in self.matches]

    def _mixed(self, match: Match) -> Match:
        like = min(1.0, self.most.get(_agreed(match), 0.0) / SURE)
        return replace(match, score=(1 - SHARE) * match.score + SHARE * like)

    def with_more(self, chosen: Sequence[Match]) -> list[Match]:
        """Return the wishes with those that other clauses are like, in the order said.

        Beside what was understood nothing is refused: *cuánto sale* is like many a question. A
        clause that only names panels (*los paneles 1 y 3 ¿cuándo son?*) wishes nothing.
        """
        naming = {self.heard.words[n].clause for n in self.heard.named} & self.heard.empty
        taken = {self.heard.words[n].clause for m in chosen for n in range(m.start, m.end)}
        names = {_agreed(match) for match in chosen}
        more: list[Match] = []
        idle, unmeant = self.heard.scene.lexicon.idle, {Intent.OUT_OF_SCOPE, *self.vetoed}
        asks = chosen[0].intent == Intent.ASK_PANEL
        for clause, row in () if asks else self._clauses.items():
            words = [key for key in row.values() if not key.startswith("<")]
            says = len(words) >= _FEWEST and not idle.issuperset(words)
            found = _sure(self._nearest(row)) if says else []
            found = [match for match in found if match.intent not in unmeant]
            new = clause not in taken | naming | self.heard.going_on
            if new and found and _agreed(found[0]) not in names:
                names.add(_agreed(found[0]))
                more.append(replace(found[0], start=min(row), end=max(row) + 1))
        return sorted([*chosen, *more], key=lambda match: match.start)

    @cached_property
    def _clauses(self) -> Mapping[int, dict[int, str]]:
        """Return the words of each clause in which nothing polite is said."""
        manners = {self.heard.words[n].clause for n in self.courteous}
        clauses: dict[int, dict[int, str]] = {}
        for place, key in self._keys.items():
            clause = self.heard.words[place].clause
            if clause not in manners:
                clauses.setdefault(clause, {})[place] = key
        return clauses

    def _nearest(self, keys: Mapping[int, str]) -> list[Match]:
        found = self.heard.scene.lexicon.resemblance.nearest([*keys.values()])
        end = len(self.heard.words)
        return [Match(intent, min(score, 1.0), 0, end, frozenset()) for intent, score in found]

    @cached_property
    def _keys(self) -> dict[int, str]:
        """Return the words by their places, a mark for whatever the programme names."""
        lexicon = self.heard.scene.lexicon
        words = self.heard.words
        keys = {
            n: word.key
            for n, word in enumerate(words)
            if n not in self.courteous
            and (word.key not in lexicon.idle or lexicon.resemblance.knows(word.key))
        }
        for reference in self.heard.found:
            for place in range(reference.start, reference.end):
                topic = reference.by is By.TOPIC and words[place].key in lexicon.vocabulary
                if place in keys and reference.by is not By.NEXT and not topic:
                    keys[place] = _MARKS.get(reference.by, PANEL)
        return keys


def weigh(chosen: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
    """Return the matches to act on, and whether it is unclear which reading is meant.

    ``chosen`` are those of the cues.
    """
    one = chosen[0] if len(chosen) == 1 else None
    if one is not None and one.intent in COURTESY:
        apart = _sure(alike.apart)
        return apart or [one], not apart and alike.says_more
    if not chosen:
        return _sure(alike.meant), False
    if one is not None and one.intent in CHANGES:
        return [_unless_another(one, alike)], False
    if one is not None and not one.asks and one.intent in WEIGHED:
        weighed, unclear = _weighed(one, alike)
        return (weighed, True) if unclear else (alike.with_more(weighed), False)
    return alike.with_more(_without_weak(chosen)), False


def _without_weak(chosen: Sequence[Match]) -> list[Match]:
    """Return the wishes of a message; what is only likely is none beside others.

    Nor is what a question for a panel is about (*mi pregunta: ¿por qué no hay plata?*).
    """
    whole = chosen[0].intent == Intent.ASK_PANEL or any(m.intent in CHANGES for m in chosen)
    least = WEAK if whole else WEAK_BESIDE
    sure = [match for match in chosen if match.score >= least or match.intent not in WEIGHED]
    return sure or list(chosen)


def _unless_another(change: Match, alike: Alike) -> Match:
    """Return a change of panel, or the other wish that cues and likeness agree on."""
    cued = {match.intent for match in alike.matches if match.score >= WEAK} - IN_AND_OUT
    best = [m for m in alike.wishes[:1] if m.intent in cued and m.score >= GAP_SURE]
    return next(iter(best), change)


def _weighed(one: Match, alike: Alike) -> tuple[list[Match], bool]:
    """Weigh the only reading of the cues against what the message is like."""
    like = next((m.score for m in alike.wishes if _agreed(m) == _agreed(one)), 0.0)
    best = alike.meant[0].score if alike.meant else 0.0
    if best < SURE:
        return [one], one.score < WEAK and not like and best >= OFFERED
    ahead = best - like
    if ahead >= GAP and (one.score < WEAK or (best >= PLAIN and ahead >= GAP_SURE)):
        return alike.meant[:1], False
    return [one], one.score >= WEAK and ahead >= GAP_SURE


def _sure(found: Sequence[Match]) -> list[Match]:
    return [match for match in found[:1] if match.score >= SURE]


def _agreed(match: Match) -> str:
    return str(AGREED_AS.get(match.intent, match.intent))
