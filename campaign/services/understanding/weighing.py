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

from campaign.services.understanding.confidence import FEWEST, Signs, shares
from campaign.services.understanding.intents import (
    AGREED_AS,
    CHANGES,
    COURTESY,
    EFFECTS,
    IN_AND_OUT,
    POLITE,
    SELDOM,
    WEIGHED,
    Intent,
)
from campaign.services.understanding.matching import Match
from campaign.services.understanding.resembling import BEYOND, CLOCK, DAY, PANEL
from campaign.services.understanding.scene import By

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.services.understanding.message import Message

SURE, SURER = 0.5, 0.7
"""From here on a message asks for what it is like; so too where a word of it was never learned."""

ACTS = 0.78
"""From this share on a wish is what is meant."""

ACTS_WITH_EFFECT = 0.8
"""The same of what changes something for whoever asks."""

ALONE = 0.45
"""So likely a wish has to be by what a message is like where no cue tells it."""

PLAINLY = 0.3
"""From this share on a wish that a cue tells plainly is what is meant."""

MORE = 0.8
"""From here on a clause asks for one more wish by what it is like."""

CUED = 0.6
"""From this score on a cue tells which of the wishes of one name is meant."""

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

BESIDE_NONE: frozenset[str] = POLITE | {Intent.OUT_OF_SCOPE}
"""What no clause asks for beside another wish: *no alcancé a verlo, ¿qué puedo hacer?*"""

GAP_SURE = 0.3
"""From here on it takes the place of a change of panel that cues do not agree on."""

WEAK = 0.8
"""Cues below this score only say what is likely."""

WEAK_BESIDE = 0.72
"""The same beside another wish."""

