"""A calendar that was not made to suit us: every good row loads, the open one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.calendar import ALL_CHANNELS, Entry, Status
from campaign.core.problems import Code, Place
from campaign.sources.sheets import RowIds, SheetReading, read_sheet
from tests.adapters.sheets.kit import PATH, found, seminar

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shared


@pytest.fixture
def content(requires_shared: Path) -> bytes:
    return (requires_shared / "samples" / "calendario-equipo.xlsx").read_bytes()


@pytest.fixture
def reading(content: bytes) -> SheetReading:
    return read_sheet(PATH, content, seminar(), RowIds())


@pytest.fixture
def by_id(reading: SheetReading) -> dict[str, Entry]:
    return {entry.id: entry for entry in reading.entries}


def test_seven_of_eight_rows_are_entries(reading: SheetReading) -> None:
    assert [entry.id for entry in reading.entries] == [
        "anuncio-general",
        "panel-1-anuncio",
        "panel-2-anuncio",
        "panel-3-anuncio",
        "recordatorio",
        "recordatorio-2",
        "cita",
    ]
    assert (reading.skipped, [*reading.waiting]) == (1, ["lanzamiento"])


def test_the_open_date_is_named_by_its_cell_with_the_days_it_can_mean(
    reading: SheetReading,
) -> None:
    [problem] = [problem for problem in reading.problems if problem.is_error]
    assert problem.code is Code.AMBIGUOUS_DATE
    assert problem.place == Place(PATH, cell="B12")
    assert dict(problem.params) == {
        "because": "stretch-launch",
        "value": "primera semana de marzo",
        "reading_a": "2022-03-01",
        "reading_b": "2022-03-07",
    }


def test_a_network_without_account_is_a_warning_at_its_cell(reading: SheetReading) -> None:
    assert found(reading) == [("channel-not-set-up", "D9"), ("ambiguous-date", "B12")]


def test_moments_are_read_from_cells_words_and_relations(by_id: dict[str, Entry]) -> None:
    assert {post: str(entry.when) for post, entry in by_id.items()} == {
        "anuncio-general": "2022-02-16 10:00",
        "panel-1-anuncio": "2022-02-17 11:30",
        "panel-2-anuncio": "2022-02-18 09:00",
        "panel-3-anuncio": "2022-02-18 18:00",
        "recordatorio": "start - 1d 10:00",
        "recordatorio-2": "start - 30m",
        "cita": "2022-02-25 12:00",
    }


def test_channels_subjects_cards_and_states_are_understood(by_id: dict[str, Entry]) -> None:
    assert {post: (entry.channels, entry.subject, entry.card) for post, entry in by_id.items()} == {
        "anuncio-general": (("x", "telegram"), None, "announcement"),
        "panel-1-anuncio": (("x", "telegram"), "panel-1", "announcement"),
        "panel-2-anuncio": ((ALL_CHANNELS,), "panel-2", "announcement"),
        "panel-3-anuncio": (("telegram",), "panel-3", "announcement"),
        "recordatorio": (("x", "telegram"), "panel-1", None),
        "recordatorio-2": (("telegram",), "panel-1", "live"),
        "cita": (("x",), "era", "quote"),
    }
    assert [post for post, entry in by_id.items() if entry.status is Status.DRAFT] == [
        "panel-3-anuncio"
    ]


def test_every_field_knows_its_cell(by_id: dict[str, Entry]) -> None:
    entry = by_id["panel-1-anuncio"]
    places = {name: entry.place_of(name).cell for name in ("when", "time", "channels", "text")}
    assert places == {"when": "B6", "time": "C6", "channels": "D6", "text": "F6"}
    assert [entry.place_of(name).cell for name in ("title", "card", "status")] == ["E6", "G6", "H6"]


def test_ids_written_and_read_again_are_the_same(content: bytes, reading: SheetReading) -> None:
    again = read_sheet(PATH, content, seminar(), RowIds.parse(reading.ids.to_yaml()))
    assert again == reading
