"""Schedules of frab and pretalx, as XML and as JSON."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

import pytest
import yaml

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.sources.imports import MOST_BYTES, Imported, import_programme

if TYPE_CHECKING:
    from pathlib import Path

TALK = {
    "id": "17",
    "guid": "9d3c7b52-8e9e-4f0b-a2cd-0d2f6d4f1c11",
    "date": "2026-05-09T10:30:00+02:00",
    "start": "10:30",
    "duration": "00:45",
    "room": "Aula Magna",
    "slug": "demo-17-agua-limpia",
    "title": "Agua limpia",
    "subtitle": "",
    "type": "Vortrag",
    "language": "de",
    "abstract": "Erstens.\n\nZweitens.",
    "persons": [{"id": 5, "name": "Łucja Wójcik"}, {"id": 9, "name": "Ñancupil, Ana"}],
}
DAY = {"date": "2026-05-09", "start": "2026-05-09T09:00:00+02:00"}


def as_xml(*talks: dict[str, Any], day: dict[str, str] = DAY, zone: str = "") -> bytes:
    events = "\n".join(_event(talk) for talk in talks)
    named = f"<time_zone_name>{zone}</time_zone_name>" if zone else ""
    bounds = f"date='{day['date']}' start='{day['start']}'"
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<schedule>\n"
        f"<conference><title>Jornadas</title>{named}</conference>\n"
        f"<day {bounds}>\n<room name='Aula Magna'>\n{events}\n</room>\n</day>\n</schedule>"
    ).encode()


def _event(talk: dict[str, Any]) -> str:
    marks = "".join(f" {k}={quoteattr(str(talk[k]))}" for k in ("id", "guid") if k in talk)
    fields = "\n".join(
        f"<{name}>{escape(str(value))}</{name}>"
        for name, value in talk.items()
        if name not in {"id", "guid", "persons", "do_not_record"}
    )
    people = "".join(
        f"<person id='{p['id']}'>{escape(p['name'])}</person>" for p in talk.get("persons", [])
    )
    optout = str(talk.get("do_not_record", False)).lower()
    recording = f"<recording><license/><optout>{optout}</optout></recording>"
    return f"<event{marks}>\n{fields}\n{recording}<persons>{people}</persons>\n</event>"


def as_json(*talks: dict[str, Any], day: dict[str, str] = DAY, zone: str = "") -> bytes:
    days = [{"date": day["date"], "day_start": day["start"], "rooms": {"Aula Magna": list(talks)}}]
    conference = {"title": "Jornadas", "time_zone_name": zone, "days": days}
    return json.dumps({"schedule": {"conference": conference}}, indent=1).encode()


BOTH = pytest.mark.parametrize("write", [as_xml, as_json], ids=["xml", "json"])


def brought(content: bytes, zone: str | None = "America/Santiago") -> Imported:
    return import_programme("programa", content, ZoneInfo(zone) if zone else None)


def panels(found: Imported) -> list[dict[str, Any]]:
    return yaml.load(found.yaml_text, yaml.BaseLoader)["panels"]  # noqa: S506 -- texts only


def codes(found: Imported) -> list[Code]:
    return [problem.code for problem in found.problems]


@BOTH
def test_a_talk_arrives_with_everything_it_says(write: Any) -> None:
    found = brought(write(TALK))
    assert found.problems == ()
    assert panels(found) == [
        {
            "id": "panel-17",
            "title": "Agua limpia",
            "start": "2026-05-09 04:30",
            "minutes": "45",
            "speakers": [
                {"id": "panel-17-5", "name": "Łucja Wójcik"},
                {"id": "panel-17-9", "name": "Ñancupil, Ana"},
            ],
            "summary": "Erstens.\n\nZweitens.",
        },
    ]
    assert "# Aula Magna · Vortrag · de" in found.yaml_text


def test_xml_and_json_of_one_programme_give_the_same_text() -> None:
    talks = [TALK, TALK | {"id": 3, "do_not_record": True, "title": "Zwei: «drei» #4"}]
    assert brought(as_xml(*talks)).yaml_text == brought(as_json(*talks)).yaml_text


@BOTH
@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "2026-05-09 10:30"),
        ("Asia/Kathmandu", "2026-05-09 14:15"),
        ("Pacific/Kiritimati", "2026-05-09 22:30"),
        ("Pacific/Honolulu", "2026-05-08 22:30"),
        (None, "2026-05-09 10:30"),
    ],
)
def test_times_are_told_in_the_campaigns_zone(write: Any, zone: str | None, expected: str) -> None:
    assert panels(brought(write(TALK), zone))[0]["start"] == expected


@BOTH
def test_a_clock_time_after_midnight_belongs_to_the_next_date(write: Any) -> None:
    """Old frab files give the conference day and a clock time, without an offset."""
    late = TALK | {"date": "2026-05-09", "start": "00:15"}
    early = TALK | {"id": 18, "date": "2026-05-09", "start": "09:00"}
    starts = [panel["start"] for panel in panels(brought(write(late, early), "Europe/Berlin"))]
    assert starts == ["2026-05-09 09:00", "2026-05-10 00:15"]


@BOTH
def test_a_time_without_offset_is_read_in_the_zone_that_the_file_names(write: Any) -> None:
    plain = TALK | {"date": "2026-05-09T10:30:00"}
    found = brought(write(plain, zone="Asia/Tokyo"), "America/Santiago")
    assert panels(found)[0]["start"] == "2026-05-08 21:30"
    unknown = brought(write(plain, zone="Nirgendwo/Dorf"), "America/Santiago")
    assert panels(unknown)[0]["start"] == "2026-05-09 10:30"
    assert codes(unknown) == [Code.IMPORT_UNKNOWN_ZONE]


@BOTH
def test_ids_stay_when_title_time_and_room_change(write: Any) -> None:
    other = TALK | {"id": 18, "title": "Otra"}
    before = {panel["title"]: panel["id"] for panel in panels(brought(write(TALK, other)))}
    moved = TALK | {
        "title": "Agua turbia",
        "slug": "demo-17-agua-turbia",
        "date": "2026-05-09T18:00:00+02:00",
        "room": "Sótano",
    }
    after = {panel["title"]: panel["id"] for panel in panels(brought(write(other, moved)))}
    assert after["Agua turbia"] == before["Agua limpia"]
    assert after["Otra"] == before["Otra"]


@BOTH
def test_what_is_open_stays_open_and_is_told(write: Any) -> None:
    bare = {"guid": "abc-1", "title": "Sin hora", "persons": []}
    odd = TALK | {"duration": "zwei Stunden", "date": "2026-99-99", "start": "25:61"}
    found = brought(write(bare, odd), "Europe/Madrid")
    by_title = {panel["title"]: panel for panel in panels(found)}
    assert by_title["Sin hora"] == {
        "id": "panel-abc-1",
        "title": "Sin hora",
        "start": "",
        "minutes": "",
    }
    assert (by_title["Agua limpia"]["start"], by_title["Agua limpia"]["minutes"]) == ("", "")
    told = sorted((p.code.value, p.params.get("field", "")) for p in found.problems)
    assert told == [
        ("import-no-time", ""),
        ("import-no-time", ""),
        ("import-odd-value", "date"),
        ("import-odd-value", "duration"),
        ("import-odd-value", "start"),
    ]
    assert not any(problem.is_error for problem in found.problems)
    lines = write(bare, odd).decode().splitlines()
    for problem in found.problems:
        assert problem.place.line is not None
        near = "\n".join(lines[problem.place.line - 1 : problem.place.line + 3])
        assert ("abc-1" in near) == (problem.params["event"] == "Sin hora")


@BOTH
@pytest.mark.parametrize(
    ("written", "minutes"),
    [("00:30", "30"), ("2:15", "135"), ("01:30:00", "90"), ("1:00:00", "1440"), ("1:30:00", "90")],
)
def test_the_durations_of_different_tools(write: Any, written: str, minutes: str) -> None:
    assert panels(brought(write(TALK | {"duration": written})))[0]["minutes"] == minutes


@BOTH
def test_two_talks_with_one_id_both_arrive_and_are_told(write: Any) -> None:
    found = brought(write(TALK, TALK | {"title": "Dos"}, TALK | {"title": "Tres"}))
    assert sorted(p["id"] for p in panels(found)) == ["panel-17", "panel-17-2", "panel-17-3"]
    assert codes(found) == [Code.IMPORT_SAME_ID, Code.IMPORT_SAME_ID]


@BOTH
def test_a_talk_without_id_is_named_by_its_title(write: Any) -> None:
    bare = {k: v for k, v in TALK.items() if k not in {"id", "guid", "slug"}}
    found = brought(write(bare, bare | {"title": "Чистая вода"}))
    named, foreign = (panel["id"] for panel in panels(found))
    assert named == "panel-agua-limpia"
    assert foreign.isascii()
    assert foreign.startswith("panel-")
    assert codes(found) == [Code.IMPORT_NO_ID, Code.IMPORT_NO_ID]


@BOTH
def test_a_time_that_comes_twice_is_told(write: Any) -> None:
    """02:30 comes twice on this night in Madrid, and a file of ours can say only the first."""
    second = TALK | {"date": "2026-10-25T01:30:00+00:00", "start": "01:30"}
    assert codes(brought(write(second), "Europe/Madrid")) == [Code.CLOCK_CHANGE_FOLD]
    first = TALK | {"date": "2026-10-25T00:30:00+00:00", "start": "00:30"}
    assert codes(brought(write(first), "Europe/Madrid")) == []


@BOTH
def test_an_hour_that_the_clocks_skip_is_told(write: Any) -> None:
    skipped = TALK | {"date": "2026-03-29T02:30:00", "start": "02:30"}
    found = brought(write(skipped), "Europe/Madrid")
    (problem,) = found.problems
    assert problem.code is Code.CLOCK_CHANGE_GAP
    assert f"{problem.moments['local']:%H:%M} {problem.moments['used']:%H:%M}" == "02:30 03:00"


@BOTH
def test_comments_are_in_the_readers_language(write: Any) -> None:
    content = write(TALK | {"do_not_record": True})
    spanish = import_programme("p", content, None, Catalogue("es")).yaml_text
    english = import_programme("p", content, None, Catalogue("en")).yaml_text
    assert "no habrá grabación" in spanish
    assert "there will be no recording" in english


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE s [
<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
]>
<schedule><day><room><event><title>&b;</title></event></room></day></schedule>"""
FOREIGN = b"""<?xml version="1.0"?>
<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<schedule>&a;</schedule>"""


