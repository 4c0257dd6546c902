from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from campaign.core.problems import Code
from campaign.core.programme import Panel, Programme
from campaign.core.script import Approves, FactArrives, NoteArrives, Says
from campaign.core.settings import Campaign, TeamMember
from campaign.sources import read_script

AUCKLAND = Campaign(
    "a", "A", "Pacific/Auckland", ZoneInfo("Pacific/Auckland"), team=(TeamMember("editor"),)
)
PROGRAMME = Programme(panels=(Panel("one", "One", 1),))


def test_events_come_in_the_order_of_time_and_in_the_campaigns_zone() -> None:
    script, problems = read_script(
        b"""
start: 2023-01-10 09:00
end: 2023-01-12 09:00
events:
  - at: 2023-01-11 10:00
    says: {who: Visitor, text: hello}
  - at: 2023-01-10 10:00
    fact: {subject: one, name: start, value: 2023-02-01 18:00}
  - at: 2023-01-11 11:00
    approve: {keys: "*", by: Kim, role: editor}
  - at: 2023-01-11 12:00
    note: {panel: one, text: "# Note"}
""",
        AUCKLAND,
        PROGRAMME,
    )
    assert list(problems) == []
    assert script is not None
    assert script.start.astimezone(UTC) == datetime(2023, 1, 9, 20, 0, tzinfo=UTC)
    assert [event.what for event in script.events] == [
        FactArrives("one", "start", "2023-02-01T18:00:00+13:00"),
        Says("Visitor", "hello"),
        Approves(("*",), "Kim", "editor"),
        NoteArrives("one", "# Note"),
    ]


def test_what_cannot_happen_is_told_with_its_line_and_left_out() -> None:
    script, problems = read_script(
        b"""start: 2023-01-10 09:00
end: 2023-01-12 09:00
events:
  - {at: 2023-01-11 10:00, fact: {subject: two, name: stream, value: x}}
  - {at: 2023-01-11 10:00, fact: {subject: one, name: strem, value: x}}
  - {at: 2023-01-11 10:00, fact: {subject: one, name: stream, value: x}}
  - {at: 2023-01-11 10:00, approve: {keys: a, by: Kim, role: boss}}
  - {at: 2023-01-11 10:00, note: {panel: two, text: x}}
  - {at: 2023-01-11 10:00}
  - {at: tomorrow, says: {who: V, text: x}}
""",
        AUCKLAND,
        PROGRAMME,
    )
    assert script is not None
    assert script.events == ()
    assert [(p.code, p.place.line) for p in problems] == [
        (Code.UNKNOWN_SUBJECT, 4),
        (Code.UNKNOWN_FACT, 5),
        (Code.BAD_VALUE, 6),
        (Code.BAD_VALUE, 7),
        (Code.UNKNOWN_SUBJECT, 8),
        (Code.MISSING_FIELD, 9),
        (Code.BAD_VALUE, 10),
    ]


def test_a_rehearsal_ends_after_it_begins_and_within_a_year() -> None:
    for end in ("2023-01-10 09:00", "2033-01-10 09:00"):
        source = f"start: 2023-01-10 09:00\nend: {end}\n".encode()
        script, problems = read_script(source, AUCKLAND, PROGRAMME)
        assert script is None
        assert [p.place.line for p in problems] == [2]


def test_facts_are_looked_at_one_after_the_other() -> None:
    script, problems = read_script(
        b"""start: 2023-01-10 09:00
end: 2023-02-12 09:00
events:
  - {at: 2023-01-10 10:00, fact: {subject: one, name: start, value: 2023-02-01 18:00}}
  - {at: 2023-01-11 10:00, fact: {subject: one, name: started, value: 2023-01-11 10:00}}
  - {at: 2023-02-01 19:00, fact: {subject: one, name: started, value: "18:02"}}
  - {at: 2023-02-01 19:05, fact: {subject: one, name: ended, value: 2023-02-01 17:00}}
  - {at: 2023-02-02 10:00, fact: {subject: one, name: recording, value: https://a.example/1}}
""",
        AUCKLAND,
        PROGRAMME,
    )
    told = [(p.code, p.is_error, p.place.line) for p in problems]
    assert (Code.FACT_DOUBTFUL, False, 5) in told
    assert (Code.FACT_IMPOSSIBLE, True, 7) in told
    assert script is not None
    names = [e.what.name for e in script.events if isinstance(e.what, FactArrives)]
    assert "ended" not in names
    assert names[-1] == "recording"


def test_facts_are_said_as_for_the_command() -> None:
    """Subjects by their titles and numbers, days as in a sheet; a doubt is told, not guessed."""
    programme = Programme(panels=(Panel("one", "The river at night", 1),))
    script, problems = read_script(
        b"""start: 2023-01-10 09:00
end: 2023-02-12 09:00
events:
  - {at: 2023-01-10 10:00, fact: {subject: Panel 1, name: start, value: 03/04/2023 18:00 hrs}}
  - {at: 2023-01-10 11:00, fact: {subject: The river at night, name: delay, value: 5m}}
  - {at: 2023-01-10 12:00, fact: {subject: one, name: start, value: martes 3 abril 2023 18:00}}
""",
        AUCKLAND,
        programme,
    )
    assert script is not None
    assert [event.what for event in script.events] == [
        FactArrives("one", "start", "2023-04-03T18:00:00+12:00"),
        FactArrives("one", "delay", "5m"),
    ]
    wrong = [(p.code, p.place.line) for p in problems if p.is_error]
    assert wrong == [(Code.WEEKDAY_MISMATCH, 6)]
