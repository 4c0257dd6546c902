"""Calendar files keep their promises to the calendars that read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from campaign.core.programme import Panel
from campaign.core.settings import Campaign
from campaign.services.calendar_feed import Feed, calendar
from campaign.services.conversation.loaded import sequence_of

CHILE = ZoneInfo("America/Santiago")
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
CAMPAIGN = Campaign("charlas", "Charlas, ñandúes; y más", "America/Santiago", CHILE)
PANEL = Panel("uno", "Agua, sol; y ñandú", 1, datetime(2022, 4, 2, 18, 30, tzinfo=CHILE))


def events(*panels: Panel, sequence: int = 4, campaign: Campaign = CAMPAIGN) -> list[Event]:
    feed = Feed(campaign, NOW, sequence, lambda title: f"¡Ya! {title}")
    return Calendar.from_ical(calendar(panels, feed)).walk("VEVENT")


def test_an_event_says_when_in_the_campaigns_zone_and_explains_that_zone() -> None:
    raw = calendar((PANEL,), Feed(CAMPAIGN, NOW, 1, str))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event["dtstart"].dt.astimezone(UTC) == PANEL.begins.astimezone(UTC)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)
    zones = Calendar.from_ical(raw).walk("VTIMEZONE")
    assert [zone["tzid"] for zone in zones] == ["America/Santiago"]
    assert b"DTSTART;TZID=America/Santiago:20220402T183000" in raw


def test_the_uid_stays_and_the_sequence_rises_when_a_panel_moves() -> None:
    (before,) = events(PANEL, sequence=4)
    (after,) = events(replace(PANEL, delay=timedelta(minutes=20)), sequence=5)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (4, 5)
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(minutes=20)


def test_two_campaigns_with_the_same_panel_id_do_not_collide() -> None:
    (one,) = events(PANEL)
    (other,) = events(PANEL, campaign=replace(CAMPAIGN, name="otras"))
    assert one["uid"] != other["uid"]


def test_a_cancelled_panel_stays_as_cancelled_and_rings_no_more() -> None:
    (event,) = events(replace(PANEL, cancelled=True))
    assert event["status"] == "CANCELLED"
    assert not event.walk("VALARM")


def test_an_alarm_rings_a_quarter_of_an_hour_before_in_the_readers_words() -> None:
    (event,) = events(PANEL)
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(minutes=-15)
    assert alarm["description"] == "¡Ya! Agua, sol; y ñandú"


def test_a_panel_without_a_date_is_left_out() -> None:
    assert events(replace(PANEL, start=None)) == []
    assert len(events(PANEL, replace(PANEL, id="dos", start=None))) == 1


def test_titles_with_separators_and_line_ends_cannot_break_the_file() -> None:
    evil = replace(PANEL, title="a\r\nBEGIN:VEVENT\r\nUID:x", summary="l1\nl2; l3, l4 \\")
    (event,) = events(evil)
    assert event["summary"].replace("\r\n", "\n") == evil.title.replace("\r\n", "\n")


HOSTILE = (
    "\u202e¡Ay!, «niñ@s»; a\\b 👩‍👩‍👧‍👦\x0b\x00\u2028\x85\nEND:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    + "ñ🦙" * 110
)


def test_lines_are_folded_at_75_octets_and_no_letter_is_torn() -> None:
    long = replace(
        PANEL, title=HOSTILE, summary=HOSTILE * 3, stream="https://e.example/" + "á" * 90
    )
    raw = calendar((long,), Feed(CAMPAIGN, NOW, 1, str, timedelta(hours=1)))
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]).endswith("ñ🦙" * 110)
    assert "👩‍👩‍👧‍👦" in event["summary"]


def test_what_may_not_stand_in_a_calendar_stands_nowhere_in_it() -> None:
    evil = replace(PANEL, title=HOSTILE, summary=HOSTILE, stream="https://e.example/\r\nATTENDEE:x")
    raw = calendar((evil,), Feed(replace(CAMPAIGN, title=HOSTILE), NOW, 1, str))
    text = raw.decode()
    assert not {"\x00", "\x0b", "\x85", "\u2028"} & set(text)
    assert len(Calendar.from_ical(raw).walk("VEVENT")) == 1
    names = {
        line.partition(":")[0].partition(";")[0] for line in text.replace("\r\n ", "").split("\r\n")
    }
    assert "ATTENDEE" not in names
    assert text.count("\r\nEND:VCALENDAR") == 1


ZONES = [
    "America/Santiago",
    "America/Asuncion",
    "Europe/Dublin",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2022, 2026, 2041])
def test_whoever_knows_no_zone_but_those_in_the_file_reads_every_hour_right(
    name: str, year: int
) -> None:
    """Also where the clocks change between the panels, by laws that change themselves."""
    zone = ZoneInfo(name)
    there = Campaign("charlas", "Charlas", name, zone)
    days = [datetime(year, month, day, 19, tzinfo=zone) for month in range(1, 13) for day in (1, 8)]
    panels = [replace(PANEL, id=f"p{n}", start=day) for n, day in enumerate(days)]
    raw = calendar(panels, Feed(there, NOW, 1, str))
    found = Calendar.from_ical(raw)
    own = {zone["tzid"]: zone.to_tz(lookup_tzid=False) for zone in found.walk("VTIMEZONE")}
    for panel, event in zip(panels, found.walk("VEVENT"), strict=True):
        start = event["dtstart"]
        wall = start.dt.replace(tzinfo=own.get(start.params.get("TZID"), UTC))
        assert wall.astimezone(UTC) == panel.begins.astimezone(UTC)


def test_a_calendar_to_subscribe_to_says_how_often_to_look_and_what_it_is_called() -> None:
    raw = calendar((PANEL,), Feed(CAMPAIGN, NOW, 1, str, timedelta(hours=1)))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in raw
    assert b"X-PUBLISHED-TTL:PT60M\r\n" in raw
    found = Calendar.from_ical(raw)
    assert b"\r\nNAME:Charlas\\, " in raw
    assert b"X-WR-CALNAME:Charlas\\, " in raw
    assert found["x-wr-timezone"] == "America/Santiago"
    (event,) = found.walk("VEVENT")
    assert event["dtstamp"].dt == event["last-modified"].dt == NOW


def test_the_sequence_rises_with_every_change_and_over_the_end_of_a_ledger() -> None:
    """Calendars leave aside what has a lower number than what they have."""
    at = [NOW, NOW, NOW + timedelta(seconds=1), NOW + timedelta(days=30)]
    changes = [
        sequence_of(mark, at[n]) for n, mark in enumerate([(1, 0), (1, 1), (2, 1), (3, 400)])
    ]
    begun_anew = sequence_of((1, 0), NOW + timedelta(days=31))
    by_the_count_before = 40 * 100_000
    everything = [by_the_count_before, *changes, begun_anew]
    assert everything == sorted(set(everything))
    assert sequence_of((10_000, 10_000), datetime(2087, 1, 1, tzinfo=UTC)) < 2**31
