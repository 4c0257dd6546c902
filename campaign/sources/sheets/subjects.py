"""Which panel, speaker, quotation or publication the words of a cell speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from campaign.core.subjects import PUBLICATION, launch_panel
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.programme import Programme

_SHORTEST_TITLE = 8
_SHORTEST_QUOTE = 20


class NoSuchPanel(ValueError):
    """Words that name a panel which the programme does not have."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What some words speak of: ids of panels and others, and whether of the launch."""

    ids: frozenset[str] = frozenset()
    launch: bool = False


class SubjectReader:
    """Finds the subjects of one programme in words."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        panels = programme.panels
        self._numbers = {panel.number: panel.id for panel in panels}
        self._last = max(self._numbers, default=0)
        self._ids = {plain(panel.id): panel.id for panel in panels}
        self._titles = [
            (plain(panel.title), panel.id)
            for panel in panels
            if len(panel.title) >= _SHORTEST_TITLE
        ]
        self._others = {plain(s.id): s.id for s in programme.speakers}
        self._others |= {plain(s.name): s.id for s in programme.speakers if s.name}
        self._others |= {plain(quote.id): quote.id for quote in programme.quotes}
        self._quotes = [(_words_only(quote.text), quote.id) for quote in programme.quotes]
        named = launch_panel(programme) or next((p for p in panels if p.kind == "launch"), None)
        self.launch_panel = named.id if named else None
        self.launch = PUBLICATION if programme.publication else self.launch_panel
        """The subject of what is said about the launch."""

    def panels(self) -> tuple[str, ...]:
        """Return the ids of the panels."""
        return tuple(self._ids.values())

    def known(self) -> tuple[str, ...]:
        """Return the ids that a cell may name."""
        one = (PUBLICATION,) if self.programme.publication else ()
        return (*self._ids.values(), *one, *self._others.values())

    def mentions(self, text: str) -> Mentions:
        """Return what ``text`` speaks of.

        Raises:
            NoSuchPanel: when it counts a panel that there is not.
        """
        said = plain(text)
        found: set[str] = set()
        for number, sure in _counted(said):
            found |= self._numbered(number, sure=sure)
        found |= {panel for title, panel in self._titles if title in said}
        found |= {
            panel for word, panel in self._ids.items() if word in said and _stands_alone(word, said)
        }
        if said in self._others:
            found.add(self._others[said])
        return Mentions(frozenset(found), launch=_launch().search(said) is not None)

    def subject(self, text: str) -> str | None:
        """Return what a cell of the column *para* names, also a group; ``None`` if nothing.

        Raises:
            NoSuchPanel: when it names something unknown.
        """
        meaning = words().tables["subjects"].get(plain(text))
        if meaning is not None:
            return None if meaning == "general" else meaning
        found = self.mentions(text)
        if len(found.ids) == 1:
            return next(iter(found.ids))
        if found.launch and not found.ids and self.launch:
            return self.launch
        if plain(text).isdigit():
            return next(iter(self._numbered(plain(text), sure=True)))
        raise NoSuchPanel(text)

    def quoted(self, text: str) -> str | None:
        """Return the quotation that ``text`` contains, if it is exactly one."""
        said = _words_only(text)
        found = {
            quote
            for quoted, quote in self._quotes
            if quoted and (quoted in said or (said in quoted and len(said) >= _SHORTEST_QUOTE))
        }
        return next(iter(found)) if len(found) == 1 else None

    def _numbered(self, number: str, *, sure: bool) -> set[str]:
        meaning = words().tables["ordinals"].get(number, number)
        counted = self._last if meaning == "last" else int(meaning)
        if counted in self._numbers:
            return {self._numbers[counted]}
        if sure:
            raise NoSuchPanel(number)
        return set()


def _counted(said: str) -> list[tuple[str, bool]]:
    """Return the numbers of panels in ``said``, and whether each surely is one.

    ``panel 1``, ``paneles 2 y 3``, ``1er panel``, ``second session``. In a list only the
    first is sure: ``panel 2, 24 de febrero``.
    """
    found: list[tuple[str, bool]] = []
    for match in _after().finditer(said):
        first, *others = re.findall(r"\w+", match["list"])
        found.append((first, True))
        found.extend((other, False) for other in others)
    found.extend((match["ordinal"], True) for match in _before().finditer(said))
    table = words().tables["ordinals"]
    return [pair for pair in found if pair[0].isdigit() or pair[0] in table]


@cache
def _after() -> re.Pattern[str]:
    session = _any(words().of("session", "session"))
    cardinal = _any(w for w in words().tables["ordinals"] if w not in _ARTICLES)
    number = rf"(?:\d{{1,3}}|(?:{cardinal})(?=\W|$))"
    return re.compile(
        rf"""(?<!\w)(?:{session})[\s-]*(?:n[o.]*\s*|nro\.?\s*|\#\s*|num\.?\s*)?
        (?P<list>{number}(?!\w|[.]\d)(?:\s*(?:,|y|e|and|&|/)\s*{number}(?![\w:/]|[.]\d))*)
        (?!\s*(?:{session})(?!\w))""",
        re.VERBOSE,
    )


@cache
def _before() -> re.Pattern[str]:
    """Match ``primer panel``; "4 paneles" and "un panel" name none."""
    single = _any(word for word in words().of("session", "session") if not word.endswith("s"))
    counting = _any(w for w in words().tables["ordinals"] if w not in _ARTICLES | _AMOUNTS)
    return re.compile(
        rf"(?<!\w)(?P<ordinal>{counting}|\d{{1,3}})\s*(?:{single})(?!\w)(?!\s*\d)",
    )


_ARTICLES = frozenset({"un", "una", "a", "an", "i"})
_AMOUNTS = frozenset({"uno", "one", "dos", "two", "tres", "three", "cuatro", "four"})


@cache
def _launch() -> re.Pattern[str]:
    """Match the launch, but not that of something else: ``lanzamiento de la campaña``."""
    names = _any(words().of("launch", "launch"))
    documents = _any(words().of("subjects", "publication"))
    other = rf"\s+(?:de|del|of)\s+(?!(?:la\s+|el\s+|the\s+)?(?:{documents}))"
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)(?!{other})")


def _any(options: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(options, key=lambda w: (-len(w), w)))


def _stands_alone(word: str, said: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said) is not None


def _words_only(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text)))
