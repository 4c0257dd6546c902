"""The words of wishes in one language, compiled from ``languages/<lang>/intents.toml``.

A cue is a row of terms: ``cuándo (es|son) .. <panel>``. A term is a word, a stem
(``inscrib*``), a choice in brackets, or a mark that the message got from the programme
(``<panel>``, ``<day>``, ``<place>``; ``<stranger>`` is a word that nobody knows, as people's names
are). ``..`` lets up to four words stand between, ``...`` up
to ten, ``.`` none; elsewhere one may.
Cues stand under ``sure``, ``likely`` and ``hint``, by what they say; under ``alone``, ``asks``
and ``unless`` see below.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise, product
from typing import TYPE_CHECKING

from campaign.services.understanding.brief_words import BriefWords
from campaign.services.understanding.resembling import Resemblance
from campaign.services.understanding.slips import Slips
from campaign.services.understanding.words import Spelling, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from campaign.services.understanding.words import Word

STRENGTHS = {"sure": 0.9, "likely": 0.7, "hint": 0.4}
"""How much a cue says, by the key under which it stands."""

VETO = "unless"
ALONE = "alone"
"""Under this key stand cues that hold only where little else is said (*ayuda*)."""

ASKS = "asks"
"""Under this key stand questions about a wish: to ask is not to want it done."""

_LEVELS = {**STRENGTHS, ALONE: STRENGTHS["sure"], ASKS: STRENGTHS["sure"], VETO: 0.0}
NEAR, FAR, ANYWHERE = 1, 4, 10
_COMMONEST = 60
MOST_KEPT = 4_096
"""So many ways of asking a campaign's own questions stay split into words."""


@dataclass(frozen=True, slots=True)
class Term:
    """One place of a cue: whole words and stems by sound, or a mark; ``gap`` may come before."""

    words: frozenset[str]
    stems: tuple[str, ...]
    mark: str | None
    gap: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of terms that speaks for an intent with ``strength`` (0 is a veto).

    ``level`` is the key under which it stands.
    """

    intent: str
    terms: tuple[Term, ...]
    strength: float
    level: str = "sure"


@dataclass(frozen=True)
class CalendarWords:
    """The words for days, numbers and panels, keyed by sound; see ``[calendar]`` of the file."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    days_ahead: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]

    def has(self, name: str, key: str) -> bool:
        """Tell whether a word belongs to one of the lists (``panel``, ``next``, ``at`` …)."""
        return key in self.lists.get(name, frozenset())

    def counts_panels(self, key: str) -> bool:
        """Tell whether a number after this word is a panel's (*panel 3*, *la noche tres*)."""
        return self.has("panel", key) or self.has("counted", key)