@pytest.mark.parametrize(("content", "line"), [(BOMB, 3), (FOREIGN, 2)])
def test_entities_are_refused(content: bytes, line: int) -> None:
    found = brought(content)
    assert (found.yaml_text, found.panels, codes(found)) == ("", 0, [Code.IMPORT_ENTITIES])
    assert found.problems[0].place.line == line


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", Code.IMPORT_UNKNOWN_FORMAT, None),
        (b"PK\x03\x04 a sheet", Code.FILE_UNREADABLE, None),
        (b"<schedule>\n<day>\n</schedule>", Code.IMPORT_UNREADABLE, 3),
        (b"<?xml version='1.0' encoding='klingon'?>\n<schedule/>", Code.IMPORT_UNREADABLE, 1),
        (b'{"schedule":\n{"conference"', Code.IMPORT_UNREADABLE, 2),
        (b'{"schedule": "\xff"}', Code.BAD_ENCODING, 1),
        (b'{"a":' * 100_000, Code.IMPORT_UNREADABLE, 1),
        (b'{"a": ' + b"9" * 5000 + b"}", Code.IMPORT_UNREADABLE, 1),
        (b"<html><body>not a schedule</body></html>", Code.IMPORT_NOTHING, None),
        (b'{"schedule": {"conference": {"days": [[], 3, {"rooms": {"A": 7}}]}}}',
         Code.IMPORT_NOTHING, None),
        (b" " * (MOST_BYTES + 1), Code.FILE_TOO_LARGE, None),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_place(
    content: bytes, code: Code, line: int | None
) -> None:
    found = brought(content)
    assert (found.yaml_text, found.panels) == ("", 0)
    assert [(p.code, p.place.line) for p in found.problems] == [(code, line)]


