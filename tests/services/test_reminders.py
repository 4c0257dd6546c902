"""Attendees are told what they need to know, each thing at most once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import pytest

from campaign.core.attendees import Attendee
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.languages import Catalogue
from campaign.services.attending import Attending
from campaign.services.conversation import Content
from campaign.services.reminders import Notices, Signed
from campaign.wiring.clocks import VirtualClock

if TYPE_CHECKING:
    from campaign.ports.attendees import People

ZONE = ZoneInfo("Europe/Madrid")
START = datetime(2028, 11, 14, 19, 0, tzinfo=ZONE)
PANEL = Panel("luz", "Luz y sombra", 2, START)
OTHER = Panel("eco", "Ecos", 3, window="diciembre")
BEFORE = Programme((PANEL, OTHER))
ANA, BEN, GONE = (
    Attendee(1, 71, "es"),
    Attendee(2, 72, "en"),
    Attendee(3, 73, "es", reachable=False),
)
SEATED = {"luz": (ANA, BEN, GONE), "eco": (ANA,)}
SIGNED = {panel: Signed(people) for panel, people in SEATED.items()}
NOW = datetime(2028, 11, 1, tzinfo=UTC)
NOTICES = Notices(Campaign("c", "C", "Europe/Madrid", ZONE), Catalogue)


def texts(messages: tuple) -> dict[int, str]:
    return {message.chat: json.loads(message.body)["text"] for message in messages}


def due(now: datetime, programme: Programme = BEFORE) -> tuple:
    return NOTICES.due(programme, SEATED, now)


@pytest.mark.parametrize(
    ("before", "people"),
    [
        (timedelta(hours=24, minutes=1), []),
        (timedelta(hours=24), [71, 72]),
        (timedelta(hours=22, minutes=1), [71, 72]),
        (timedelta(hours=21), []),
        (timedelta(minutes=16), []),
        (timedelta(minutes=15), [71, 72]),
        (timedelta(seconds=1), [71, 72]),
        (timedelta(), []),
    ],
)
def test_reminders_come_a_day_and_a_quarter_of_an_hour_before(
    before: timedelta, people: list[int]
) -> None:
    assert [message.chat for message in due(START.astimezone(UTC) - before)] == people


@pytest.mark.parametrize(
    ("zone", "begins", "day", "quarter"),
    [
        ("America/Santiago", "2026-09-06 18:00", "2026-09-05 18:00", "2026-09-06 17:45"),
        ("America/Santiago", "2026-04-05 18:00", "2026-04-04 18:00", "2026-04-05 17:45"),
        ("Europe/Madrid", "2027-03-28 19:00", "2027-03-27 19:00", "2027-03-28 18:45"),
        ("Australia/Lord_Howe", "2026-10-04 09:30", "2026-10-03 09:30", "2026-10-04 09:15"),
        ("Atlantic/Azores", "2027-03-28 01:05", "2027-03-27 01:05", "2027-03-27 23:50"),
        ("America/Havana", "2026-03-09 00:30", "2026-03-08 01:00", "2026-03-09 00:15"),
    ],
)
async def test_the_day_before_is_the_same_time_of_the_wall_also_where_the_clock_changes(
    zone: str, begins: str, day: str, quarter: str
) -> None:
    """The panel was moved there from a week without a clock change."""

    def wall(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

    begun = replace(PANEL, start=datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone)))
    programme = Programme((begun,))
    clock = VirtualClock(wall(begins) - timedelta(days=3))

    async def content() -> Content:
        return Content(NOTICES.campaign, programme)

    attending = Attending(content, cast("People", None), clock, Catalogue)
    reminded = []
    while (moment := await attending.next_moment()) is not None:
        reminded.append(moment)
        assert due(moment - timedelta(minutes=1), programme) == ()
        assert len(due(moment, programme)) == 2
        clock.advance_to(moment)
    assert reminded == [wall(day), wall(quarter)]


@pytest.mark.parametrize("before", [timedelta(days=1), timedelta(minutes=15)])
def test_nobody_is_reminded_of_what_they_signed_up_for_after_its_moment(before: timedelta) -> None:
    moment = START.astimezone(UTC) - before
    asked = (moment - timedelta(seconds=1), moment, moment + timedelta(seconds=10), None)
    people = [replace(ANA, chat=n, since=since) for n, since in enumerate(asked)]
    told = NOTICES.due(BEFORE, {"luz": people}, moment + timedelta(minutes=10))
    assert [message.chat for message in told] == [0, 3]


def test_a_reminder_goes_out_once_and_again_only_for_a_new_time() -> None:
    quarter = START.astimezone(UTC) - timedelta(minutes=15)
    first, again = due(quarter), due(quarter + timedelta(minutes=5))
    assert [m.dedupe for m in first] == [m.dedupe for m in again]
    assert all(message.once for message in first)
    assert len({m.dedupe for m in first}) == len(first)
    late = Programme((replace(PANEL, delay=timedelta(minutes=30)),))
    moved = due(quarter + timedelta(minutes=30), late)
    assert not {m.dedupe for m in first} & {m.dedupe for m in moved}


def test_a_notice_says_to_whom_it_is_so_that_nobody_gets_it_who_is_gone() -> None:
    soon = START.astimezone(UTC) - timedelta(minutes=15)
    moved = Programme((replace(PANEL, start=START + timedelta(hours=1)), OTHER))
    for messages in (due(soon), NOTICES.changes(BEFORE, moved, SIGNED, NOW)):
        assert [(one.chat, one.attendee) for one in messages] == [(71, 1), (72, 2)]


def test_the_day_before_and_the_quarter_are_two_reminders() -> None:
    day = due(START.astimezone(UTC) - timedelta(hours=24))
    quarter = due(START.astimezone(UTC) - timedelta(minutes=15))
    assert not {m.dedupe for m in day} & {m.dedupe for m in quarter}


@pytest.mark.parametrize(
    "panel",
    [
        replace(PANEL, cancelled=True),
        replace(PANEL, start=None),
        replace(PANEL, started=START - timedelta(minutes=20)),
    ],
)
def test_nothing_is_reminded_of_a_panel_that_is_cancelled_undated_or_running(panel: Panel) -> None:
    assert due(START.astimezone(UTC) - timedelta(minutes=15), Programme((panel,))) == ()


def test_everybody_reads_their_language_and_the_link() -> None:
    linked = Programme((replace(PANEL, stream="https://example.org/luz"),))
    said = texts(due(START.astimezone(UTC) - timedelta(minutes=10), linked))
    assert "martes 14 de noviembre, 19:00\u00a0h (hora de España peninsular)" in said[71]
    assert "Tuesday 14 November, 19:00" in said[72]
    assert all("https://example.org/luz" in text for text in said.values())


def change(*panels: Panel, now: datetime = NOW) -> tuple:
    return NOTICES.changes(BEFORE, Programme(panels), SIGNED, now)


def test_who_has_a_seat_is_told_that_a_panel_moved() -> None:
    moved = replace(PANEL, start=START + timedelta(days=1))
    messages = change(moved, OTHER)
    assert "miércoles 15 de noviembre" in texts(messages)[71]
    assert set(texts(messages)) == {71, 72}
    assert all(message.once for message in messages)
    assert [m.dedupe for m in messages] == [m.dedupe for m in change(moved, OTHER)]


MOVES = [
    (
        timedelta(minutes=10),
        (
            "El panel 2, «Luz y sombra», cambió de hora: el martes 14 de noviembre ya no es a"
            " las 19:00 h, sino a las 19:10 h (hora de España peninsular). Tu inscripción sigue"
            " en pie."
        ),
        (
            "The time of panel 2, “Luz y sombra”, has changed: on Tuesday 14 November it is no"
            " longer at 19:00, but at 19:10 (Spanish peninsular time)."
        ),
    ),
    (
        timedelta(days=7),
        (
            "El panel 2, «Luz y sombra», cambió de fecha: ya no es el martes 14 de noviembre,"
            " sino el martes 21 de noviembre, a las 19:00 h (hora de España peninsular)."
        ),
        (
            "The date of panel 2, “Luz y sombra”, has changed: it is no longer on Tuesday 14"
            " November, but on Tuesday 21 November, at 19:00 (Spanish peninsular time)."
        ),
    ),
    (
        timedelta(days=7, hours=-2),
        (
            "El panel 2, «Luz y sombra», cambió de fecha y de hora: ya no es el martes 14 de"
            " noviembre a las 19:00 h, sino el martes 21 de noviembre a las 17:00 h (hora de"
            " España peninsular)."
        ),
        (
            "The date and time of panel 2, “Luz y sombra”, have changed: it is no longer on"
            " Tuesday 14 November at 19:00, but on Tuesday 21 November at 17:00 (Spanish"
            " peninsular time)."
        ),
    ),
    (
        timedelta(days=366),
        (
            "cambió de fecha: ya no es el martes 14 de noviembre de 2028, sino el jueves 15 de"
            " noviembre de 2029, a las 19:00 h"
        ),
        "no longer on Tuesday 14 November 2028, but on Thursday 15 November 2029, at 19:00",
    ),
]


@pytest.mark.parametrize(("by", "spanish", "english"), MOVES)
@pytest.mark.parametrize("zone", ["Europe/Madrid", "Asia/Tokyo"])
def test_a_move_is_told_with_what_was_and_what_is_in_the_time_of_the_campaign(
    by: timedelta, spanish: str, english: str, zone: str
) -> None:
    """In whatever zone its moments are written."""
    moved = replace(PANEL, start=(START + by).astimezone(ZoneInfo(zone)))
    said = {chat: text.replace("\u00a0", " ") for chat, text in texts(change(moved, OTHER)).items()}
    assert spanish in said[71]
    assert english in said[72]


def test_a_date_that_becomes_known_and_one_that_is_lost_are_told_apart() -> None:
    dated = replace(OTHER, start=START + timedelta(days=20))
    assert "Ya hay fecha" in texts(change(PANEL, dated))[71]
    assert "por confirmar" in texts(change(replace(PANEL, start=None), OTHER))[71]


def test_a_panel_that_is_cancelled_or_withdrawn_is_told() -> None:
    assert "cancelado" in texts(change(replace(PANEL, cancelled=True), OTHER))[71]
    assert "cancelado" in texts(change(OTHER))[71]


def test_a_move_there_and_back_and_there_again_is_told_each_time() -> None:
    moved = Programme((replace(PANEL, start=START + timedelta(days=1)), OTHER))
    steps = [(BEFORE, moved), (moved, BEFORE), (BEFORE, moved)]
    told = [
        message.dedupe
        for hours, (old, new) in enumerate(steps)
        for message in NOTICES.changes(old, new, SIGNED, NOW + timedelta(hours=hours))
    ]
    assert len(set(told)) == len(told) == 6


def test_who_read_that_a_panel_is_cancelled_reads_that_it_takes_place() -> None:
    off = Programme((replace(PANEL, cancelled=True), OTHER))
    assert "sí se realizará: martes 14" in texts(NOTICES.changes(off, BEFORE, SIGNED, NOW))[71]
    undated = Programme((replace(PANEL, start=None), OTHER))
    assert "por confirmar" in texts(NOTICES.changes(off, undated, SIGNED, NOW))[71]
    assert NOTICES.changes(off, off, SIGNED, NOW) == ()


def test_what_concerns_nobody_is_not_told() -> None:
    assert change(PANEL, OTHER) == ()
    assert change(replace(PANEL, summary="otra cosa"), OTHER) == ()
    after = START.astimezone(UTC) + timedelta(hours=2)
    assert change(replace(PANEL, start=START + timedelta(days=1)), OTHER, now=after) == ()


def test_who_waits_for_a_seat_is_told_of_a_change_and_that_they_still_wait() -> None:
    signed = {"luz": Signed((ANA,), (BEN, GONE))}
    moved = Programme((replace(PANEL, start=START + timedelta(days=1)), OTHER))
    told = texts(NOTICES.changes(BEFORE, moved, signed, NOW))
    assert set(told) == {71, 72}
    assert "Tu inscripción sigue en pie" in told[71]
    assert "Wednesday 15 November" in told[72]
    assert "You are still on its waiting list" in told[72]
    off = Programme((replace(PANEL, cancelled=True), OTHER))
    assert set(texts(NOTICES.changes(BEFORE, off, signed, NOW))) == {71, 72}
