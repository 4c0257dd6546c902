"""``import``: another tool's programme becomes ours, and nothing is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import contents, listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20270101T000000Z
DTSTART:20270310T213000Z
DTEND:20270310T223000Z
SUMMARY:Open maps
ATTENDEE;CN=Guest Guestson:mailto:guest@example.org
END:VEVENT
BEGIN:VEVENT
UID:two@example.org
DTSTAMP:20270101T000000Z
SUMMARY:Nobody knows when
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a new campaign in Lima without a programme, beside a calendar of two events."""
    pregonero("init", "mapas", at=tmp_path)
    campaign = tmp_path / "mapas/posts/campaign.yaml"
    text = campaign.read_text("utf-8")
    campaign.write_text(text.replace("America/Santiago", "America/Lima"), encoding="utf-8")
    (tmp_path / "mapas/posts/programme.yaml").unlink()
    (tmp_path / "talks.ics").write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")
    return tmp_path / "mapas"


def test_a_calendar_becomes_the_programme_in_the_campaign_zone(folder: Path) -> None:
    done = pregonero("import", "../talks.ics", at=folder)
    assert done.returncode == 0
    assert "talks.ics:" in done.stdout, "the event without a time is told with its place"
    assert "import-no-time" in done.stdout
    text = (folder / "posts/programme.yaml").read_text("utf-8")
    assert "start: 2027-03-10 16:30" in text
    assert "guest" not in text.lower()
    problems = listed("check", at=folder)
    assert [one for one in problems if one["file"] == "posts/programme.yaml"] == []


def test_an_existing_programme_is_not_overwritten(folder: Path) -> None:
    (folder / "posts/programme.yaml").write_text("# ours\n")
    before = contents(folder / "posts")
    refused = pregonero("import", "../talks.ics", at=folder)
    assert refused.returncode == 2
    assert "programme.yaml" in refused.stderr
    assert contents(folder / "posts") == before


def test_what_is_replaced_is_kept_each_time(folder: Path) -> None:
    for text in ("# first\n", "# second\n"):
        (folder / "posts/programme.yaml").write_text(text)
        assert pregonero("import", "../talks.ics", "--yes", at=folder).returncode == 0
    kept = sorted(path.read_text() for path in (folder / "posts").glob("programme.yaml.*"))
    assert kept == ["# first\n", "# second\n"]


def test_where_for_whom_and_with_whom_outlive_an_import(folder: Path) -> None:
    target = folder / "posts/programme.yaml"
    target.write_text(
        "where: la sala\npanels: []\npartners:\n  - {id: a, name: Archivo, tier: convenes}\n"
    )
    done = pregonero("import", "../talks.ics", "--yes", at=folder)
    assert "where, partners" in done.stdout
    text = target.read_text("utf-8")
    assert "where: la sala" in text
    assert "name: Archivo" in text
    assert "Open maps" in text


def test_another_place_can_be_named(folder: Path) -> None:
    before = contents(folder / "posts")
    assert pregonero("import", "../talks.ics", "--out", "draft/p.yaml", at=folder).returncode == 0
    assert "Open maps" in (folder / "draft/p.yaml").read_text("utf-8")
    assert contents(folder / "posts") == before


@pytest.mark.parametrize("content", [b"", b"hello", b"<schedule>", b"\x00\xff" * 500, b"{"])
def test_what_is_no_programme_writes_nothing(folder: Path, content: bytes) -> None:
    (folder / "odd").write_bytes(content)
    before = contents(folder / "posts")
    refused = pregonero("import", "odd", at=folder)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert " odd" in refused.stdout, "the problem names the file"
    assert contents(folder / "posts") == before


def test_without_a_campaign_the_times_of_the_file_stay(tmp_path: Path, folder: Path) -> None:
    del folder
    done = pregonero("--lang", "en", "import", "talks.ics", "--out", "p.yaml", at=tmp_path)
    assert done.returncode == 0
    assert "no campaign" in done.stderr
    assert "start: 2027-03-10 21:30" in (tmp_path / "p.yaml").read_text("utf-8")


def test_a_disk_that_refuses_is_told_as_the_machines_failure(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    failed = pregonero("import", "../talks.ics", "--out", "file/p.yaml", at=folder)
    assert failed.returncode == 3
    assert "Traceback" not in failed.stderr


@pytest.mark.shared
def test_a_conference_of_four_days_comes_whole(folder: Path, requires_shared: Path) -> None:
    schedule = requires_shared / "samples" / "31c3-schedule.xml"
    assert pregonero("import", schedule, at=folder).returncode == 0
    text = (folder / "posts/programme.yaml").read_text("utf-8")
    assert text.count("\n  - id: ") == 138


def test_a_second_import_keeps_the_stream_and_names_what_it_replaces(folder: Path) -> None:
    assert pregonero("import", "../talks.ics", at=folder).returncode == 0
    programme = folder / "posts/programme.yaml"
    text = programme.read_text("utf-8")
    link = "https://live.example/maps"
    text = text.replace("    title: ", f"    stream: {link}\n    title: Our ", 1)
    programme.write_text(text + "  - id: ours\n    title: Ours\n", encoding="utf-8")
    done = pregonero("import", "../talks.ics", "--yes", at=folder)
    assert done.returncode == 0, done.stdout
    assert f"stream: {link}" in programme.read_text("utf-8")
    assert "quedó lo que trae el archivo en title" in done.stdout
    assert "ours no viene en el archivo" in done.stdout
    problems = listed("check", at=folder)
    assert [one for one in problems if one["file"] == "posts/programme.yaml"] == []


def test_what_was_understood_and_cannot_be_done_is_no_misunderstanding(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "programme.yaml").write_text("panels: []\n", encoding="utf-8")
    (tmp_path / "bad.xml").write_text("hello", encoding="utf-8")
    refused = pregonero("--lang", "en", "import", "bad.xml", at=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("Nothing was done: ")
    failed = pregonero("--lang", "en", "import", "bad.xml", "--yes", at=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == (
        "Nothing was imported: mend what is said above, or use another file."
    )
