"""The team's own sheet: what can be read is loaded, and what was sent is not sent again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

pytestmark = pytest.mark.shared

SAMPLE = ROOT.parent / "shared" / "samples" / "calendario-equipo.xlsx"
SENT = "panel-1-anuncio/panel-1"
FIRST = "Miércoles 23, 17:00 hrs"
SECOND = "Jueves 24, 16:00 hrs"
TRUSTED = "SELECT trusted FROM campaign"
LATER = "cita/era-digital"
ROWS = {
    "anuncio-general": "waiting",
    SENT: "planned",
    "panel-2-anuncio/panel-2": "planned",
    "panel-3-anuncio/panel-3": "waiting",
    "recordatorio/panel-1": "planned",
    "recordatorio-2/panel-1": "waiting",
    LATER: "planned",
}
"""The posts of the seven rows that can be read, and whether one of their facts is missing."""


def at(day: int, time: str) -> tuple[str, str]:
    return "--now", f"2022-02-{day:02}T{time}-03:00"


def of_sheet(place: Place) -> dict[str, dict[str, object]]:
    """Return the sheet's deliveries by key."""
    return {k: d for k, d in place.deliveries().items() if k.rsplit("/", 2)[0] in ROWS}


def rename(sheet: Path, titles: dict[str, str]) -> None:
    """Change what the team calls some rows."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow to import

    book = load_workbook(sheet)
    changed = 0
    for cell in book.worksheets[0]["E"]:
        if cell.value in titles:
            cell.value = titles[cell.value]
            changed += 1
    assert changed == len(titles)
    book.save(sheet)


def test_seven_rows_of_eight_load_and_the_other_says_what_it_waits_for(bundled: Place) -> None:
    loaded = bundled.call(*at(1, "12:00"), "load", "--sandbox", "--yes", str(SAMPLE), code=1)
    rows = of_sheet(bundled)
    states = {key.rsplit("/", 2)[0]: row["state"] for key, row in rows.items()}
    assert states == ROWS
    assert not any(key.startswith("lanzamiento") for key in bundled.deliveries())
    place, _, way_out = loaded.stdout.partition(f"{SAMPLE.name}:B12")[2].partition("→")
    assert "«primera semana de marzo»" in place
    assert "2022-03-" in way_out.splitlines()[0]
    assert rows["panel-3-anuncio/panel-3/telegram/1"]["reason"] == "está en borrador"
    problems = bundled.json(*at(1, "12:00"), "check", code=1)
    errors = [p for p in problems if p["severity"] == "error"]
    assert {p["cell"][1:] for p in errors} == {"12"}
    assert any(p["cell"] == "B12" and p["hint"] for p in errors)


def test_a_new_title_renames_a_post_and_sends_nothing_twice(bundled: Place, tmp_path: Path) -> None:
    sheet = tmp_path / "calendario del equipo.xlsx"
    shutil.copy(SAMPLE, sheet)
    bundled.call(*at(1, "12:00"), "load", "--sandbox", "--yes", str(sheet), code=1)
    bundled.play(at(10, "12:00")[1], lambda: bundled.ask_ledger(TRUSTED) == [(1,)], "trust")
    bundled.play(at(17, "11:31")[1], lambda: seen(bundled, FIRST) == 2, "the sheet's row is out")
    rename(sheet, {"Panel 1 anuncio": "Panel 1, presentación", "Cita": "Cita de la semana"})
    plan = bundled.json(*at(17, "12:00"), "plan", "--sandbox", str(sheet), code=1)
    changed = {r["post"]: r["change"] for r in plan["deliveries"] if r["change"] != "unchanged"}
    assert changed == {SENT: "renamed", LATER: "renamed"}
    bundled.call(*at(17, "12:00"), "load", "--sandbox", "--yes", str(sheet), code=1)
    rows = of_sheet(bundled)
    assert rows[f"{SENT}/x/1"]["title"] == "Panel 1, presentación"
    assert rows[f"{LATER}/x/1"]["title"] == "Cita de la semana"
    bundled.play(at(18, "09:01")[1], lambda: seen(bundled, SECOND) == 2, "the next row is out")
    assert seen(bundled, FIRST) == 2
    for network in ("x", "telegram"):
        assert set(bundled.texts(network).values()) == {1}


def seen(place: Place, text: str) -> int:
    """Return how many posts of all networks begin so."""
    return sum(post["text"].startswith(text) for post in place.posts())
