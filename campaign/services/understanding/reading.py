"""From words, cues and panel references to wishes and what to do with them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.understanding.asked import asked
from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.changing import without_halves
from campaign.services.understanding.days import time_at
from campaign.services.understanding.intents import (
    AGREED_AS,
    CHANGES,
    COURTESY,
    LESSER,
    OF_ANY_PANEL,
    POLITE,
    Action,
    Intent,
    Understanding,
    Wish,
)
from campaign.services.understanding.matching import Match, Matcher
from campaign.services.understanding.message import Message
from campaign.services.understanding.narrowing import narrow
from campaign.services.understanding.scene import By, Scene, name_of
from campaign.services.understanding.subjects import references, without_corrected, words_of
from campaign.services.understanding.tongue import known_words, spoken
from campaign.services.understanding.weighing import Alike, weigh, weigh_bare
from campaign.services.understanding.wished import is_ambiguous, wish_of, wishes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from campaign.core.folder import Answer
    from campaign.core.programme import Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.scene import Reference
    from campaign.services.understanding.words import Word

SURE = 0.6
"""From here on the bot acts."""

POSSIBLE = 0.3
"""From here on a reading is offered as a button."""

CLOSE = 0.02
"""Two readings of one clause that are closer than this are offered, not chosen."""

OWN_LANGUAGE = 0.05

_OF_THE = 2
"""So many words like *la de* make a topic after them a panel's name."""

ONLY_A_PANEL = 0.65
MOST_WISHES = 3
MOST_OFFERED = 3


def understand(
    text: str,
    programme: Programme,
    answers: Sequence[Answer],
    now: datetime,
    language: str,
    lexicon: Mapping[str, Lexicon],
) -> Understanding:
    """Return what a message wants, read in ``language`` first, then in the other languages.

    ``lexicon`` maps languages to their compiled words; ``now`` is aware. The campaign's own
    questions are read in the language that is spoken: in another, words like *the* would count.
    """
    order = sorted(lexicon, key=lambda code: (code != language, code))
    foreign = frozenset(word for known in lexicon.values() for word in known.idle)
    believed = spoken(text, lexicon, language)
    scenes = {
        code: Scene(programme, now, lexicon[code], foreign, code == believed) for code in order
    }
    own = {believed: answers}
    readings = [_read(text, own.get(code, ()), scenes[code], code) for code in order]
    vetoed = next((r.vetoed for r in readings if r.language == believed), frozenset())
    known = {code: known_words(text, lexicon[code]) for code in order}
    strange = {code for code in order if known[code] < known[believed]}
    told = (r for r in readings if r.language not in strange or r.action is Action.ACT)
    readings = [
        _doubted(r, vetoed, strange=r.language in strange) if r.language != believed else r
        for r in told
    ]
    return max(readings, key=lambda reading: _trust(reading, believed))


def _doubted(reading: Understanding, vetoed: frozenset[str], *, strange: bool) -> Understanding:
    """Only offer in another language what the words of the one that is spoken stand against.

    Nor is anything done in a language that is ``strange``, having fewer of the message's words.
    """
    against = strange or any(wish.intent in vetoed for wish in reading.intents)
    acts = reading.action is Action.ACT
    return replace(reading, action=Action.OFFER) if acts and against else reading


def _trust(reading: Understanding, language: str) -> tuple[int, float]:
    """Rank readings in several languages; the one that is spoken is believed a little more.

    What only leaves open which panel is meant was understood as well as anything.
    """
    actions = (Action.HAND_OVER, Action.OFFER, Action.ACT)
    own = OWN_LANGUAGE if reading.language == language else 0.0
    action = Action.ACT if any(is_ambiguous(wish) for wish in reading.intents) else reading.action
    return actions.index(action), max(wish.score for wish in reading.intents) + own


def _read(text: str, answers: Sequence[Answer], scene: Scene, language: str) -> Understanding:
    words = words_of(text, scene)
    named = (r for r in references(words, scene) if not _is_of_speaker(r, words, scene.lexicon))
    heard = Message(words, without_corrected(tuple(named), words, scene), scene)
    matches, courteous, vetoed = _matches(heard)
    alone = _only_a_panel(heard)
    matches += [] if alone else asked(words, answers, scene.lexicon)
    alike = Alike(heard, matches, courteous, vetoed)
    matches = _of_those_named(alike.mixed(), heard)
    chosen, close = _choose(sorted(matches, key=_rank), heard)
    told = alike.shares(chosen)
    bare = [] if chosen else alone
    chosen, unclear = weigh_bare(bare, alike) if bare else weigh(chosen, alike)
    wishes = _once(wish for match in chosen for wish in wishes_of(match, chosen, heard))
    missing = _missing(heard.found)
    likely = _likely(matches, alike.offered, told, heard) or _about_a_panel(heard)
    if not wishes:
        nothing = (Wish(Intent.OUT_OF_SCOPE, None, 0.0),)
        action = Action.OFFER if likely else Action.HAND_OVER
        first = likely[:1] or nothing
        return Understanding(first, action, language, likely, missing, vetoed=vetoed)
    also = bool(bare) and any(word.key in scene.lexicon.brief.also for word in words)
    unsure = close or unclear or also or any(is_ambiguous(wish) for wish in wishes)
    action = Action.OFFER if unsure else Action.ACT
    return Understanding(wishes, action, language, likely, missing, bool(bare), vetoed, also)


