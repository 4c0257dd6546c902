"""Calendar files keep their promises to the calendars that read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from campaign.core.programme import Panel
from campaign.core.settings import Campaign
from campaign.services.calendar_feed import Feed, calendar

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
