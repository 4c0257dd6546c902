"""Typed text that contradicts the programme: times and dates that are not, or no longer, true.

Only what somebody typed is looked at: what a template takes from the programme is true by
itself. A sentence that names a panel, and a post that is about one, must tell its moments;
that is an error. Where the text may speak of something else (it tells the panel's own moment
too, or names no panel at all) it is a warning. Doors, deadlines, other zones and quotations
are somebody else's moments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, Severity
from campaign.core.rendering import MARKUP, PART_LINE
from campaign.core.written_moments import MomentFinder
from campaign.services.rules.naming import PanelNames
from campaign.services.rules.wording import text_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.core.dates import DateWords
    from campaign.core.folder import Folder
    from campaign.core.problems import Place
    from campaign.core.programme import Panel, Programme
    from campaign.core.written_moments import WrittenDay, WrittenTime
    from campaign.services.drafting import Prepared

SENTENCE = re.compile(r"\n+|(?<=[!?;])\s+|(?<=[^\s.][^\s.]\.)\s+(?=[A-ZÁÉÍÓÚÑ¿¡«“])")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"")
_LINK = re.compile(r"https?://\S+")
_BRANCHES = re.compile(r"\{%-?\s*(?:if|for)\b")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A piece of a text: ``meant`` are the panels that it speaks of, ``named`` tells by name."""

    text: str
    meant: tuple[Panel, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    found: str
    actual: str
    severity: Severity
    panel: Panel | None = None
    weekday: int | None = None


class Truth:
    """Compares what is typed with what the programme says. ``programme`` has its facts."""

    def __init__(self, folder: Folder, programme: Programme, words: DateWords) -> None:
        self.folder = folder
        self.programme = programme
        self.words = words
        self._finder = MomentFinder(words)
        self._telling: dict[str, bool] = {}
        self._names = PanelNames(programme, words)
        told = words.told
        self._until = _words(told["until"])
        self._perhaps = _words(told["perhaps_other_events"])
        self._others = _words(told["other_events"])
        self._zones = _words(told["other_zones"])

    def contradictions(self, item: Prepared) -> Iterator[Problem]:
        """Times and days in the text that are not those of the panels that it speaks of."""
        typed = self._typed(item)
        if not self._tells_moments(typed):
            return
        text = item.text
        if text is None:
            # It waits for a fact. What it says already can be false already, if it says it surely.
            text = "" if _BRANCHES.search(typed) else MARKUP.sub(" ", typed)
        for finding in self._findings(item, text):
            if finding.found in typed:
                yield self._problem(item, typed, finding)

    def _tells_moments(self, typed: str) -> bool:
        """Tell whether somebody typed a moment at all; one text serves hundreds of posts."""
        if typed not in self._telling:
            found = next(self._finder.clocks(typed), None) or next(self._finder.days(typed), None)
            self._telling[typed] = found is not None
        return self._telling[typed]

    def _typed(self, item: Prepared) -> str:
        entry = item.entry
        if entry.literal:
            return entry.text
        text = self.folder.texts.get(entry.text)
        return text.source(item.key.channel) if text else ""

    def _findings(self, item: Prepared, text: str) -> Iterator[_Finding]:
        subject = None if item.draft.subject.quote else item.draft.subject.panel
        sentences = self._sentences(text, subject)
        own_day, own_time = self._tells_own(sentences, subject)
        for sentence in sentences:
            days = list(self._finder.days(sentence.text))
            somebody_else = bool(self._others.search(sentence.text))
            unsure = bool(self._perhaps.search(sentence.text))
            for day in days:
                yield from self._of_weekday(day, sentence)
                if not somebody_else:
                    yield from self._of_day(day, sentence, own=own_day or unsure)
            for clock in self._finder.clocks(sentence.text) if not somebody_else else ():
                yield from self._of_clock(clock, sentence, days, own=own_time or unsure)

    def _sentences(self, text: str, subject: Panel | None) -> list[_Sentence]:
        pieces = [piece for piece in SENTENCE.split(text) if piece.strip()]
        named = [self._names.named(piece) for piece in pieces]
        everywhere = tuple(dict.fromkeys(panel for found in named for panel in found))
        told = []
        for piece, found in zip(pieces, named, strict=True):
            plain = _LINK.sub(" ", _QUOTED.sub(" ", piece))
            mine = () if subject is None else (subject,)
            meant = tuple(dict.fromkeys((*found, *mine))) or everywhere
            told.append(_Sentence(plain, meant, bool(found or mine) or len(everywhere) == 1))
        return told

    def _tells_own(
        self, sentences: Sequence[_Sentence], subject: Panel | None
    ) -> tuple[bool, bool]:
        """Tell whether the day, and the time, of the post's own panel stand in the text too."""
        moments = _moments([subject]) if subject else []
        times = _times([subject.begins]) if subject else frozenset()
        told = [sentence.text for sentence in sentences]
        days = (day for text in told for day in self._finder.days(text))
        clocks = (clock for text in told for clock in self._finder.clocks(text))
        return (
            any(day.fits(moment) for day in days for moment in moments),
            any(clock.readings & times for clock in clocks),
        )

    def _of_clock(
        self, clock: WrittenTime, sentence: _Sentence, days: Sequence[WrittenDay], *, own: bool
    ) -> Iterator[_Finding]:
        panels = sentence.meant if sentence.named else self._on(days)
        begins = [panel for panel in panels if panel.begins is not None]
        if not begins or len(begins) < len(panels):
            return
        if clock.readings & _times(panel.begins for panel in begins):
            return
        if self._zones.search(sentence.text) and _whole_hours_off(clock, begins):
            return
        ends = bool(clock.readings & _times(panel.ends for panel in begins))
        if ends and self._tells_an_end(sentence, begins):
            return
        doubt = ends or own or clock.doubtful or not sentence.named or len(begins) > 1
        yield self._finding(clock.text, begins, doubt=doubt)

    def _tells_an_end(self, sentence: _Sentence, panels: Sequence[Panel]) -> bool:
        """Tell whether a sentence speaks of an end: it says so, or tells the begin too."""
        begins = _times(panel.begins for panel in panels)
        clocks = self._finder.clocks(sentence.text)
        return bool(self._until.search(sentence.text)) or any(c.readings & begins for c in clocks)

    def _of_day(self, day: WrittenDay, sentence: _Sentence, *, own: bool) -> Iterator[_Finding]:
        if self._wrong_weekday(day, sentence.meant) is not None:
            return
        begins = [panel for panel in sentence.meant if panel.begins is not None]
        if not sentence.named or not begins or len(begins) < len(sentence.meant):
            return
        moments = _moments(begins)
        if any(day.fits(moment) for moment in moments):
            return
        if day.year is not None and day.year not in {moment.year for moment in moments}:
            return
        yield self._finding(day.text, begins, doubt=own)

    def _of_weekday(self, day: WrittenDay, sentence: _Sentence) -> Iterator[_Finding]:
        wrong = self._wrong_weekday(day, sentence.meant)
        if wrong is not None:
            yield wrong

    def _wrong_weekday(self, day: WrittenDay, meant: Sequence[Panel]) -> _Finding | None:
        """Return what is wrong where the weekday is not that of the date, in any likely year."""
        if day.weekday is None:
            return None
        moments = _moments(meant) or _moments(self.programme.panels)
        if day.month is None:
            return None
        years = {day.year} if day.year else {moment.year for moment in moments}
        dates = [found for year in years if year and (found := _date(year, day.month, day.day))]
        if not dates or any(found.weekday() == day.weekday for found in dates):
            return None
        actual = str(dates[0].weekday())
        return _Finding(day.text, actual, Severity.ERROR, weekday=day.weekday)

    def _on(self, days: Sequence[WrittenDay]) -> tuple[Panel, ...]:
        """Return the panels of these days."""
        return tuple(
            panel
            for panel in self.programme.panels
            if panel.begins is not None and any(day.fits(panel.begins) for day in days)
        )

    def _finding(self, found: str, panels: Sequence[Panel], *, doubt: bool) -> _Finding:
        told = [self.words.say(panel.begins) for panel in panels if panel.begins is not None]
        severity = Severity.WARNING if doubt else Severity.ERROR
        return _Finding(found, " · ".join(told), severity, panels[0])

    def _problem(self, item: Prepared, typed: str, finding: _Finding) -> Problem:
        place = self._place(item, typed, finding.found)
        which = {
            "post": item.draft.post,
            "channel": item.label,
        }
        if finding.panel is None:
            said = str(finding.weekday or 0)
            params = {"value": finding.found, "found": said, "actual": finding.actual, **which}
            return Problem(Code.WEEKDAY_MISMATCH, place, params, finding.severity)
        params = {
            "found": finding.found,
            "actual": finding.actual,
            "panel": finding.panel.id,
            "use": self._use(item, finding.panel),
            **which,
        }
        return Problem(Code.CONTRADICTS_PROGRAMME, place, params, finding.severity)

    def _use(self, item: Prepared, panel: Panel) -> str:
        mine = item.draft.subject.panel
        if mine is not None and mine.id == panel.id:
            return "{{ panel.when }}"
        order = [one.id for one in self.programme.panels]
        return f"{{{{ panels[{order.index(panel.id)}].when }}}}"

    def _place(self, item: Prepared, typed: str, found: str) -> Place:
        if item.entry.literal:
            return text_place(self.folder, item)
        parts = PART_LINE.split(typed)
        part = parts[item.key.part - 1] if item.key.part <= len(parts) else typed
        offset = typed.find(part) + part.find(found) if found in part else typed.find(found)
        return text_place(self.folder, item, typed.count("\n", 0, offset) + 1)


def _whole_hours_off(clock: WrittenTime, panels: Sequence[Panel]) -> bool:
    """Tell whether a time may be that of a panel in another zone."""
    minutes = {minute for _, minute in _times(panel.begins for panel in panels)}
    return any(minute in minutes for _, minute in clock.readings)


def _words(options: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(one)}\b" for one in options), re.IGNORECASE)


def _moments(panels: Sequence[Panel]) -> list[datetime]:
    """Return when panels begin and end, those of which it is known."""
    return [m for panel in panels for m in (panel.begins, panel.ends) if m is not None]


def _times(moments: Iterable[datetime | None]) -> frozenset[tuple[int, int]]:
    return frozenset((m.hour, m.minute) for m in moments if m is not None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
