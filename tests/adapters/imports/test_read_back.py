"""What an import writes is a programme that the campaign folder takes as it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from campaign.core.folder import Folder, Known
from campaign.languages import Catalogue
from campaign.sources import read
from campaign.sources.imports import import_programme

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.programme import Panel

CAMPAIGN = """format: 1
name: prueba
title: Prueba
zone: {zone}
languages: [{language}]
channels: [x]
"""
ICS = (
    b'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1@a\nSUMMARY:Uno: "dos" #tres\n'
    b"DTSTART:20280229T233000Z\nDTEND:20280301T003000Z\nSTATUS:CANCELLED\nEND:VEVENT\n"
    b"BEGIN:VEVENT\nUID:2@a\nSUMMARY:'no'\nDTSTART;VALUE=DATE:20280301\nEND:VEVENT\n"
    b"BEGIN:VEVENT\nUID:3@a\nSUMMARY:~\nDESCRIPTION:- [x]\\n  & *y\nEND:VEVENT\n"
)  # fmt: skip


def read_back(name: str, content: bytes, zone: str, language: str) -> Folder:
    found = import_programme(name, content, ZoneInfo(zone), Catalogue(language))
    written = CAMPAIGN.format(zone=zone, language=language)
    files = {
        "posts/campaign.yaml": written.encode(),
        "posts/programme.yaml": found.yaml_text.encode(),
    }
    folder = read(files, Known({"x": "x"}, languages=("en", "es")))
    assert [p for p in folder.problems if p.place.file == "posts/programme.yaml"] == []
    assert len(folder.programme.panels) == found.panels
    return folder


@pytest.mark.shared
@pytest.mark.parametrize(
    ("zone", "language"),
    [("Europe/Berlin", "en"), ("America/Santiago", "es"), ("Asia/Tokyo", "es")],
)
def test_a_congress_reads_back_whole(requires_shared: Path, zone: str, language: str) -> None:
    content = (requires_shared / "samples" / "31c3-schedule.xml").read_bytes()
    programme = read_back("31c3.xml", content, zone, language).programme
    assert len(programme.speakers) == content.count(b"<person ")
    film = next(panel for panel in programme.panels if panel.title == "Citizenfour")
    assert film.start == datetime(2014, 12, 28, tzinfo=ZoneInfo("Europe/Berlin"))
    assert film.minutes == 135


def test_a_calendar_reads_back_with_its_open_ends() -> None:
    panels = read_back("a.ics", ICS, "America/Santiago", "es").programme.panels
    first, second, third = panels
    assert (first.title, first.minutes, first.cancelled) == ('Uno: "dos" #tres', 60, True)
    assert first.start is not None
    assert first.start.isoformat() == "2028-02-29T20:30:00-03:00"
    assert told(second) == ("'no'", None, "miércoles 1 de marzo de 2028")
    assert told(third) == ("~", None, None)
    assert third.summary == "- [x]\n  & *y"


def told(panel: Panel) -> tuple[str, object, str | None]:
    return panel.title, panel.start, panel.window
