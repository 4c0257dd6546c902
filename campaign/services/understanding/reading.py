"""From words, cues and panel references to wishes and what to do with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.services.understanding.asked import asked
from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.changing import change, without_halves
from campaign.services.understanding.intents import (
    CHANGES,
    OF_A_PANEL,
    POLITE,
    Action,
    Intent,
    Understanding,
    Wish,
)
from campaign.services.understanding.matching import Match, Matcher
from campaign.services.understanding.several import several
from campaign.services.understanding.subjects import (
    By,
    Scene,
    introduced,
    name_of,
    narrow,
    references,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.folder import Answer
    from campaign.core.programme import Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.subjects import Reference
    from campaign.services.understanding.words import Word

SURE = 0.6
"""From here on the bot acts."""

POSSIBLE = 0.3
"""From here on a reading is offered as a button."""

CERTAIN = 0.85
"""From here on a wish may concern several panels."""

CLOSE = 0.02
"""Two readings of one clause that are closer than this are offered, not chosen."""

OWN_LANGUAGE = 0.05

ONLY_A_PANEL = 0.65
MOST_WISHES = 3
MOST_OFFERED = 3
_ONE_PANEL = frozenset(
    {Intent.PANEL_TIME, Intent.WHERE_WATCH, Intent.SIGN_UP, Intent.CANCEL, Intent.CALENDAR_FILE},
)
"""Wishes that need to know which panel where several fit."""

_OPPOSED: Mapping[str, Intent] = {Intent.CANCEL: Intent.SIGN_UP, Intent.SIGN_UP: Intent.CANCEL}
"""Of two wishes that undo each other neither is meant for the other's panel."""

_OF_ANY_PANEL = (Intent.PANEL_TIME, Intent.TOPIC, Intent.SIGN_UP)


def understand(
    text: str,
    programme: Programme,
    answers: Sequence[Answer],
    now: datetime,
    language: str,
    lexicon: Mapping[str, Lexicon],
) -> Understanding:
    """Return what a message wants, read in ``language`` first, then in the other languages.

    ``lexicon`` maps languages to their compiled words; ``now`` is aware.
    """
    order = sorted(lexicon, key=lambda code: (code != language, code))
    foreign = frozenset(word for known in lexicon.values() for word in known.idle)
    scenes = {code: Scene(programme, now, lexicon[code], foreign) for code in order}
    readings = [_read(text, answers, scenes[code], code) for code in order]
    return max(readings, key=lambda reading: _trust(reading, language))


def _trust(reading: Understanding, language: str) -> tuple[int, float]:
    """Rank readings in several languages; the person's own is believed a little more."""
    actions = (Action.HAND_OVER, Action.OFFER, Action.ACT)
    own = OWN_LANGUAGE if reading.language == language else 0.0
    return actions.index(reading.action), max(wish.score for wish in reading.intents) + own


@dataclass(frozen=True, slots=True)
class _Heard:
    words: Sequence[Word]
    found: Sequence[Reference]
    scene: Scene

    def clause(self, match: Match) -> int:
        return self.words[min(match.start, len(self.words) - 1)].clause


def _read(text: str, answers: Sequence[Answer], scene: Scene, language: str) -> Understanding:
    words = scene.lexicon.spelling.words(text)
    heard = _Heard(words, references(words, scene), scene)
    matches = _matches(heard)
    matches += asked(words, answers, scene.lexicon)
    chosen, close = _choose(sorted(matches, key=_rank), heard)
    if not chosen:
        chosen = _only_a_panel(heard)
    wishes = _once(wish for match in chosen for wish in _wishes(match, chosen, heard))
    missing = _missing(heard.found)
    likely = _likely(matches, heard) or _about_a_panel(heard)
    if not wishes:
        nothing = (Wish(Intent.OUT_OF_SCOPE, None, 0.0),)
        action = Action.OFFER if likely else Action.HAND_OVER
        return Understanding(likely[:1] or nothing, action, language, likely, missing)
    unsure = close or any(_several(wish) for wish in wishes)
    action = Action.OFFER if unsure else Action.ACT
    return Understanding(wishes, action, language, likely, missing)


def _missing(found: Sequence[Reference]) -> int | None:
    """Return the number of a panel that the programme does not have (*el panel 7*)."""
    if any(r.panels or r.by is not By.NUMBER for r in found):
        return None
    return next((r.number for r in found if not r.loose), None)