def test_a_truncated_file_gives_nothing_but_its_line() -> None:
    whole = as_xml(TALK, TALK | {"id": 18})
    found = brought(whole[: len(whole) // 2])
    assert (found.panels, codes(found)) == (0, [Code.IMPORT_UNREADABLE])


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_an_xml_in_another_encoding_keeps_its_accents(encoding: str) -> None:
    talk = TALK | {"title": "Año nuevo", "persons": []}
    text = as_xml(talk).decode().replace("utf-8", encoding)
    assert panels(brought(text.encode(encoding)))[0]["title"] == "Año nuevo"


@pytest.mark.shared
def test_a_congress_of_four_days_and_nights(requires_shared: Path) -> None:
    """Every start, length, title and speaker of a real file, by a second reading of it."""
    content = (requires_shared / "samples" / "31c3-schedule.xml").read_bytes()
    zone = ZoneInfo("America/Santiago")
    found = import_programme("31c3-schedule.xml", content, zone)
    assert (found.panels, found.problems) == (138, ())
    expected = sorted(_seen(event, zone) for event in ET.fromstring(content).iter("event"))  # noqa: S314
    got = sorted(
        (
            panel["start"],
            panel["title"],
            int(panel["minutes"]),
            [speaker["name"] for speaker in panel.get("speakers", [])],
        )
        for panel in panels(found)
    )
    assert got == expected
    assert found.yaml_text.count("# recording: optout") == 2


def _seen(event: ET.Element, zone: ZoneInfo) -> tuple[str, str, int, list[str]]:
    start = datetime.fromisoformat(event.findtext("date", "")).astimezone(zone)
    hours, minutes = event.findtext("duration", "").split(":")
    names = [" ".join((person.text or "").split()) for person in event.iter("person")]
    title = " ".join(event.findtext("title", "").split())
    return f"{start:%Y-%m-%d %H:%M}", title, int(hours) * 60 + int(minutes), names


@pytest.mark.shared
def test_the_night_after_midnight_is_on_the_next_date(requires_shared: Path) -> None:
    content = (requires_shared / "samples" / "31c3-schedule.xml").read_bytes()
    at_home = import_programme("31c3-schedule.xml", content, ZoneInfo("Europe/Berlin"))
    starts = {panel["title"]: panel["start"] for panel in panels(at_home)}
    assert starts["Citizenfour"] == "2014-12-28 00:00"
    assert starts["Fnord News Show"] == "2014-12-29 00:15"


@BOTH
@pytest.mark.parametrize(
    ("moment", "zone", "told"),
    [
        ("2026-05-09T10:30:00+02:00", "Europe/Warsaw", False),
        ("2026-05-09T08:30:00+00:00", "Europe/Warsaw", False),
        ("2026-05-09T10:30:00+09:00", "Europe/Warsaw", True),
        ("2026-05-09T11:00:00+02:00", "", True),
        ("2026-05-09T10:30:00+09:00", "", False),
        ("2026-05-09T10:30:00", "Europe/Warsaw", False),
        ("2026-05-09T10:00:00", "Europe/Warsaw", True),
    ],
)
def test_a_clock_time_that_is_not_that_of_the_date_is_told(
    write: Any, moment: str, zone: str, *, told: bool
) -> None:
    found = brought(write(TALK | {"date": moment}, zone=zone))
    assert [p.params.get("because") for p in found.problems] == ["disagree"] * told


@BOTH
def test_a_date_that_cannot_be_read_says_which_day_is_taken(write: Any) -> None:
    found = brought(write(TALK | {"date": "2026-02-30T25:00:00+02:00"}))
    assert [p.params.get("because") for p in found.problems] == ["day-taken"]
    assert panels(found)[0]["start"] == "2026-05-09 04:30"
    open_ = brought(write(TALK | {"date": "2026-02-30T25:00:00+02:00", "start": ""}))
    assert "because" not in open_.problems[0].params
    assert panels(open_)[0]["start"] == ""