@dataclass(frozen=True)
class Lexicon:
    """Everything that understanding needs to know about one language."""

    spelling: Spelling
    calendar: CalendarWords
    cues: tuple[Cue, ...]
    idle: frozenset[str]
    brief: BriefWords = field(default_factory=BriefWords)
    places: Mapping[tuple[str, ...], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    resemblance: Resemblance = field(default_factory=Resemblance)
    spelt: Sequence[str] = ()
    unsent: tuple[Cue, ...] = ()

    def words(self, text: str) -> tuple[Word, ...]:
        """Return the words of a message; the *and* of *las cuatro y media* begins no clause."""
        words = self.spelling.words(text)
        parts = self.calendar.lists.get("half", frozenset()) | self.calendar.lists.get(
            "quarter", frozenset()
        )
        joins = [
            before.text in self.spelling.joins and word.key in parts
            for before, word in pairwise(words)
        ]
        less = accumulate([*joins, False])
        return tuple(
            replace(word, clause=word.clause - n) for word, n in zip(words, less, strict=False)
        )

    @cached_property
    def kept(self) -> Callable[[str], tuple[Word, ...]]:
        """Return what splits sentences that come with every message; it keeps their words."""
        return lru_cache(MOST_KEPT)(self.spelling.words)

    @cached_property
    def frequent(self) -> frozenset[str]:
        """Return the words of the language as they are spelt."""
        return frozenset(self.spelt)

    @cached_property
    def commonest(self) -> frozenset[str]:
        """Return the words of the language that say least."""
        return frozenset(self.spelt[:_COMMONEST])

    @cached_property
    def slips(self) -> Slips:
        """Return what corrects slips of the finger."""
        spelt = tuple((word, self.spelling.sound(word)) for word in self.spelt)
        meant = {key for _, key in spelt if self.knows(key)}
        known = meant | self._known | self.resemblance.words
        sound = self.spelling.sound
        smaller = tuple((sound(end), sound(whole)) for end, whole in self.spelling.diminutives)
        return Slips(spelt, known, self._stems, self.spelling.endings, smaller)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """All whole words of the cues: a word that stands here is never taken for another."""
        words = frozenset(w for cue in self.cues for term in cue.terms for w in term.words)
        return words | self.idle

    def knows(self, key: str) -> bool:
        """Tell whether a word stands anywhere in the language's file."""
        return (
            not key.isalpha()
            or key in self._known
            or key.startswith(self._stems)
            or self.resemblance.knows(key)
        )

    @cached_property
    def _known(self) -> frozenset[str]:
        calendar = self.calendar
        named = (calendar.weekdays, calendar.months, calendar.days_ahead, calendar.ordinals)
        return self.vocabulary.union(
            self.brief.known, calendar.numbers, *named, *calendar.lists.values()
        )

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple({stem for cue in self.cues for term in cue.terms for stem in term.stems})

    @classmethod
    def from_table(
        cls,
        table: Mapping[str, Mapping[str, object]],
        spelt: Sequence[str] = (),
        learned: Iterable[str] = (),
    ) -> Lexicon:
        """Compile a language's file; raises TypeError or ValueError for a wrong form.

        ``spelt`` are the words of the language, most frequent first; without them no slip is one.
        ``learned`` are the lines of what tells what messages are like.
        """
        spelling = Spelling.from_table(table["spelling"])
        read = _Cues(spelling)
        cues = tuple(
            cue
            for intent, rows in table["intents"].items()
            if isinstance(rows, dict)
            for level in _LEVELS
            for text in rows.get(level, ())
            for cue in read.compiled(intent, str(text), level)
        )
        unsent = tuple(
            cue
            for name, rows in table.get("unsent", {}).items()
            for text in _strings(rows)
            for cue in read.compiled(name, text, "sure")
        )
        idle = _strings(table["spelling"].get("idle"))
        calendar = _calendar(table["calendar"], spelling)
        brief = BriefWords.from_table(table.get("brief", {}), spelling)
        places = _places(table.get("places", {}), spelling)
        like = Resemblance.from_lines(learned)
        idle_keys = frozenset(_keys(idle, spelling))
        return cls(spelling, calendar, cues, idle_keys, brief, places, like, spelt, unsent)


_GAPS = {".": 0, "..": FAR, "...": ANYWHERE}


def _pieces(text: str) -> list[str]:
    """Split at spaces outside brackets."""
    pieces = [""]
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == " " and not depth:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece for piece in pieces if piece]


