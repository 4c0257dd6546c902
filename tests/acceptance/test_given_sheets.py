"""A file from elsewhere: what is said of it names it, counts alike, goes by its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

EN = ("--lang", "en", "--now", "2034-08-01T00:00:00+00:00")
FILES = {
    "campaign": """\
format: 1
name: ferry
title: Ferry talks
zone: Pacific/Auckland
languages: [en]
channels: [x, telegram]
""",
    "programme": """\
panels:
  - {id: tides, title: Tides and timetables, start: 2034-08-10 17:00}
  - {id: piers, title: Piers of the bay, start: 2034-08-17 17:00}
""",
}
HEADER = ("Date", "Time", "Channels", "What", "Text")
ROWS = (
    ("2034-08-02", "10:00", "all", "First", "Write to http://ferry.example for seats"),
    ("2034-08-03", "25:99", "all", "Second", "The tides of the bay"),
    ("2034-08-04", "10:00", "all", "Third", "Panel 1 is at 19:00, come along"),
    ("2034-08-05", "10:00", "carrier pigeon", "Fourth", "The piers of the bay"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign without a calendar, and a sheet outside of it with three bad rows."""
    (tmp_path / "ferry" / "posts").mkdir(parents=True)
    for name, text in FILES.items():
        (tmp_path / "ferry" / "posts" / f"{name}.yaml").write_text(text)
    book = Workbook()
    book.worksheets[0].append(HEADER)
    more = book.create_sheet("More")
    more.append(HEADER)
    for row in ROWS:
        book.worksheets[0].append(row)
        more.append((row[0], "11:30", *row[2:4], f"{row[4]}, again"))
    book.save(tmp_path / "team plan.xlsx")
    return tmp_path / "ferry"


SHEET = "../team plan.xlsx"


def test_what_is_read_names_the_file_that_was_given(folder: Path) -> None:
    checked = pregonero(*EN, "check", SHEET, at=folder)
    assert f"Error {SHEET}:B3" in checked.stdout
    assert {p["file"] for p in listed(*EN, "check", SHEET, at=folder)} == {SHEET}
    loaded = pregonero("--lang", "en", "load", SHEET, "--yes", at=folder).stdout
    assert loaded.replace(f"{SHEET} was copied to posts/calendar.xlsx", "").count("posts/") == 0
    assert f"{SHEET}: " in loaded
    again = listed(*EN, "check", at=folder)
    assert {p["file"] for p in again} == {"posts/calendar.xlsx"}


def test_the_names_of_two_rows_with_one_name_are_of_the_given_file(folder: Path) -> None:
    calendar = "- {post: a, when: 2034-08-09 10:00, channels: all, text: Hello all of you}\n" * 2
    (folder.parent / "other.yaml").write_text(calendar)
    told = listed(*EN, "check", "../other.yaml", at=folder)
    assert [(p["file"], p["line"]) for p in told] == [("../other.yaml", 1), ("../other.yaml", 2)]
    assert "../other.yaml:2" in told[0]["message"]
    assert "../other.yaml:1" in told[1]["message"]


@pytest.mark.parametrize("name", ["campaign.yaml", "programme.yaml"])
def test_another_file_of_the_folder_is_not_taken_for_a_calendar(folder: Path, name: str) -> None:
    wrong = pregonero(*EN, "check", f"posts/{name}", at=folder)
    assert wrong.returncode == 2
    assert f"posts/{name}” is no calendar" in wrong.stderr


def test_check_plan_and_load_count_the_same_errors(folder: Path) -> None:
    def counted(*command: str) -> set[str]:
        done = pregonero(*command, at=folder)
        return set(re.findall(r"(\d+) errors", done.stdout + done.stderr))

    found = counted(*EN, "check", SHEET)
    assert counted(*EN, "plan", SHEET) == found
    pregonero("--lang", "en", "load", SHEET, "--yes", at=folder)
    assert counted(*EN, "check") == found
    assert counted(*EN, "plan") == found


def test_problems_go_by_sheet_row_and_column(folder: Path) -> None:
    told = listed(*EN, "check", SHEET, at=folder)
    cells = [p["cell"] for p in told]
    first, more = [c for c in cells if "!" not in c], [c for c in cells if "!" in c]
    assert cells == first + more
    assert [int(c[1:]) for c in first] == sorted(int(c[1:]) for c in first)
    loaded = pregonero("--lang", "en", "load", SHEET, "--yes", at=folder).stdout
    rows = re.findall(r"Row ([\w!]+) waits", loaded)
    assert rows == ["3", "4", "5", "More!4", "More!5"]


def test_what_the_system_refuses_is_told_in_the_readers_language(folder: Path) -> None:
    nowhere = folder / "no" / "such" / "back.xlsx"
    lost = pregonero("--lang", "es", "check", SHEET, "--annotate", nowhere, at=folder)
    assert (lost.returncode, f"no se encuentra {nowhere}." in lost.stderr) == (3, True)
    wrong = pregonero("--lang", "es", "check", "..", at=folder)
    assert (wrong.returncode, "«..» es una carpeta" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("name", ["revisada.csv", "revisada", "revisada.ods"])
def test_a_marked_sheet_is_only_written_under_the_name_of_what_it_is(
    name: str, folder: Path
) -> None:
    done = pregonero("--lang", "es", "check", SHEET, "--annotate", name, at=folder)
    assert (done.returncode, "--annotate revisada.xlsx" in done.stderr) == (2, True)
    assert not (folder / name).exists()


def test_rows_in_two_encodings_are_told_by_their_cell(folder: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "mixed.csv"
    rows = ["2034-08-02;10:00;all;A;Entre la marée", "2034-08-03;10:00;all;B;Über die Fähre, ja"]
    head = ";".join(HEADER).encode()
    sheet.write_bytes(b"\n".join((head, rows[1].encode("latin-1"), rows[0].encode())))
    found = listed(*EN, "--campaign", folder, "check", sheet, at=tmp_path)
    assert {p["cell"] for p in found if p["code"] == "broken-letters"} == {"E3"}
    assert "“marÃ©e”" in next(p["message"] for p in found if p["code"] == "broken-letters")