def _of_those_named(matches: Sequence[Match], heard: Message) -> list[Match]:
    """Return the matches with the time of a panel that is named for that of the next.

    *¿Cuándo es que habla Ana?* names one, *¿qué sigue después del panel 1?* asks for no time.
    """
    timed = any(match.intent == Intent.PANEL_TIME for match in matches)
    named = any(r.by not in {By.DAY, By.NEXT, By.TIME} for r in heard.found)
    if not (timed and named):
        return list(matches)
    return [
        replace(match, intent=Intent.PANEL_TIME) if match.intent == Intent.NEXT_PANEL else match
        for match in matches
    ]


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


def _is_of_speaker(reference: Reference, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Tell *soy de la municipalidad de …*: who speaks says who they are, and names no panel."""
    if reference.by is not By.TOPIC:
        return False
    clause = words[reference.start].clause
    keys = [word.key for word in words[: reference.start] if word.clause == clause]
    return any(
        tuple(keys[n : n + len(row)]) == row
        for row in lexicon.brief.selves
        for n in range(len(keys))
    )


def _matches(heard: Message) -> tuple[list[Match], frozenset[int], frozenset[str]]:
    """Return the best match of every intent that no veto rules out, where one is courteous, and
    the intents that a veto stands against.
    """
    matcher = Matcher(heard.words, _marks(heard))
    found: dict[bool, list[Match]] = {True: [], False: []}
    for cue in heard.scene.lexicon.cues:
        match = matcher.find(cue)
        if match is not None:
            found[cue.strength > 0].append(match)
    best: dict[str, Match] = {}
    crowded = _says_more(found[True], heard)
    topics, told = _topics(heard)
    for match in sorted(found[True], key=_rank):
        if match.alone and crowded:
            continue
        if match.intent == Intent.OUT_OF_SCOPE and match.literal & topics:
            continue
        if match.literal and match.literal <= told:
            continue
        if not any(_rules_out(veto, match, heard) for veto in found[False]):
            best.setdefault(match.intent, match)
    asking = {match.intent for match in found[True] if match.asks}
    kept = without_halves(list(best.values()))
    named = [replace(match, asks=match.intent in asking) for match in kept]
    vetoed = frozenset(veto.intent for veto in found[False])
    return named, _courteous(found[True], heard), vetoed


def _topics(heard: Message) -> tuple[set[int], set[int]]:
    """Return the places of topics, and of those that stand for a panel (*la del libro*)."""
    calendar = heard.scene.lexicon.calendar
    topics = {n for r in heard.found if r.by is By.TOPIC for n in range(r.start, r.end)}
    told = set()
    for place in topics:
        start = place
        while start and calendar.has("about", heard.words[start - 1].key):
            start -= 1
        if place - start >= _OF_THE:
            told.add(place)
    return topics, told


def _courteous(found: Sequence[Match], heard: Message) -> frozenset[int]:
    """Return the places of what is only polite; a greeting is where its clause says no more."""
    polite = [match for match in found if match.intent in COURTESY]
    places = {n for match in polite for n in range(match.start, match.end)}
    says = {word.clause for n, word in enumerate(heard.words) if word in heard.rest(places)}
    return frozenset(
        n
        for match in polite
        for n in range(match.start, match.end)
        if not match.alone or heard.words[n].clause not in says
    )


def _marks(heard: Message) -> dict[int, frozenset[str]]:
    """Return what the programme and the world named, by the places of the words."""
    marks: dict[int, set[str]] = defaultdict(set)
    for start in heard.places:
        marks[start].add("place")
    named = heard.named
    for start, word in enumerate(heard.words):
        if start not in named and not heard.scene.lexicon.knows(word.key):
            marks[start].add("stranger")
        if time_at(heard.words, start, heard.scene.lexicon.calendar):
            marks[start].add("clock")
    for reference in heard.found:
        for place in range(reference.start, reference.end):
            marks[place].add(By.DAY if reference.by is By.EITHER else reference.by)
            if reference.panels:
                marks[place].add("panel")
    return {place: frozenset(names) for place, names in marks.items()}


def _says_more(found: Sequence[Match], heard: Message) -> bool:
    """Tell whether there are words beside what is said out of politeness."""
    places = {n for m in found if m.intent in POLITE for n in range(m.start, m.end)}
    keys = {heard.words[n].key for n in places}
    return any(word.key not in keys for word in heard.rest(places))


def _rules_out(veto: Match, match: Match, heard: Message) -> bool:
    """Tell whether a veto stands in a clause of the match: what else is said is another wish."""
    if veto.intent != match.intent:
        return False
    first, last = (heard.words[n].clause for n in (match.start, match.end - 1))
    start, end = (heard.words[n].clause for n in (veto.start, veto.end - 1))
    return start <= last and first <= end


def _choose(ranked: Sequence[Match], heard: Message) -> tuple[list[Match], bool]:
    """Return one match for each clause, in the order said, and whether the choice was close."""
    urgent = [match for match in ranked if match.intent == Intent.DISTRESS]
    if urgent:
        return urgent[:1], False
    chosen: list[Match] = []
    close = False
    polite = [match for match in ranked if match.intent in POLITE and match.score >= SURE]
    if polite and not _says_more(polite, heard):
        ranked = [match for match in ranked if match.literal]
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
    kept = [m for m in serious if not _is_lesser(m, serious)] or chosen[:1]
    return sorted(kept[:MOST_WISHES], key=lambda match: match.start), close


def _is_lesser(match: Match, chosen: Sequence[Match]) -> bool:
    """Tell whether the one word of a wish only goes on with a lesser one."""
    lesser = LESSER.get(match.intent)
    return len(match.literal) == 1 and any(other.intent == lesser for other in chosen)


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


def _only_a_panel(heard: Message) -> list[Match]:
    """Read a message that names a panel or a day and says nothing else (*el de hubs*)."""
    if not heard.found:
        return []
    by = {reference.by for reference in heard.found}
    if by == {By.NEXT}:
        return [Match(Intent.NEXT_PANEL, ONLY_A_PANEL, 0, len(heard.words), frozenset())]
    intent = Intent.DAY_SCHEDULE if by == {By.DAY} else Intent.TOPIC
    alternatives = sum(reference.by is By.DAY for reference in heard.found) > 1
    timed = By.TIME in by or (alternatives and by > {By.DAY})
    intent = Intent.PANEL_TIME if timed else intent
    named = {n for r in heard.found for n in range(r.start, r.end)}
    panel = heard.scene.lexicon.calendar
    rest = [word for word in heard.rest(named) if not panel.has("panel", word.key)]
    refused = heard.scene.lexicon.brief.nods.get(Nod.NO, frozenset())
    says_more = rest or any(word.key in refused for word in heard.words)
    score = ONLY_A_PANEL if not says_more else POSSIBLE + 0.1
    match = Match(intent, score, 0, len(heard.words), frozenset())
    return [match] if score >= SURE else []


def _about_a_panel(heard: Message) -> tuple[Wish, ...]:
    """Return what one may want of a panel where only the panel was understood."""
    panels = narrow([r for r in heard.found if r.by is not By.DAY], heard.scene)
    if len(panels) != 1:
        return ()
    subject = name_of(panels[0], heard.scene.programme)
    return tuple(Wish(intent, subject, POSSIBLE, None, panels) for intent in OF_ANY_PANEL)


def _likely(
    matches: Sequence[Match], like: Sequence[Match], told: Mapping[str, float], heard: Message
) -> tuple[Wish, ...]:
    """Return what may be meant, likeliest first; nobody wants to be offered *thanks*.

    ``like`` is what the message is like, ``told`` how likely each wish is by its agreed name. Of
    the wishes of one name that is offered for which most speaks.
    """
    known = [m for m in sorted(matches, key=_rank) if m.score >= POSSIBLE]
    best: dict[str, Match] = {}
    weight: dict[str, float] = defaultdict(float)
    for match in (*known, *like):
        if match.intent not in CHANGES | COURTESY:
            best.setdefault(match.intent, match)
            weight[match.intent] += match.score if match in like else match.score / 2
    names = {intent: str(AGREED_AS.get(intent, intent)) for intent in best}
    ranked = sorted(best, key=lambda intent: (-told.get(names[intent], 0.0), -weight[intent]))
    first = {names[intent]: intent for intent in reversed(ranked)}
    offered = [intent for intent in ranked if first[names[intent]] == intent]
    return tuple(wish_of(best[intent], (), heard) for intent in offered[:MOST_OFFERED])
