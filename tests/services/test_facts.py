"""What the ledger knows besides the files: how it is told, and when it no longer fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.core.fact_doubts import Doubt, consequences, doubts
from campaign.core.fact_typing import typed
from campaign.core.fact_values import BadFact, Fault, duration, link
from campaign.core.facts import Door, Fact, apply_facts
from campaign.core.problems import Code
from tests.core.factories import panel, programme
from tests.services.newsroom import CALENDAR, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.loader import Loaded


async def test_a_start_in_another_offset_is_told_in_the_campaigns_time(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-28T18:00:00-05:00")
        await room.learn("orillas", "start", "2031-05-29T00:30:00+00:00")
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "miércoles 28 de mayo, 19:30" in told.text


async def test_a_fact_about_a_panel_that_is_gone_keeps_nothing_from_loading(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "stream", "https://example.org/orillas")
        alone = PROGRAMME.partition("  - id: orillas")[0]
        loaded = await room.load(programme=alone)
        found = [p for p in loaded.proposal.checked.problems if p.code is Code.UNKNOWN_FACT]
        assert [p.is_error for p in found] == [False]
        assert loaded.proposal.checked.errors == 0


async def test_a_new_start_ends_the_delay_that_was_counted_from_the_old_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "delay", "10m")
        await room.learn("orillas", "start", "2031-05-28T19:00:00-05:00")
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "19:00" in told.text


def test_a_delay_after_a_new_start_counts_from_it() -> None:
    def fact(name: str, value: str) -> Fact:
        return Fact("one", name, value, datetime(2027, 1, 1, tzinfo=UTC), "Ana", Door.COMMAND)

    facts = [
        fact("delay", "10m"),
        fact("start", "2027-03-02T18:00:00+00:00"),
        fact("delay", "5m"),
    ]
    (known,) = apply_facts(programme(panel("one", "2027-03-01T18:00")), facts).panels
    assert known.begins == datetime(2027, 3, 2, 18, 5, tzinfo=UTC)


MOVED = PROGRAMME.replace("2031-05-27 18:00", "2031-05-27 18:30")


def overruled(loaded: Loaded) -> list[tuple[str, str, str]]:
    """Return what the warnings about facts and files say."""
    return [
        (str(p.place), p.params["said"], p.params["value"])
        for p in loaded.proposal.checked.problems
        if p.code is Code.FACT_OVERRULES
    ]


async def test_a_file_that_changes_after_a_fact_is_told_with_its_line(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        entered = await room.learn("orillas", "start", "2031-05-27T20:00:00-05:00")
        assert overruled(entered) == []
        loaded = await room.load(programme=MOVED)
        assert overruled(loaded) == [
            ("posts/programme.yaml:7", "2031-05-27 18:30", "2031-05-27 20:00"),
        ]
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "20:00" in told.text


async def test_what_the_file_said_already_is_what_the_fact_replaced(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-27T20:00:00-05:00")
        assert overruled(await room.load(calendar=CALENDAR.replace("09:00", "09:30"))) == []
        same = PROGRAMME.replace("2031-05-27 18:00", "2031-05-27 20:00")
        assert overruled(await room.load(programme=same)) == []


async def test_a_fact_entered_again_is_meant(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-27T20:00:00-05:00")
        await room.load(programme=MOVED)
        await room.learn("orillas", "start", "2031-05-27T20:00:00-05:00")
        assert overruled(await room.load()) == []


async def test_a_link_that_the_file_gets_later_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("aguas", "stream", "https://rio.example/a")
        linked = PROGRAMME.replace(
            "    title: Las dos", "    stream: https://rio.example/o\n    title: Las dos"
        ).replace("    title: Aguas", "    stream: https://rio.example/b\n    title: Aguas")
        assert overruled(await room.load(programme=linked)) == [
            ("posts/programme.yaml:3", "https://rio.example/b", "https://rio.example/a"),
        ]


async def test_a_fact_taken_back_lets_the_file_hold_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("orillas", "start", "2031-05-27T20:00:00-05:00")
        await room.load(programme=MOVED)
        loaded = await room.learn("orillas", "start", "")
        assert loaded.proposal.checked.problems == ()
        told = (await room.newest())["aviso/orillas/x/1"].payload
        assert told is not None
        assert "18:30" in told.text


async def test_a_stream_taken_back_makes_its_posts_wait_again(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("aguas", "stream", "https://rio.example/a")
        assert (await room.states())["en-vivo/aguas/x/1"] == "planned"
        await room.learn("aguas", "stream", "")
        assert (await room.states())["en-vivo/aguas/x/1"] == "waiting"


async def test_only_what_was_entered_is_taken_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        with pytest.raises(BadFact) as raised:
            await room.learn("aguas", "stream", "")
        assert raised.value.fault is Fault.NOT_ENTERED


async def test_a_panel_does_not_end_before_it_began(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        await room.learn("aguas", "started", "2031-05-20T18:02:00-05:00")
        with pytest.raises(BadFact) as raised:
            await room.learn("aguas", "ended", "2031-05-20T17:59:00-05:00")
        assert raised.value.fault is Fault.ENDED_FIRST
        assert raised.value.params["started"] == "2031-05-20 18:02"


LISBON = ZoneInfo("Europe/Lisbon")
NOON = datetime(2027, 6, 10, 11, tzinfo=UTC)
SERIES = programme(panel("one", "2027-06-17T18:00"), panel("two", None))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("start", "2027-06-17 19:30", "2027-06-17T19:30:00+01:00"),
        ("start", "2027-06-17 7:30 p.m.", "2027-06-17T19:30:00+01:00"),
        ("start", "2027-06-17 7 pm", "2027-06-17T19:00:00+01:00"),
        ("start", "2027-06-17T19:30:00Z", "2027-06-17T19:30:00+00:00"),
        ("start", "19.30 hrs", "2027-06-17T19:30:00+01:00"),
        ("started", "9:05", "2027-06-10T09:05:00+01:00"),
        ("stream", " https://a.example/x=1 ", "https://a.example/x=1"),
    ],
)
def test_a_moment_is_what_the_wall_of_the_campaign_shows(name: str, text: str, value: str) -> None:
    assert typed(SERIES, "one", name, text, LISBON, NOON).value == value


def test_a_time_that_the_wall_does_not_show_is_kept_as_it_was_typed() -> None:
    found = typed(SERIES, "one", "start", "2027-03-28 01:30", LISBON, NOON)
    assert found.value == "2027-03-28T02:00:00+01:00"
    assert found.skipped == datetime(2027, 3, 28, 1, 30)  # noqa: DTZ001 -- no instant has it


def test_a_delay_is_not_asked_about_when_the_panel_is_about_to_begin() -> None:
    fact = Fact("one", "delay", "45m", NOON, "Inês", Door.COMMAND)
    soon = datetime(2027, 6, 17, 9, 0, tzinfo=UTC)
    assert list(doubts(SERIES, fact, soon, LISBON)) == []


@pytest.mark.parametrize(
    ("subject", "text", "fault"),
    [
        ("one", "17/06 19:30", Fault.NO_YEAR),
        ("one", "17 de junho às 19:30", Fault.NO_YEAR),
        ("one", "2027-06-17", Fault.NO_TIME),
        ("one", "2027-06-17 19", Fault.NO_TIME),
        ("one", "2027-06-31 19:30", Fault.NOT_A_DAY),
        ("one", "2027-06-17 25:00", Fault.MOMENT),
        ("one", "2027-06-17T19:30+99:00", Fault.MOMENT),
        ("one", "2027-06-17 19:30-24:00", Fault.MOMENT),
        ("one", "tomorrow", Fault.MOMENT),
        ("two", "19:30", Fault.NO_DAY),
    ],
)
def test_each_mistake_in_a_moment_has_its_own_sentence(
    subject: str, text: str, fault: Fault
) -> None:
    with pytest.raises(BadFact) as raised:
        typed(SERIES, subject, "start", text, LISBON, NOON)
    assert (raised.value.fault, raised.value.params["value"]) == (fault, text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10", 10),
        ("10 min", 10),
        ("1h", 60),
        ("1h30", 90),
        ("1 hora y 15 minutos", 75),
        ("-5m", -5),
    ],
)
def test_a_delay_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("started", "2027-06-10T12:00+01:00", [Doubt.TOO_EARLY_TO_BEGIN]),
        ("started", "2027-06-17T18:02+01:00", [Doubt.NOT_YET]),
        ("start", "2027-06-09T18:00+01:00", [Doubt.PAST]),
        ("start", "2029-06-17T18:00+01:00", [Doubt.FAR]),
        ("start", "2027-06-17T04:30+01:00", [Doubt.NIGHT]),
        ("start", "2027-06-17T18:30+01:00", []),
        ("delay", "300h", [Doubt.DELAY_AHEAD, Doubt.LONG_DELAY]),
        ("delay", "-15m", [Doubt.DELAY_AHEAD, Doubt.EARLIER]),
        ("delay", "45m", [Doubt.DELAY_AHEAD]),
        ("stream", "http://meet.example/1", [Doubt.NOT_HTTPS]),
        ("stream", "https://meet/1", [Doubt.ODD_HOST]),
        ("stream", "https://meet.example/1", []),
        ("recording", "https://meet.example/1", [Doubt.BEFORE_IT_BEGAN]),
        ("started", "", []),
    ],
)
def test_what_is_hardly_meant_is_asked(name: str, value: str, expected: list[Doubt]) -> None:
    fact = Fact("one", name, value, NOON, "Rui", Door.COMMAND)
    assert [d.doubt for d in doubts(SERIES, fact, NOON, LISBON)] == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("start", "2027-06-24T18:30+02:00", [Doubt.CLASH]),
        ("start", "2027-06-24T17:00+02:00", []),
        ("start", "2027-06-24T19:00+02:00", []),
        ("delay", f"{7 * 24}h", [Doubt.DELAY_AHEAD, Doubt.LONG_DELAY, Doubt.CLASH]),
    ],
)
def test_two_panels_at_one_time_are_asked_about(
    name: str, value: str, expected: list[Doubt]
) -> None:
    series = programme(
        panel("one", "2027-06-17T18:00"),
        panel("two", "2027-06-24T18:00"),
    )
    fact = Fact("one", name, value, NOON, "Rui", Door.COMMAND)
    assert [d.doubt for d in doubts(series, fact, NOON, LISBON)] == expected


def test_a_programme_of_several_rooms_has_panels_side_by_side() -> None:
    days = (17, 17, 24)
    rooms = [
        panel(name, f"2027-06-{day}T18:00")
        for name, day in zip(("one", "two", "three"), days, strict=True)
    ]
    fact = Fact("one", "start", "2027-06-24T18:00+02:00", NOON, "Rui", Door.COMMAND)
    assert list(doubts(programme(*rooms), fact, NOON, LISBON)) == []


@pytest.mark.parametrize(("value", "asked"), [("yes", 1), ("no", 0), ("", 0)])
def test_calling_a_panel_off_is_asked_about(value: str, asked: int) -> None:
    fact = Fact("one", "cancelled", value, NOON, "Rui", Door.COMMAND)
    assert [d.doubt for d in consequences(SERIES, fact)] == [Doubt.CALLED_OFF] * asked
    off = apply_facts(SERIES, [replace(fact, value="yes")])
    assert list(consequences(off, fact)) == []


def test_the_record_of_a_series_that_is_over_is_mended_without_a_question() -> None:
    later = NOON + timedelta(days=900)
    fact = Fact("one", "start", "2027-06-17T18:30+01:00", later, "Rui", Door.COMMAND)
    assert list(doubts(SERIES, fact, later, LISBON)) == []


@pytest.mark.parametrize(
    "text", ["example.org", "https://", "https:///a", "https://[x", "ftp://a.example"]
)
def test_what_is_no_link_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(BadFact):
        link(text)
