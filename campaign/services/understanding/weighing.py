"""Two readings of one message, by its cues and by what it is like: which to act on.

What the cues say is acted on where it is sure enough (``confidence``): what the message is like
counts there as well. Where the second reading is sure and the cues are not, that is acted on; in
between both are offered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.services.understanding.confidence import Signs, confidence
from campaign.services.understanding.intents import (
    AGREED_AS,
    CHANGES,
    COURTESY,
    IN_AND_OUT,
    WEIGHED,
    Intent,
)
from campaign.services.understanding.matching import Match
from campaign.services.understanding.resembling import BEYOND, CLOCK, DAY, PANEL
from campaign.services.understanding.scene import By

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.services.understanding.message import Message

SURE = 0.5
"""From here on a message asks for what it is like: 98 of 100 unseen ones did."""

ACTS = 0.78
"""From this confidence on what the cues say is done."""

DOUBTED = 0.5
"""Below it what the message is like is done instead, if that is sure."""

OFFERED = 0.05
"""From here on it is offered as a button beside others."""

WORTH = 0.12
"""Where nothing is likelier than this, nothing is offered for what a message is like."""

UNLIKE, DOUBTFUL, LIKE = 0.1, 0.2, 0.3
"""Of several wishes one is none, or doubtful, that a message is so little like; unlike another."""

WHOLE = 0.1
"""What a clause asks for beside another wish is meant if the whole message is so much like it."""

KEPT = frozenset({Intent.SIGN_UP, Intent.AUDIENCE})
"""What nobody asks for who wants no reminders: *pero sí pienso asistir*."""

GAP_SURE = 0.3
"""From here on it takes the place of a change of panel that cues do not agree on."""

WEAK = 0.8
"""Cues below this score only say what is likely."""

WEAK_BESIDE = 0.72
"""The same beside another wish."""

SHARE = 0.15
"""How much likeness counts beside what a cue says."""

_FEWEST = 2
_FEWEST_BESIDE = 2
"""So many words beside a panel may ask something of it."""

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
        """Return what is like enough to be offered as a button.

        That is nothing where more speaks for what no programme answers.
        """
        found = self._keys and self.heard.scene.lexicon.resemblance.nearest([*self._keys.values()])
        beyond = sum(p for wish, p in found or () if wish in {BEYOND, Intent.OUT_OF_SCOPE})
        meant = [match for match in self.meant if match.intent != Intent.OUT_OF_SCOPE]
        best = max((match.score for match in meant), default=0.0)
        says = len(self._keys) > _FEWEST or self.heard.rest(set())
        either = best < SURE and any(r.number is not None for r in self.heard.found)
        if best < max(WORTH, beyond) or either or not says:
            return []
        return [match for match in meant if match.score >= OFFERED]

    @property
    def said(self) -> Sequence[str]:
        """Return the words, and a mark for whatever the programme names."""
        return [*self._keys.values()]

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
        parts = self._parts.values() if len(self._parts) > 1 else ()
        found: dict[str, float] = {}
        for match in (*self.wishes, *(match for part in parts for match in self._nearest(part))):
            found[_agreed(match)] = max(found.get(_agreed(match), 0.0), match.score)
        return found

    def confidence(self, match: Match) -> float:
        """Return how sure it is that a reading of the cues is meant."""
        likely: dict[str, float] = {}
        for like in (m for m in self.wishes if m.intent not in self.vetoed - {match.intent}):
            likely[_agreed(like)] = likely.get(_agreed(like), 0.0) + like.score
        own = likely.pop(_agreed(match), 0.0)
        rest = self.heard.rest(self.heard.named | self.courteous)
        named = self.heard.named | self.courteous | {*range(match.start, match.end)}
        strange = sum(not self.heard.scene.lexicon.resemblance.knows(w.key) for w in rest)
        return confidence(
            Signs(
                match.score,
                own,
                max(likely.values(), default=0.0),
                len(self.heard.rest(named)) / max(len(rest), 1),
                strange / max(len(rest), 1),
                len(match.literal),
            )
        )

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
        unmeant |= KEPT if Intent.REMINDERS_OFF in names else frozenset()
        asks = chosen[0].intent == Intent.ASK_PANEL
        for clause, row in () if asks else self._clauses.items():
            words = [key for key in row.values() if not key.startswith("<")]
            says = len(words) >= _FEWEST and not idle.issuperset(words)
            found = _sure(self._nearest(row)) if says else []
            found = [m for m in found if m.intent not in unmeant and self._whole(m) >= WHOLE]
            new = clause not in taken | naming | self.heard.going_on
            if new and found and _agreed(found[0]) not in names:
                names.add(_agreed(found[0]))
                more.append(replace(found[0], start=min(row), end=max(row) + 1))
        return sorted([*chosen, *more], key=lambda match: match.start)

    def _whole(self, match: Match) -> float:
        """Return how much the whole message is like a wish."""
        return sum(like.score for like in self.wishes if _agreed(like) == _agreed(match))

    @cached_property
    def _clauses(self) -> Mapping[int, dict[int, str]]:
        """Return the words of each clause in which nothing polite is said."""
        manners = {self.heard.words[n].clause for n in self.courteous}
        return {clause: row for clause, row in self._parts.items() if clause not in manners}

    @cached_property
    def _parts(self) -> Mapping[int, dict[int, str]]:
        """Return the words of each clause, but for what is only polite."""
        parts: dict[int, dict[int, str]] = {}
        for place, key in self._keys.items():
            parts.setdefault(self.heard.words[place].clause, {})[place] = key
        return parts

    def _nearest(self, keys: Mapping[int, str]) -> list[Match]:
        found = self.heard.scene.lexicon.resemblance.nearest([*keys.values()])
        end = len(self.heard.words)
        return [Match(wish, p, 0, end, frozenset()) for wish, p in found if wish != BEYOND]

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
    if one is not None and one.intent in WEIGHED:
        weighed, unclear = _weighed(one, alike)
        return (weighed, True) if unclear else (alike.with_more(weighed), False)
    wishes, unclear = _among(_without_kept(_without_weak(chosen)), alike)
    return alike.with_more(wishes), unclear


def _without_weak(chosen: Sequence[Match]) -> list[Match]:
    """Return the wishes of a message; what is only likely is none beside others.

    Nor is what a question for a panel is about (*mi pregunta: ¿por qué no hay plata?*).
    """
    whole = chosen[0].intent == Intent.ASK_PANEL or any(m.intent in CHANGES for m in chosen)
    least = WEAK if whole else WEAK_BESIDE
    sure = [match for match in chosen if match.score >= least or match.intent not in WEIGHED]
    return sure or list(chosen)


def _without_kept(chosen: Sequence[Match]) -> list[Match]:
    """Return the wishes without what goes on as it is (*sin avisos, pero sí voy*)."""
    quiet = any(match.intent == Intent.REMINDERS_OFF for match in chosen)
    return [match for match in chosen if not (quiet and match.intent in KEPT)]


def _among(chosen: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
    """Return the wishes of a message, and whether one of several is doubtful.

    Left out is what neither the message nor a clause of it is like.
    """
    most = {match: alike.most.get(_agreed(match), 0.0) for match in chosen}
    doubtful = [match for match in chosen if match.intent in WEIGHED and most[match] < DOUBTFUL]
    if max(most.values()) < LIKE:
        return list(chosen), bool(doubtful) and len(chosen) > 1
    kept = [match for match in chosen if match not in doubtful or most[match] >= UNLIKE]
    return kept, len(kept) > 1 and any(match in doubtful for match in kept)


def weigh_bare(bare: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
    """Return what is meant where only a panel is understood, and whether that is unclear."""
    idle = alike.heard.scene.lexicon.idle
    words = [key for key in alike.said if not (key.startswith("<") or key in idle)]
    best = alike.meant[0] if alike.meant and len(words) >= _FEWEST_BESIDE else None
    if best is None or best.intent in {m.intent for m in bare}:
        return list(bare), False
    if best.score < LIKE:
        return list(bare), best.score >= DOUBTFUL
    return ([best], False) if best.score >= SURE else (list(bare), True)


def _unless_another(change: Match, alike: Alike) -> Match:
    """Return a change of panel, or the other wish that cues and likeness agree on."""
    cued = {match.intent for match in alike.matches if match.score >= WEAK} - IN_AND_OUT
    best = [m for m in alike.wishes[:1] if m.intent in cued and m.score >= GAP_SURE]
    best += [m for m in _sure(alike.meant) if m.intent not in IN_AND_OUT | CHANGES]
    return next(iter(best), change)


def _weighed(one: Match, alike: Alike) -> tuple[list[Match], bool]:
    """Weigh the only reading of the cues against what the message is like."""
    sure = alike.confidence(one)
    if sure >= ACTS:
        return [one], False
    other = _sure(alike.meant)
    if sure < DOUBTED and other:
        return other, False
    return [one], True


def _sure(found: Sequence[Match]) -> list[Match]:
    return [match for match in found[:1] if match.score >= SURE]


def _agreed(match: Match) -> str:
    return str(AGREED_AS.get(match.intent, match.intent))
