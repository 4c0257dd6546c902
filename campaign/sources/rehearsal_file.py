"""``posts/rehearsal.yaml``: what arrives during a rehearsal.

``start`` and ``end`` are local times, ``events`` a list. Each event has ``at`` (local) and
one of:

- ``fact: {subject: panel-1, name: stream, value: …}``; a moment is a local time. Subjects and
  days may be written as for ``pregonero fact``
- ``approve: {keys: [publication], by: Nombre, role: coordination}``; ``keys: "*"`` is everything
- ``note: {panel: panel-1, text: …}``
- ``says: {who: Visita 1, text: …}``
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from campaign.core.fact_doubts import doubts, entered
from campaign.core.fact_values import BadFact
from campaign.core.facts import Door, Fact, facts_of
from campaign.core.problems import Code
from campaign.core.script import Approves, Event, FactArrives, Happening, NoteArrives, Says, Script
from campaign.core.walltime import at_wall
from campaign.core.when import WhenError
from campaign.likeness import nearest
from campaign.sources.fields import REHEARSAL
from campaign.sources.findings import Findings
from campaign.sources.localtime import local_time
from campaign.sources.reader import whole
from campaign.sources.sheets.said import SaidFacts
from campaign.sources.yamldoc import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from campaign.core.problems import Problem
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.sources.reader import Reader

FILE: Final = "posts/rehearsal.yaml"
LONGEST: Final = timedelta(days=366)
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Where only the form of a value is looked at, and any moment will do."""


def read_script(
    content: bytes,
    campaign: Campaign,
    programme: Programme,
) -> tuple[Script | None, list[Problem]]:
    """Return the script of a rehearsal and what is wrong with it."""
    found: list[Problem] = []
    node, problem = parse(FILE, content)
    if problem is not None:
        return None, [problem]
    reader = whole(node, REHEARSAL, Findings(FILE, found))
    if reader is None:
        return None, found
    return _Script(campaign, programme).read(reader), found


class _Script:
    def __init__(self, campaign: Campaign, programme: Programme) -> None:
        self.campaign = campaign
        self.programme = programme
        self.said = SaidFacts(programme, campaign)
        self.lines: dict[int, int] = {}
        self.now = _NEVER
        self.kinds: dict[str, Callable[[Reader], Happening | None]] = {
            "fact": self._fact,
            "approve": self._approve,
            "note": self._note,
            "says": self._says,
        }

    def read(self, reader: Reader) -> Script | None:
        start, end = self._local(reader, "start"), self._local(reader, "end")
        events = [self._event(one) for one in reader.groups("events")]
        if start is None or end is None:
            return None
        if not start < end <= start + LONGEST:
            reader.misfit("end", reader.text("end") or "")
            return None
        known = sorted((event for event in events if event is not None), key=lambda e: e.at)
        return Script(start, end, tuple(self._possible(reader, known)))

    def _local(self, reader: Reader, name: str) -> datetime | None:
        naive = reader.parsed(name, local_time)
        return None if naive is None else at_wall(naive, self.campaign.zone).local

    def _event(self, one: Reader) -> Event | None:
        at = self._local(one, "at")
        named = [kind for kind in self.kinds if one.has(kind)]
        if len(named) != 1:
            one.wrong(Code.MISSING_FIELD, one.line, field=" | ".join(self.kinds))
            return None
        self.now = at or _NEVER
        below = one.group(named[0])
        what = None if below is None else self.kinds[named[0]](below)
        return None if at is None or what is None or below is None or below.bad else Event(at, what)

    def _fact(self, one: Reader) -> FactArrives | None:
        subject, name, value = one.text("subject"), one.text("name"), one.text("value")
        if subject is None or name is None or value is None:
            return None
        subject = self.said.subject(subject)
        try:
            names = facts_of(self.programme, subject)
        except BadFact:
            _unknown(one, "subject", subject, self.programme)
            return None
        if name not in names:
            known = nearest(name, sorted(names))
            one.wrong(Code.UNKNOWN_FACT, one.line_of("name"), value=name, known=known)
            return None
        try:
            value = self.said.typed(subject, name, value, self.now).value
            fact = FactArrives(subject, name, value)
            entered(self.programme, _entered(fact, _NEVER))
        except BadFact:
            one.misfit("value", value)
            return None
        except WhenError as wrong:
            one.wrong(wrong.code, one.line_of("value"), **wrong.params)
            return None
        self.lines[id(fact)] = one.line_of("value")
        return fact

    def _possible(self, reader: Reader, events: Sequence[Event]) -> Iterator[Event]:
        """Yield the events without facts that contradict earlier ones; tell the odd ones."""
        programme = self.programme
        for event in events:
            what = event.what
            if not isinstance(what, FactArrives):
                yield event
                continue
            at = event.at.astimezone(UTC)
            fact, line = _entered(what, at), self.lines[id(what)]
            try:
                after = entered(programme, fact)
            except BadFact as wrong:
                told = {"subject": fact.subject, "name": fact.name, **wrong.params}
                reader.wrong(Code.FACT_IMPOSSIBLE, line, **told)
                continue
            for doubt in doubts(programme, fact, at, self.campaign.zone):
                reader.findings.warning(Code.FACT_DOUBTFUL, line, **doubt.params)
            programme = after
            yield event

    def _approve(self, one: Reader) -> Approves | None:
        keys, by, role = one.texts("keys"), one.text("by"), one.text("role")
        roles = [member.role for member in self.campaign.team]
        if role is not None and role not in roles:
            expected = " | ".join(roles)
            line = one.line_of("role")
            one.wrong(Code.BAD_VALUE, line, field="role", value=role, expected=expected)
            return None
        return None if by is None or role is None else Approves(keys, by, role)

    def _note(self, one: Reader) -> NoteArrives | None:
        panel, text = one.text("panel"), one.text("text")
        if panel is not None and self.programme.panel(panel) is None:
            _unknown(one, "panel", panel, self.programme)
        return None if panel is None or text is None else NoteArrives(panel, text)

    @staticmethod
    def _says(one: Reader) -> Says | None:
        who, text = one.text("who"), one.text("text")
        return None if who is None or text is None else Says(who, text)


def _entered(fact: FactArrives, at: datetime) -> Fact:
    return Fact(fact.subject, fact.name, fact.value, at, FILE, Door.REHEARSAL)


def _unknown(one: Reader, field: str, value: str, programme: Programme) -> None:
    known = nearest(value, [panel.id for panel in programme.panels])
    one.wrong(Code.UNKNOWN_SUBJECT, one.line_of(field), value=value, known=known)