SHARE, WHOLLY = 0.15, 0.5
"""How much likeness counts beside what a cue says, and from where on it counts wholly."""

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
        end = len(self.heard.words)
        return [Match(wish, p, 0, end, frozenset()) for wish, p in self._near if wish != BEYOND]

    @property
    def meant(self) -> list[Match]:
        """Return what the message is like, without what a veto stands against."""
        return [match for match in self.wishes if match.intent not in self.vetoed]

    @property
    def offered(self) -> list[Match]:
        """Return what is like enough to be offered as a button.

        That is nothing where more speaks for what no programme answers.
        """
        beyond = sum(p for wish, p in self._near if wish in {BEYOND, Intent.OUT_OF_SCOPE})
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
        """Return what those clauses are like in which no courtesy stands.

        Where a word was never learned, that has to be surer.
        """
        left = {place: key for row in self._clauses.values() for place, key in row.items()}
        knows = self.heard.scene.lexicon.resemblance.knows
        said = [key for key in left.values() if not key.startswith("<")]
        found = self._nearest(left) if len(left) >= _FEWEST else []
        return found if all(map(knows, said)) else [m for m in found if m.score >= SURER]

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

    def shares(self, chosen: Sequence[Match]) -> dict[str, float]:
        """Return by agreed names how likely each wish is, where cues chose ``chosen``."""
        return shares(self.signs(chosen))

    def signs(self, chosen: Sequence[Match]) -> dict[str, Signs]:
        """Return by agreed names what speaks for and against each wish, but for those vetoed."""
        found: dict[str, Signs] = {}
        rest = self.heard.rest(self.heard.named | self.courteous)
        for match in sorted(self.matches, key=lambda m: m.score):
            said = self.heard.named | self.courteous | {*range(match.start, match.end)}
            left = len(self.heard.rest(said)) / max(len(rest), 1)
            found[_agreed(match)] = Signs(match.score, left=left, taken=len(match.literal))
        vetoed = {_named(intent) for intent in self.vetoed} - {*found}
        for wish, likely in self._likely.items():
            if wish not in vetoed:
                found[wish] = replace(found.get(wish, Signs()), likely=likely)
        taken = {_agreed(match) for match in chosen}
        return {
            wish: replace(sign, chosen=wish in taken, polite=wish in SELDOM)
            for wish, sign in found.items()
        }

    @cached_property
    def _near(self) -> Sequence[tuple[str, float]]:
        """Return what the whole message is like, with what nobody can answer."""
        return self.heard.scene.lexicon.resemblance.nearest([*self._keys.values()])

    @cached_property
    def _likely(self) -> Mapping[str, float]:
        """Return by agreed names how likely each wish is, with what nobody can answer."""
        found: dict[str, float] = {}
        for wish, likely in self._near:
            name = _named(Intent.OUT_OF_SCOPE if wish == BEYOND else wish)
            found[name] = found.get(name, 0.0) + likely
        return found

    def meaning(self, wish: str, share: float) -> Match | None:
        """Return the reading of an agreed wish: that of a cue, else what the message is like.

        None is of a wish that a veto stands against, or that nobody can answer.
        """
        cued = [match for match in self.matches if _agreed(match) == wish]
        like = [match for match in self.meant if _agreed(match) == wish]
        if wish == Intent.OUT_OF_SCOPE and sum(match.score for match in like) < SURE:
            like = []
        strong = [match for match in cued if match.score >= CUED]
        best = max(strong, key=lambda match: match.score, default=None)
        return replace(best, score=max(best.score, share)) if best else next(iter(like), None)

    def mixed(self) -> list[Match]:
        """Return the matches, each believed less where the message is not like it."""
        return [self._mixed(match) if match.intent in WEIGHED else match for match in self.matches]

    def _mixed(self, match: Match) -> Match:
        like = min(1.0, self.most.get(_agreed(match), 0.0) / WHOLLY)
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
        idle, unmeant = self.heard.scene.lexicon.idle, BESIDE_NONE | self.vetoed
        unmeant |= KEPT if Intent.REMINDERS_OFF in names else frozenset()
        asks = chosen[0].intent == Intent.ASK_PANEL
        for clause, row in () if asks else self._clauses.items():
            words = [key for key in row.values() if not key.startswith("<")]
            says = len(words) >= _FEWEST and not idle.issuperset(words)
            found = self._nearest(row)[:1] if says else []
            found = [m for m in found if m.score >= MORE]
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
        return _read((), alike)
    if one is not None and one.intent in CHANGES:
        return [_unless_another(one, alike)], False
    if one is not None and one.intent in WEIGHED:
        weighed, unclear = _read(chosen, alike)
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


def _read(chosen: Sequence[Match], alike: Alike) -> tuple[list[Match], bool]:
    """Return the one wish that cues and likeness together are sure of, and whether it is unclear.

    ``chosen`` is what the cues chose: one reading or none.
    """
    signs = alike.signs(chosen)
    told = shares(signs)
    plain = [wish for wish, sign in signs.items() if sign.is_plain]
    if any(told[wish] >= PLAINLY or signs[wish].taken > FEWEST for wish in plain):
        return [*chosen], False
    best = max(told, key=lambda wish: told[wish], default="")
    own = [match for match in chosen if _agreed(match) == best]
    match = next(iter(own), None) or alike.meaning(best, told.get(best, 0.0))
    if match is None or not _is_sure(best, signs[best], told[best]):
        return [*chosen], bool(chosen)
    says = chosen or alike.heard.rest(alike.heard.named)
    return ([match], False) if says else ([], False)


def _is_sure(wish: str, sign: Signs, share: float) -> bool:
    """Tell whether a wish may be done; likeness without a cue has to be likely by itself."""
    if sign.cue < CUED and sign.likely < ALONE:
        return False
    return share >= (ACTS_WITH_EFFECT if wish in EFFECTS else ACTS)


def _sure(found: Sequence[Match]) -> list[Match]:
    return [match for match in found[:1] if match.score >= SURE]


def _agreed(match: Match) -> str:
    return _named(match.intent)


def _named(intent: str) -> str:
    return str(AGREED_AS.get(intent, intent))