def _once(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Drop what was said twice (*¿a qué hora?, ¿qué día?*)."""
    return tuple({(wish.intent, wish.subject): wish for wish in wishes}.values())


def _rank(match: Match) -> tuple[float, int, int]:
    return (-match.score, -len(match.literal), match.start)


def _several(wish: Wish) -> bool:
    return len(wish.choices) > 1 and wish.intent in _ONE_PANEL and not wish.asks


def _matches(heard: _Heard) -> list[Match]:
    """Return the best match of every intent that no veto rules out."""
    matcher = Matcher(heard.words, _marks(heard.found), heard.scene.lexicon)
    found: dict[bool, list[Match]] = {True: [], False: []}
    for cue in heard.scene.lexicon.cues:
        match = matcher.find(cue)
        if match is not None:
            found[cue.strength > 0].append(match)
    best: dict[str, Match] = {}
    crowded = _says_more(found[True], heard)
    for match in sorted(found[True], key=_rank):
        if match.alone and crowded:
            continue
        if not any(_rules_out(veto, match, heard) for veto in found[False]):
            best.setdefault(match.intent, match)
    asking = {match.intent for match in found[True] if match.asks}
    kept = without_halves(list(best.values()))
    return [replace(match, asks=match.intent in asking) for match in kept]


def _marks(found: Iterable[Reference]) -> dict[int, frozenset[str]]:
    """Return what the programme named, by the places of the words."""
    marks: dict[int, set[str]] = defaultdict(set)
    for reference in found:
        for place in range(reference.start, reference.end):
            marks[place].add(reference.by)
            if reference.panels:
                marks[place].add("panel")
    return {place: frozenset(names) for place, names in marks.items()}


def _says_more(found: Sequence[Match], heard: _Heard) -> bool:
    """Tell whether there are words beside what is said out of politeness."""
    places = {n for m in found if m.intent in POLITE for n in range(m.start, m.end)}
    keys = {heard.words[n].key for n in places}
    return any(word.key not in keys for word in _rest(places, heard))


def _rest(but: set[int], heard: _Heard) -> list[Word]:
    """Return the words that say something, other than those at some places."""
    lexicon = heard.scene.lexicon
    empty = lexicon.idle | lexicon.brief.fillers
    return [w for n, w in enumerate(heard.words) if n not in but and w.key not in empty]


def _rules_out(veto: Match, match: Match, heard: _Heard) -> bool:
    """Tell whether a veto stands in a clause of the match: what else is said is another wish."""
    if veto.intent != match.intent:
        return False
    first, last = (heard.words[n].clause for n in (match.start, match.end - 1))
    start, end = (heard.words[n].clause for n in (veto.start, veto.end - 1))
    return start <= last and first <= end


def _choose(ranked: Sequence[Match], heard: _Heard) -> tuple[list[Match], bool]:
    """Return one match for each clause, in the order said, and whether the choice was close."""
    urgent = [match for match in ranked if match.intent == Intent.DISTRESS]
    if urgent:
        return urgent[:1], False
    chosen: list[Match] = []
    close = False
    for match in sorted(ranked, key=_politeness):
        if match.score < SURE:
            continue
        rivals = [c for c in chosen if heard.clause(c) == heard.clause(match)]
        rivals += [c for c in chosen if c.start < match.end and match.start < c.end]
        if rivals:
            close = close or _is_close(rivals[0], match)
        else:
            chosen.append(match)
    serious = [match for match in chosen if match.intent not in POLITE]
    serious = [m for m in serious if m.intent == Intent.OUT_OF_SCOPE] or serious
    kept = serious or chosen[:1]
    return sorted(kept[:MOST_WISHES], key=lambda match: match.start), close


def _politeness(match: Match) -> tuple[bool, bool]:
    """Put what is said out of politeness last: a greeting after everything else."""
    return match.intent in POLITE, match.intent == Intent.GREET


def _is_close(best: Match, other: Match) -> bool:
    """Tell whether two readings are as good as each other; politeness is no rival."""
    if best.intent == other.intent or {best.intent, other.intent} & (
        POLITE | {Intent.OUT_OF_SCOPE}
    ):
        return False
    return best.score - other.score < CLOSE and len(best.literal) == len(other.literal)


def _only_a_panel(heard: _Heard) -> list[Match]:
    """Read a message that names a panel or a day and says nothing else (*el de hubs*)."""
    if not heard.found:
        return []
    by_day = all(reference.by is By.DAY for reference in heard.found)
    intent = Intent.DAY_SCHEDULE if by_day else Intent.TOPIC
    named = {n for r in heard.found for n in range(r.start, r.end)}
    panel = heard.scene.lexicon.calendar
    rest = [word for word in _rest(named, heard) if not panel.has("panel", word.key)]
    score = ONLY_A_PANEL if not rest else POSSIBLE + 0.1
    match = Match(intent, score, 0, len(heard.words), frozenset())
    return [match] if score >= SURE else []


def _about_a_panel(heard: _Heard) -> tuple[Wish, ...]:
    """Return what one may want of a panel where only the panel was understood."""
    panels = narrow([r for r in heard.found if r.by is not By.DAY], heard.scene)
    if len(panels) != 1:
        return ()
    subject = name_of(panels[0], heard.scene.programme)
    return tuple(Wish(intent, subject, POSSIBLE, None, panels) for intent in _OF_ANY_PANEL)


def _wishes(match: Match, chosen: Sequence[Match], heard: _Heard) -> tuple[Wish, ...]:
    """Return a wish for each panel that is meant (*inscríbeme en el 1 y el 3*)."""
    if match.intent in CHANGES:
        found = [r for r in heard.found if not _takes(match, r)]
        return change(match, heard.words, found, heard.scene)
    one = _wish(match, chosen, heard)
    if match.intent not in _ONE_PANEL or match.score < CERTAIN:
        return (one,)
    stop = min((c.start for c in chosen if c.start > match.start), default=len(heard.words))
    stop = _goes_on_to(match, stop, heard)
    start = _start(match, chosen, stop, heard)
    words = heard.words[start:stop]
    found = [
        replace(r, start=r.start - start, end=r.end - start)
        for r in heard.found
        if start <= r.start and r.end <= stop and not _takes(match, r)
    ]
    panels = several(words, found, heard.scene, heard.scene.coming)
    panels = panels if _is_of(words, heard.clause(match), heard.scene.lexicon) else ()
    named = ((name_of(panel, heard.scene.programme), panel) for panel in panels)
    each = tuple(replace(one, subject=subject, choices=(panel,)) for subject, panel in named)
    return each or (one,)


def _goes_on_to(match: Match, stop: int, heard: _Heard) -> int:
    """Return where the panels of a wish end: before a clause that says anything else.

    *Sácame del 1 y del 3* goes on, *sácame del 1 y déjame el 3* does not.
    """
    last = heard.words[match.end - 1].clause
    for place in range(match.end, stop):
        clause = heard.words[place].clause
        if clause != last and _says_other(clause, heard):
            return place
    return stop


def _says_other(clause: int, heard: _Heard) -> bool:
    """Tell whether a clause holds more than panels and what goes on with a list of them."""
    named = {n for r in heard.found for n in range(r.start, r.end)}
    lexicon = heard.scene.lexicon
    goes_on = (
        lexicon.brief.known
        | lexicon.brief.excepts
        | lexicon.calendar.lists.get("panel", frozenset())
    )
    return any(word.clause == clause and word.key not in goes_on for word in _rest(named, heard))


def _start(match: Match, chosen: Sequence[Match], stop: int, heard: _Heard) -> int:
    """Return where the words of a wish begin: its panels may be named first (*el 1 y 3, ¿cuándo?*).

    Only where nothing else is said before: a panel of *al 1 no voy* is none to sign up for.
    """
    if any(match.end <= r.start < stop for r in heard.found):
        return match.start
    if any(c.start < match.start for c in chosen):
        return match.start
    named = {n for r in heard.found for n in range(r.start, r.end)}
    panel = heard.scene.lexicon.calendar
    said = (word for word in _rest(named, heard) if not panel.has("panel", word.key))
    before = heard.words[: match.start]
    refused = heard.scene.lexicon.brief.nods.get(Nod.NO, frozenset())
    alone = not any(word in before for word in said)
    return 0 if alone and not refused & {word.key for word in before} else match.start


def _is_told(reference: Reference, heard: _Heard) -> bool:
    """Tell whether a panel was named on purpose: a word of its title in passing is not that."""
    passing = reference.by is By.TOPIC
    return not passing or introduced(heard.words, reference.start, heard.scene.lexicon)


def _is_of(words: Sequence[Word], clause: int, lexicon: Lexicon) -> bool:
    """Tell whether *all* is said with the wish, and not in passing (*está abierto a todos*)."""
    said = [word for word in words if word.key in lexicon.brief.every]
    return all(word.clause == clause for word in said)


def _takes(match: Match, reference: Reference) -> bool:
    return bool(set(range(reference.start, reference.end)) & match.literal)


def _wish(match: Match, chosen: Sequence[Match], heard: _Heard) -> Wish:
    here = [r for r in heard.found if not _takes(match, r)]
    clause = heard.clause(match)
    near = [r for r in here if heard.words[r.start].clause == clause]
    taken = {heard.clause(c) for c in chosen if c.intent == _OPPOSED.get(match.intent)}
    near = near or [
        r for r in here if _is_told(r, heard) and heard.words[r.start].clause not in taken
    ]
    near = _nearest(near, match)
    day = next((r.day for r in near if r.day), None)
    score = round(min(match.score, 1.0), 2)
    if match.intent not in OF_A_PANEL:
        return Wish(match.intent, None, score, day, asks=match.asks)
    panels = narrow(near, heard.scene)
    subject = name_of(panels[0], heard.scene.programme) if len(panels) == 1 else None
    return Wish(match.intent, subject, score, day, panels, match.asks)


def _nearest(near: list[Reference], match: Match) -> list[Reference]:
    """Return the panels of a wish: of several numbers those that its own words reach."""
    numbers = [r for r in near if r.by is By.NUMBER]
    own = [r for r in numbers if match.start <= r.start < match.end]
    if not own or len({r.panels for r in numbers}) == 1:
        return near
    return [r for r in near if r in own or r not in numbers]


def _likely(matches: Sequence[Match], heard: _Heard) -> tuple[Wish, ...]:
    known = (m for m in matches if m.score >= POSSIBLE and m.intent not in CHANGES)
    possible = sorted(known, key=_rank)
    return tuple(_wish(match, (), heard) for match in possible[:MOST_OFFERED])