class _Cues:
    """Reads the cues of one language; what stands in many of them is spelt and heard once."""

    def __init__(self, spelling: Spelling) -> None:
        self._spell = cache(spelling.spell)
        self._sound = cache(spelling.sound)
        self.variants = cache(self._variants)
        self._terms: dict[Term, Term] = {}

    def compiled(self, intent: str, text: str, level: str) -> Iterable[Cue]:
        """Compile a cue; choices of several words make a cue each."""
        places: list[Sequence[tuple[Term, ...]]] = []
        gap = 0
        for piece in _pieces(text):
            if piece in _GAPS:
                gap = _GAPS[piece]
                continue
            places.append(self.variants(piece, gap))
            gap = NEAR
        if not places:
            msg = f"a cue of {intent} is empty: {text!r}"
            raise ValueError(msg)
        for rows in product(*places):
            terms = tuple(term for row in rows for term in row)
            yield Cue(intent, terms, _LEVELS[level], level)

    def _variants(self, piece: str, gap: int) -> Sequence[tuple[Term, ...]]:
        choices = piece[1:-1].split("|") if piece.startswith("(") else [piece]
        spelt = [[w for part in choice.split() for w in self._spelt(part)] for choice in choices]
        single = [row[0] for row in spelt if len(row) == 1 and not row[0].startswith("<")]
        rows = [row for row in spelt if len(row) > 1 or row[0].startswith("<")]
        variants: list[tuple[Term, ...]] = [(self._term(single, gap),)] if single else []
        for row in rows:
            terms = (self._term([word], NEAR if n else gap) for n, word in enumerate(row))
            variants.append(tuple(terms))
        return variants

    def _spelt(self, word: str) -> Sequence[str]:
        """Return the folded words that a word stands for; a stem keeps its star."""
        if word.startswith("<"):
            return [word]
        folded = fold(word.removesuffix("*"))
        if not folded.isalnum():
            msg = f"no word: {word!r}"
            raise ValueError(msg)
        return [f"{folded}*"] if word.endswith("*") else self._spell(folded)

    def _term(self, words: Sequence[str], gap: int) -> Term:
        """Return the one term of this kind: equal ones are looked for in a message once."""
        if words[0].startswith("<"):
            term = Term(frozenset(), (), words[0].strip("<>"), gap)
        else:
            stems = tuple(self._sound(w[:-1]) for w in words if w.endswith("*"))
            whole = frozenset(self._sound(w) for w in words if not w.endswith("*"))
            term = Term(whole, stems, None, gap)
        return self._terms.setdefault(term, term)


_LISTS = (
    "panel",
    "next",
    "last",
    "launch",
    "at",
    "at_one",
    "at_either",
    "nth",
    "day",
    "dated",
    "on",
    "or",
    "article",
    "month_link",
    "in_month",
    "morning",
    "after",
    "of",
    "half",
    "quarter",
    "about",
    "this",
    "other",
    "week",
    "weekend",
    "week_end",
    "coming",
    "counted",
    "counts",
    "half_first",
    "past",
    "parts",
    "evening",
    "afternoon",
    "units",
    "was",
    "will_be",
)
"""The lists of words in the table ``calendar``."""


def _calendar(table: Mapping[str, object], spelling: Spelling) -> CalendarWords:
    def numbered(name: str, first: int) -> dict[str, int]:
        rows = table.get(name)
        if not isinstance(rows, list):
            msg = f"calendar.{name} is a list of lists of words"
            raise TypeError(msg)
        return {key: n for n, row in enumerate(rows, first) for key in _keys(row, spelling)}

    return CalendarWords(
        weekdays=numbered("weekdays", 0),
        months=numbered("months", 1),
        days_ahead=numbered("days_ahead", 0),
        ordinals=numbered("ordinals", 1),
        numbers=numbered("numbers", 1),
        lists={name: frozenset(_keys(_strings(table.get(name)), spelling)) for name in _LISTS},
    )  # fmt: skip


def _places(
    table: Mapping[str, object], spelling: Spelling
) -> dict[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Read the table ``places``: a place's zone, or its parts with theirs, and other names.

    Returns, by the words of each name, what the place is called and its zone.
    """
    found: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for names, zones in table.items():
        called, *others = (name.strip() for name in names.split(","))
        parts = zones if isinstance(zones, dict) else {"": zones}
        rows = ((f"{called} ({part})" if part else called, str(z)) for part, z in parts.items())
        told = tuple(rows)
        for name in (called, *others):
            found[tuple(word.key for word in spelling.words(name))] = told
    return found


def _keys(words: Iterable[str], spelling: Spelling) -> Iterable[str]:
    return (spelling.sound(fold(word)) for word in words)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(word) for word in value) if isinstance(value, list) else ()
