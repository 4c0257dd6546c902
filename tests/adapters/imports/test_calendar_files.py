"""Calendars in the iCalendar format, as different programs write them."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.sources.imports import Imported, import_programme

HOME = ZoneInfo("America/Santiago")


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def brought(content: bytes, zone: ZoneInfo | None = HOME) -> Imported:
    return import_programme("agenda.ics", content, zone)


def panels(found: Imported) -> list[dict[str, Any]]:
    return yaml.load(found.yaml_text, yaml.BaseLoader)["panels"]  # noqa: S506 -- texts only


def codes(found: Imported) -> list[Code]:
    return [problem.code for problem in found.problems]


def test_an_event_arrives_with_everything_it_says() -> None:
    found = brought(
        calendar(
            "UID:mesa-3@agenda.example\nSUMMARY:Ríos\\, lagos y mar\n"
            "DTSTART;TZID=Europe/Lisbon:20270301T180000\nDTEND;TZID=Europe/Lisbon:20270301T193000\n"
            "LOCATION:Sala 2\nDESCRIPTION:Una línea muy larga que si\n gue aquí.\\nY otra.\n"
            "URL:https://agenda.example/3",
        ),
    )
    assert found.problems == ()
    assert panels(found) == [
        {
            "id": "panel-mesa-3",
            "title": "Ríos, lagos y mar",
            "start": "2027-03-01 15:00",
            "minutes": "90",
            "summary": "Una línea muy larga que sigue aquí.\nY otra.",
        },
    ]
    assert "# Sala 2 · https://agenda.example/3" in found.yaml_text


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20270701T020000Z", "2027-06-30 22:00"),
        ("DTSTART:20270701T020000", "2027-07-01 02:00"),
        ("DTSTART;TZID=Asia/Tokyo:20270701T020000", "2027-06-30 13:00"),
        ("DTSTART;TZID=Pacific SA Standard Time:20270701T020000", "2027-07-01 02:00"),
    ],
)
def test_utc_floating_named_and_windows_times(start: str, expected: str) -> None:
    found = brought(calendar(f"UID:a\nSUMMARY:A\n{start}\nDURATION:PT45M"))
    assert (panels(found)[0]["start"], panels(found)[0]["minutes"]) == (expected, "45")
    assert found.problems == ()


def zone_block(name: str, rule: str = "") -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:19700101T000000\n{rule}"
        "TZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n"
    )


def test_a_zone_that_the_file_defines_itself() -> None:
    event = "UID:a\nSUMMARY:A\nDTSTART;TZID=Hora del valle:20270701T020000\nDURATION:PT1H"
    found = brought(calendar(event, head=zone_block("Hora del valle")))
    assert panels(found)[0]["start"] == "2027-06-30 16:30"
    assert found.problems == ()


def test_a_zone_whose_rule_has_no_end_is_not_followed() -> None:
    """A change of the clock every second since 1970 would keep us busy for hours."""
    event = "UID:a\nSUMMARY:A\nDTSTART;TZID=Sin fin:20270701T020000\nDURATION:PT1H"
    head = zone_block("Sin fin", "RRULE:FREQ=SECONDLY\n")
    found = brought(calendar(event, head=head))
    assert codes(found) == [Code.IMPORT_UNKNOWN_ZONE]
    assert panels(found)[0]["start"] == "2027-07-01 02:00"


def test_floating_times_follow_the_calendars_zone() -> None:
    head = "X-WR-TIMEZONE:Asia/Tokyo\n"
    found = brought(calendar("UID:a\nSUMMARY:A\nDTSTART:20270701T020000", head=head))
    assert panels(found)[0]["start"] == "2027-06-30 13:00"


def test_a_whole_day_leaves_the_hour_open() -> None:
    content = calendar("UID:a\nSUMMARY:Cierre\nDTSTART;VALUE=DATE:20270704")
    found = brought(content)
    assert codes(found) == [Code.IMPORT_ALL_DAY]
    assert panels(found)[0] == {
        "id": "panel-a",
        "title": "Cierre",
        "start": "",
        "window": "2027-07-04",
        "minutes": "",
    }
    told = import_programme("agenda.ics", content, HOME, Catalogue("es"))
    assert panels(told)[0]["window"] == "domingo 4 de julio de 2027"


SERIES = (
    "UID:s@plaza.example\nSUMMARY:Taller\nDTSTART:20270701T150000Z\nDURATION:PT1H\n"
    "RRULE:FREQ=DAILY;COUNT=5"
)


def own_entry(instead: str, begins: str, more: str = "SUMMARY:Taller") -> str:
    """Return the entry of one time of the series."""
    return f"UID:s@plaza.example\nRECURRENCE-ID{instead}\nDTSTART:{begins}\nDURATION:PT1H\n{more}"


def test_a_recurring_event_comes_once_and_is_told() -> None:
    found = brought(calendar(SERIES))
    assert [panel["start"] for panel in panels(found)] == ["2027-07-01 11:00"]
    assert codes(found) == [Code.IMPORT_REPEATS]
    assert found.panels == 1


@pytest.mark.parametrize(
    "instead",
    [":20270701T150000Z", ";TZID=America/New_York:20270701T110000", ";VALUE=DATE:20270701"],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_first_time_of_a_series_is_as_its_own_entry_has_it(instead: str, order: int) -> None:
    events = [SERIES, own_entry(instead, "20270701T173000Z")]
    found = brought(calendar(*events[::order]))
    assert [(p["id"], p["start"]) for p in panels(found)] == [("panel-s", "2027-07-01 13:30")]
    assert codes(found) == [Code.IMPORT_REPEATS]


def test_each_time_with_an_entry_of_its_own_is_a_panel_that_keeps_its_id() -> None:
    moved = own_entry(":20270703T150000Z", "20270703T170000Z", "SUMMARY:Taller (movido)")
    off = own_entry(":20270704T150000Z", "20270704T150000Z", "STATUS:CANCELLED")
    found = brought(calendar(moved, SERIES, off))
    told = [(p["id"], p["title"], p["start"]) for p in panels(found)]
    assert told == [
        ("panel-s", "Taller", "2027-07-01 11:00"),
        ("panel-s-20270703-1500", "Taller (movido)", "2027-07-03 13:00"),
        ("panel-s-20270704-1500", "Taller", "2027-07-04 11:00"),
    ]
    assert [p.get("cancelled") for p in panels(found)] == [None, None, "yes"]
    assert [p.params.get("because") for p in found.problems] == ["own-entries"]
    again = brought(calendar(SERIES, moved.replace("T170000Z", "T180000Z"), off))
    assert [p["id"] for p in panels(again)] == [identity for identity, _, _ in told]


@pytest.mark.parametrize(
    "excluded",
    [
        "EXDATE:20270701T150000Z",
        "EXDATE:20270705T150000Z,20270701T150000Z",
        "EXDATE;TZID=America/New_York:20270705T110000\nEXDATE;TZID=America/New_York:20270701T110000",
        "EXDATE;VALUE=DATE:20270701",
    ],
)
def test_a_first_time_that_is_taken_out_leaves_the_time_open(excluded: str) -> None:
    found = brought(calendar(f"{SERIES}\n{excluded}"))
    assert [panel["start"] for panel in panels(found)] == [""]
    assert [p.params.get("because") for p in found.problems][:1] == ["first-excluded"]
    later = brought(calendar(SERIES + "\nEXDATE:20270702T150000Z"))
    assert [panel["start"] for panel in panels(later)] == ["2027-07-01 11:00"]


def test_entries_of_a_series_that_is_not_in_the_file_are_panels() -> None:
    one = own_entry(":20270703T150000Z", "20270703T170000Z")
    two = own_entry(":20270704T150000Z", "20270704T170000Z")
    found = brought(calendar(one, two))
    assert [p["id"] for p in panels(found)] == ["panel-s", "panel-s-20270704-1500"]
    assert codes(found) == []


def test_a_cancelled_event_is_a_cancelled_panel() -> None:
    found = brought(calendar("UID:a\nSUMMARY:A\nDTSTART:20270701T150000Z\nSTATUS:CANCELLED"))
    assert panels(found)[0]["cancelled"] == "yes"


def test_guests_are_no_speakers_but_frabs_speakers_are() -> None:
    found = brought(
        calendar(
            "UID:a\nSUMMARY:A\nDTSTART:20270701T150000Z\nDURATION:PT1H\n"
            'ATTENDEE;CN="Rosa Lagos":invalid:nomail\nATTENDEE;CN=Invitada:mailto:yo@casa.example',
        ),
    )
    assert [speaker["name"] for speaker in panels(found)[0]["speakers"]] == ["Rosa Lagos"]
    assert "casa.example" not in found.yaml_text


def test_a_damaged_event_costs_itself_only() -> None:
    good = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:{0}\nDTSTART:20270701T1{0}0000Z\nEND:VEVENT\n"
    content = (
        "BEGIN:VCALENDAR\n"
        + good.format(1)
        + "BEGIN:VEVENT\nUID:cut\nSUMMARY:cortado\n"
        + good.format(2)
        + "BEGIN:VEVENT\nUID:odd\nSUMMARY:raro\nDTSTART:20271399T990000\nEND:VEVENT\n"
        + good.format(3)
    ).encode()
    found = brought(content)
    assert [panel["title"] for panel in panels(found)] == ["1", "2", "3", "raro"]
    assert panels(found)[3]["start"] == ""
    assert [(p.code, p.place.line) for p in found.problems] == [
        (Code.IMPORT_BROKEN_EVENT, 7),
        (Code.IMPORT_ODD_VALUE, 15),
        (Code.IMPORT_NO_TIME, 15),
    ]


@pytest.mark.parametrize(
    "length",
    ["DTEND:20270701T140000Z", "DTEND:20280701T140000Z", "DURATION:-PT5M", "DTEND:mañana"],
)
def test_an_end_that_cannot_be_leaves_the_length_open(length: str) -> None:
    found = brought(calendar(f"UID:a\nSUMMARY:A\nDTSTART:20270701T150000Z\n{length}"))
    assert panels(found)[0]["minutes"] == ""
    assert codes(found) == [Code.IMPORT_ODD_VALUE]


@pytest.mark.parametrize(
    ("uid", "expected"),
    [
        ("0c39fb1e-6d6c-4b8a-9d3f-3a1b2c4d5e6f", "panel-0c39fb1e"),
        ("Mesa 4 (tarde)@x.example", "panel-mesa-4-tarde"),
        ("040000008200E00074C5B7101A82E00800000000B0C7", r"panel-[0-9a-f]{10}"),
    ],
)
def test_ids_are_short_and_readable(uid: str, expected: str) -> None:
    found = panels(brought(calendar(f"UID:{uid}\nSUMMARY:A\nDTSTART:20270701T150000Z")))
    assert re.fullmatch(expected, found[0]["id"])


@pytest.mark.parametrize("content", [b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"BEGIN:VCALENDAR"])
def test_a_calendar_without_events_is_told(content: bytes) -> None:
    assert codes(brought(content)) == [Code.IMPORT_NOTHING]


def test_a_large_calendar_is_read_whole() -> None:
    event = "UID:{0}\nSUMMARY:Charla {0}\nDTSTART;TZID=Europe/Madrid:20270701T100000\nDURATION:PT1H"
    found = brought(calendar(*(event.format(n) for n in range(1500))))
    assert found.panels == 1500


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("DTSTART:20280326T013000", ZoneInfo("Europe/Lisbon")),
        ("DTSTART;TZID=Europe/Lisbon:20280326T013000", ZoneInfo("Europe/Lisbon")),
        ("DTSTART;TZID=Europe/Lisbon:20280326T013000", ZoneInfo("America/Bogota")),
    ],
)
def test_an_hour_that_the_clocks_skip_is_told_as_it_is_written(start: str, zone: ZoneInfo) -> None:
    found = brought(calendar(f"UID:1\nSUMMARY:Noche\n{start}"), zone)
    (problem,) = found.problems
    assert problem.code is Code.CLOCK_CHANGE_GAP
    assert f"{problem.moments['local']:%H:%M}" == "01:30"
    (panel,) = panels(found)
    assert panel["start"] == f"{problem.moments['used']:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("zone", [HOME, None])
def test_the_head_says_nothing_of_what_is_not_known(language: str, zone: ZoneInfo | None) -> None:
    content = calendar("UID:1\nSUMMARY:Noche\nDTSTART:20280326T133000Z")
    text = import_programme("agenda.ics", content, zone, Catalogue(language)).yaml_text
    head = text.partition("panels:")[0]
    assert "?" not in head
    assert head.startswith("# Import")
