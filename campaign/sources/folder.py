"""A whole campaign folder: every file read, every problem told, in one run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.folder import Folder
from campaign.core.problems import Code, Place, Problem, Severity, error, warning
from campaign.likeness import nearest
from campaign.sources import (
    answers_file,
    brand_file,
    calendar_file,
    campaign_file,
    programme_file,
    rehearsal_file,
)
from campaign.sources.entry_checks import EntryChecker
from campaign.sources.fields import ANSWER, BRAND, CAMPAIGN, PROGRAMME
from campaign.sources.findings import MOST_PROBLEMS, Findings
from campaign.sources.notes import read_notes
from campaign.sources.reader import Reader, groups, whole
from campaign.sources.starter.placeholders import note_placeholders
from campaign.sources.text_files import read_texts
from campaign.sources.tree import SHEETS as SHEET_ENDS
from campaign.sources.tree import TEXTS, Tree
from campaign.sources.yamldoc import Pairs, Scalar, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.calendar import Entry, Text
    from campaign.core.cards import Brand
    from campaign.core.facts import FactName
    from campaign.core.folder import Answer, Known
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.sources.calendar_file import Written
    from campaign.sources.fields import Shape

SHEETS = ("posts/calendar.csv", "posts/calendar.xlsx")
IDS = "posts/calendar.ids.yaml"

LOOKED_INTO = (*TEXTS, *SHEET_ENDS, *brand_file.FONTS)
"""How the files end whose content is read; of all others it is known that they are there."""


def read(tree: Mapping[str, bytes], known: Known) -> Folder:
    """Return what the files of a campaign folder say.

    ``tree`` maps paths in the folder to contents, see
    :func:`campaign.sources.tree.read_tree`; ``known`` is what a calendar may name.
    Nothing is raised for what the files contain: it is in ``problems``, by file and line.
    """
    return _Reading(tree, known).read()


def read_campaign(tree: Mapping[str, bytes], known: Known) -> Campaign:
    """Return what ``posts/campaign.yaml`` says, as in :func:`read`; nothing else is read."""
    return _Reading(tree, known).campaign()[1]


class _Reading:
    """One reading of one folder; ``found`` are the problems so far."""

    def __init__(self, tree: Mapping[str, bytes], known: Known) -> None:
        self.tree = tree
        self.known = known
        self.found: list[Problem] = list(tree.problems) if isinstance(tree, Tree) else []
        self.given = tree.given if isinstance(tree, Tree) else {}
        self.written: dict[str, bytes] = {}
        self.named: frozenset[str] = frozenset()
        self.unfinished: tuple[Entry, ...] = ()
        self.said_at: Mapping[FactName, Place] = {}
        self.placeholders: dict[str, None] = {}

    def read(self) -> Folder:
        run, campaign = self.campaign()
        programme = self._programme(campaign, run)
        texts = read_texts(self.tree, self.known.channels, self.found)
        calendar = self._calendar(campaign, programme, texts)
        self._unread_calendars()
        entries = self._sound(calendar, programme, texts)
        self._check_approval(run, campaign, calendar)
        answers, brand = self._answers(), self._brand()
        self._check_rehearsal(campaign, programme)
        return Folder(
            campaign=campaign,
            programme=programme,
            entries=entries,
            texts=texts,
            answers=answers,
            brand=brand,
            problems=_in_order(self.found),
            skipped=calendar.skipped,
            written=self.written,
            left_out=calendar.left_out,
            unfinished=self.unfinished,
            said_at=self.said_at,
            placeholders=tuple(self.placeholders),
        )

    def _whole(self, file: str, shape: Shape, missing: Severity | None) -> Reader:
        """Return a reader of a file that is one mapping; of an empty one if it cannot be read."""
        hidden = Reader(Pairs(1), shape, Findings(file, []))
        if file not in self.tree:
            if missing is not None:
                self.found.append(Problem(Code.FILE_MISSING, Place(file), {"file": file}, missing))
            return hidden
        node, problem = parse(file, self.tree[file])
        if problem is not None:
            self.found.append(problem)
            return hidden
        findings = Findings(file, self.found)
        self.placeholders.update(dict.fromkeys(note_placeholders(node, findings)))
        return whole(node, shape, findings) or hidden

    def campaign(self) -> tuple[Reader, Campaign]:
        reader = self._whole(campaign_file.FILE, CAMPAIGN, Severity.ERROR)
        return reader, campaign_file.read_campaign(reader, self.known)

    def _programme(self, campaign: Campaign, run: Reader) -> Programme:
        reader = self._whole(programme_file.FILE, PROGRAMME, Severity.WARNING)
        work = programme_file.ProgrammeReader(campaign.zone, self.tree, self.found)
        programme = work.read(reader, read_notes(self.tree, self.found))
        self.said_at = work.said_at
        self.named = frozenset(work.ids)
        partners = (*work.partners(run), *work.partners(reader))
        return replace(programme, partners=programme_file.by_tier(partners))

    def _calendar(
        self, campaign: Campaign, programme: Programme, texts: Mapping[str, Text]
    ) -> Written:
        files = (calendar_file.FILE, *SHEETS)
        if not any(file.startswith("posts/calendar.") for file in self.tree if file != IDS):
            self.found.append(warning(Code.FILE_MISSING, Place(files[0]), file=files[0]))
        content = self.tree.get(calendar_file.FILE, b"")
        own = campaign.channels
        calendar = calendar_file.read_calendar(
            content, self.known.channels, own, self.found, self.given.get(files[0])
        )
        sheets = [file for file in SHEETS if file in self.tree]
        if sheets:
            self._sheets(sheets, calendar, (campaign, programme, frozenset(texts)))
        return calendar

    def _sheets(
        self,
        files: list[str],
        calendar: Written,
        about: tuple[Campaign, Programme, frozenset[str]],
    ) -> None:
        """Read the sheets, and keep the ids that rows without a name are given."""
        from campaign.sources.sheets import (  # noqa: PLC0415 -- heavy, and seldom there
            Vocabulary,
            read_row_ids,
            read_sheet,
        )

        vocabulary = Vocabulary(*about, self.known)
        before = self.tree.get(IDS, b"")
        ids, problems = read_row_ids(IDS, before.decode("utf-8", errors="replace"))
        if problems:
            # Rows whose ids are lost would be given new ones, and be published again.
            self.found.extend(problems)
            return
        ids = ids.reserving(name for name, _ in calendar.named)
        for file in files:
            reading = read_sheet(file, self.tree[file], vocabulary, ids, self.given.get(file))
            ids = reading.ids
            self.found.extend(reading.problems)
            calendar.entries.extend(reading.entries)
            calendar.named.extend((entry.id, entry.place_of("post")) for entry in reading.entries)
            calendar.skipped += reading.skipped
            calendar.left_out.update(reading.waiting)
            calendar.unfinished.extend(reading.unfinished)
        after = ids.to_yaml().encode()
        if after != before:
            self.written[IDS] = after

    def _sound(
        self, calendar: Written, programme: Programme, texts: Mapping[str, Text]
    ) -> tuple[Entry, ...]:
        """Return the entries whose names exist and that stand in one place only."""
        twice = self._twice(calendar)
        checker = EntryChecker(programme, texts, self.known.layouts, self.tree, self.named)
        entries: list[Entry] = []
        for entry in calendar.unfinished:
            self.found.extend(checker.check(entry)[1])
        for entry in calendar.entries:
            checked, problems = checker.check(entry)
            self.found.extend(problems)
            self.found.extend(replace(p, place=row) for p in problems for row in entry.also)
            if problems or entry.id in twice:
                calendar.leave_out(entry.id, entry.place)
                calendar.unfinished.append(entry)
            else:
                entries.append(checked)
        self.unfinished = tuple(filter(checker.has_words, calendar.unfinished))
        return tuple(entries)

    def _unread_calendars(self) -> None:
        """Say so of a calendar that nobody here reads: its owner believes it loaded."""
        read = {calendar_file.FILE, IDS, *SHEETS}
        for file in self.tree:
            if file.startswith("posts/calendar.") and file not in read:
                place = Place(file, given=self.given.get(file))
                self.found.append(error(Code.CALENDAR_UNREAD, place, file=place.shown))

    def _twice(self, calendar: Written) -> set[str]:
        named: dict[str, list[Place]] = {}
        for name, place in calendar.named:
            named.setdefault(name, []).append(place)
        again = {name: places for name, places in named.items() if len(places) > 1}
        told = [(name, place) for name, places in again.items() for place in places]
        for name, place in told[:MOST_PROBLEMS]:
            first, second = again[name][:2]
            other = second if place is first else first
            why = {"because": "rows"} if _is_one_sheet(place, other) else {}
            self.found.append(error(Code.DUPLICATE_POST, place, post=name, first=other, **why))
        return set(again)

    def _check_approval(self, run: Reader, campaign: Campaign, calendar: Written) -> None:
        """See that every approval rule is about an entry: a slip would let a post out."""
        names = {"default", *(name for name, _ in calendar.named)}
        written = run.node("approval")
        keys = [key for key, _ in written] if isinstance(written, Pairs) else []
        lines = {key.text: key.line for key in keys if isinstance(key, Scalar)}
        roles = {member.role for member in campaign.team}
        for name, role in campaign.approval.items():
            if name not in names and role in roles:
                known = nearest(name, sorted(names - {"default"}))
                place = Place(campaign_file.FILE, lines.get(name))
                params = {"field": name, "known": known, "because": "approval"}
                self.found.append(error(Code.UNKNOWN_FIELD, place, **params))

    def _answers(self) -> tuple[Answer, ...]:
        file = answers_file.FILE
        if file not in self.tree:
            return ()
        node, problem = parse(file, self.tree[file])
        if problem is not None:
            self.found.append(problem)
        return answers_file.read_answers(groups(node, ANSWER, Findings(file, self.found)))

    def _brand(self) -> Brand:
        return brand_file.read_brand(self._whole(brand_file.FILE, BRAND, None), self.tree)

    def _check_rehearsal(self, campaign: Campaign, programme: Programme) -> None:
        content = self.tree.get(rehearsal_file.FILE)
        if content is not None:
            _, problems = rehearsal_file.read_script(content, campaign, programme)
            self.found.extend(problems)


def _is_one_sheet(place: Place, other: Place) -> bool:
    return place.cell is not None and place.file == other.file


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems as people read the files, those of one place as they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.place.order))
