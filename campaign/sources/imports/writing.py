"""From what another tool says to the text of ``posts/programme.yaml``.

Panels stand in the order of their start, those without one at the end. What has no field
of ours (room, kind, language, address) is kept as a comment.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Problem, warning
from campaign.core.walltime import as_typed, at_wall
from campaign.sources.imports.ids import panel_ids, short
from campaign.sources.imports.yaml_text import block, comment, one_line, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from campaign.ports.phrases import Phrases
    from campaign.sources.imports.schedule import Schedule, Talk

_PERSON_ID = 18
_LAST = "~"


class ProgrammeText:
    """Writes one schedule. ``zone`` is the campaign's; ``None`` keeps the file's offsets."""

    def __init__(self, file: str, zone: tzinfo | None, phrases: Phrases | None) -> None:
        self.file = file
        self.zone = zone
        self.phrases = phrases
        self.problems: list[Problem] = []

    def write(self, schedule: Schedule) -> str:
        """Return the whole text."""
        ids, odd = panel_ids(schedule.talks, self.file)
        self.problems.extend(odd)
        told = [(self._local(talk), number) for number, talk in enumerate(schedule.talks)]
        order = sorted(told, key=lambda one: (str(one[0] or _LAST), one[1]))
        lines = self._header(schedule)
        for local, number in order:
            lines += ["", *self._panel(ids[number], schedule.talks[number], local)]
        return "\n".join(lines) + "\n"

    def _header(self, schedule: Schedule) -> list[str]:
        head = comment(schedule.title) if schedule.title else []
        if self.zone is None:
            said = self._say("header-no-zone", file=self.file)
        else:
            said = self._say("header", file=self.file, zone=self.zone)
        return [*head, *comment(said or self.file), "", "panels:"]

    def _panel(self, identity: str, talk: Talk, local: datetime | None) -> Iterator[str]:
        yield f"  - id: {identity}"
        yield f"    title: {quoted(talk.title)}" if talk.title else "    title:"
        if about := self._about(talk):
            yield from comment(about, "    ")
        yield f"    start: {as_typed(local)}" if local else self._open("start")
        if local is None and talk.day is not None:
            yield f"    window: {quoted(self._day(talk))}"
        yield f"    minutes: {talk.minutes}" if talk.minutes else self._open("minutes")
        if talk.cancelled:
            yield "    cancelled: yes"
        if talk.optout:
            yield from comment(self._say("optout") or "recording: optout", "    ")
        yield from self._speakers(identity, talk)
        if talk.summary:
            yield f"    summary: {block(talk.summary, ' ' * 6)}"
        self._report(talk, local)

    def _about(self, talk: Talk) -> str:
        known = (talk.room, talk.kind, talk.language, talk.url)
        return " · ".join(one_line(value) for value in known if value)

    def _open(self, name: str) -> str:
        said = self._say(f"open-{name}")
        return f"    {name}:" + (f"  # {one_line(said)}" if said else "")

    def _speakers(self, panel: str, talk: Talk) -> Iterator[str]:
        if talk.persons:
            yield "    speakers:"
        taken: set[str] = set()
        for number, person in enumerate(talk.persons, 1):
            found = f"{panel}-{short(person.key or person.name, _PERSON_ID)}"
            found = f"{found}-{number}" if found in taken else found
            taken.add(found)
            yield f"      - id: {found}"
            yield f"        name: {quoted(person.name)}"

    def _local(self, talk: Talk) -> datetime | None:
        """Return the start as the campaign's wall shows it."""
        if talk.start is None:
            return None
        local = talk.start.astimezone(self.zone) if self.zone is not None else talk.start
        naive = local.replace(tzinfo=None)
        if self.zone is not None and at_wall(naive, self.zone).utc != local.astimezone(UTC):
            self._warn(Code.CLOCK_CHANGE_FOLD, talk, post=talk.title, local=naive)
        return naive

    def _report(self, talk: Talk, local: datetime | None) -> None:
        event = talk.title or talk.key or str(talk.line)
        if not talk.title:
            self._warn(Code.IMPORT_NO_TITLE, talk, event=event)
        if talk.skipped is not None:
            told = {"local": talk.skipped, "used": local or ""}
            self._warn(Code.CLOCK_CHANGE_GAP, talk, post=event, **told)
        if local is None and talk.day is not None:
            self._warn(Code.IMPORT_ALL_DAY, talk, event=event, day=talk.day)
        elif local is None:
            self._warn(Code.IMPORT_NO_TIME, talk, event=event)

    def _warn(self, code: Code, talk: Talk, **params: object) -> None:
        self.problems.append(warning(code, talk.place(self.file), **params))

    def _day(self, talk: Talk) -> str:
        if self.phrases is None or talk.day is None:
            return str(talk.day)
        return self.phrases.text(
            "dates.long_day",
            weekday=self.phrases.words("dates.weekdays")[talk.day.weekday()],
            day=talk.day.day,
            month=self.phrases.words("dates.months")[talk.day.month - 1],
            year=talk.day.year,
        )

    def _say(self, name: str, **params: object) -> str:
        return self.phrases.text(f"imports.{name}", **params) if self.phrases else ""
