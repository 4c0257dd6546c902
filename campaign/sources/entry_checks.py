"""What an entry names must exist in its folder, whichever file the entry comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.fact_values import PANEL_FACTS, PUBLICATION_FACTS, SPEAKER_FACTS
from campaign.core.facts import LINKS, FactName
from campaign.core.problems import Code, error
from campaign.core.subjects import GROUPS, PUBLICATION, fact_value, subjects_of
from campaign.likeness import is_like_any, nearest
from campaign.sources.assets import locate
from campaign.sources.sheets.layout_names import layouts_like

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from campaign.core.calendar import Entry, Text
    from campaign.core.problems import Problem
    from campaign.core.programme import Programme


class EntryChecker:
    """Checks the entries of one folder. ``tree`` tells which files there are.

    ``named`` are the names that the programme's file gives, also to what has an error there.
    """

    def __init__(
        self,
        programme: Programme,
        texts: Mapping[str, Text],
        layouts: frozenset[str],
        tree: Collection[str],
        named: frozenset[str] = frozenset(),
    ) -> None:
        self.named = named
        self.programme = programme
        self.texts = texts
        self.layouts = layouts
        self.tree = tree
        self._subjects = frozenset(_subjects(programme))
        self._needs: dict[tuple[str | None, str], bool] = {}

    def check(self, entry: Entry) -> tuple[Entry, list[Problem]]:
        """Return the entry with the paths of its images and whole facts, and what is wrong."""
        entry = self._with_links(entry)
        images, found = self._images(entry)
        found.extend(self._names(entry))
        found.extend(self._pictures(entry))
        found.extend(self._facts(entry))
        return (replace(entry, images=images) if images != entry.images else entry), found

    def _with_links(self, entry: Entry) -> Entry:
        """Call a link by its whole name where what the entry is about has no such fact itself."""
        links = self.programme.links
        short = [n for n in entry.needs if n in links and not self._is_fact(entry.subject, n)]
        if not short:
            return entry
        needs = (f"{LINKS}.{need}" if need in short else need for need in entry.needs)
        return replace(entry, needs=tuple(needs))

    def has_words(self, entry: Entry) -> bool:
        """Tell whether it is known what the entry says, and of what."""
        known = entry.literal or entry.text in self.texts
        return known and (entry.subject is None or entry.subject in self._subjects)

    def _images(self, entry: Entry) -> tuple[tuple[str, ...], list[Problem]]:
        paths: list[str] = []
        problems: list[Problem] = []
        for name in entry.images:
            path, problem = locate(name, self.tree, entry.place_of("images"))
            if problem is not None:
                problems.append(problem)
            paths.append(path or name)
        return tuple(paths), problems

    def _names(self, entry: Entry) -> Iterable[Problem]:
        named = not entry.literal or self._may_be_a_name(entry.text)
        if named and entry.text not in self.texts:
            yield _unknown(Code.UNKNOWN_TEXT, entry, "text", entry.text, self.texts)
        if entry.subject is not None and entry.subject not in self._subjects:
            because = "faulty" if entry.subject in self.named else ""
            known = nearest(entry.subject, sorted(self._subjects))
            params = {"value": entry.subject[:60], "known": known, "because": because}
            yield error(Code.UNKNOWN_SUBJECT, entry.place_of("for"), **params)
        if entry.card is not None and entry.card not in self.layouts:
            params = {"value": entry.card[:60], "known": layouts_like(entry.card, self.layouts)}
            yield error(Code.UNKNOWN_LAYOUT, entry.place_of("card"), **params)

    def _may_be_a_name(self, text: str) -> bool:
        """Tell whether one word with a sign that no name has is the name of a text all the same."""
        return not any(map(str.isspace, text)) and is_like_any(text, self.texts)

    def _pictures(self, entry: Entry) -> Iterable[Problem]:
        if entry.card is not None and entry.images:
            place = entry.place_of("images")
            shown = ", ".join(entry.images)
            expected = "card | images"
            yield error(Code.BAD_VALUE, place, field="images", value=shown, expected=expected)
            return
        text = None if entry.literal else self.texts.get(entry.text)
        alts = len(entry.alt) or (1 if text is not None and text.alt else 0)
        place = entry.places.get("alt") or entry.place_of("images")
        if alts < len(entry.images):
            without = ", ".join(entry.images[alts:])
            yield error(Code.ALT_MISSING, place, post=entry.id, value=without)
        elif entry.images and alts > len(entry.images):
            extra, expected = entry.alt[len(entry.images)], f"{len(entry.images)} × …"
            yield error(Code.BAD_VALUE, place, field="alt", value=extra[:60], expected=expected)

    def _facts(self, entry: Entry) -> Iterable[Problem]:
        if entry.subject is not None and entry.subject not in self._subjects:
            return
        for need in entry.needs:
            if not self._is_fact(entry.subject, need):
                known = self._known_facts(entry.subject)
                yield _unknown(Code.UNKNOWN_FACT, entry, "needs", need, known)

    def _is_fact(self, subject: str | None, need: str) -> bool:
        key = (subject, need)
        if key not in self._needs:
            owner, dot, name = need.rpartition(".")
            if dot:
                self._needs[key] = self._exists(FactName(owner, name))
            else:
                found = subjects_of(self.programme, subject) or ()
                self._needs[key] = any(one.fact(need) is not None for one in found)
        return self._needs[key]

    def _exists(self, fact: FactName) -> bool:
        try:
            fact_value(self.programme, fact)
        except KeyError:
            return False
        return True

    def _known_facts(self, subject: str | None) -> list[str]:
        first = next(iter(subjects_of(self.programme, subject) or ()), None)
        every = {*PANEL_FACTS, *SPEAKER_FACTS, *PUBLICATION_FACTS}
        own = sorted(name for name in every if first is not None and first.fact(name) is not None)
        return [*own, *(f"links.{name}" for name in self.programme.links)]


def _subjects(programme: Programme) -> Iterable[str]:
    yield from (group for group in GROUPS if group != PUBLICATION or programme.publication)
    yield from (panel.id for panel in programme.panels)
    yield from (speaker.id for speaker in programme.speakers)
    yield from (quote.id for quote in programme.quotes)


def _unknown(code: Code, entry: Entry, field: str, value: str, names: Collection[str]) -> Problem:
    place = entry.place_of(field)
    return error(code, place, value=value[:60], known=nearest(value, sorted(names)))
