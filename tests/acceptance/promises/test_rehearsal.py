"""A rehearsal: moved panels, corrections where somebody was told, everything on time and known."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from program import ROOT, Place
from riverbank import files

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

SANTIAGO = ZoneInfo("America/Santiago")
OLD = datetime(2022, 2, 24, 17, 30, tzinfo=SANTIAGO)
NEW = datetime(2022, 2, 24, 18, 0, tzinfo=SANTIAGO)
MOVED_AT = datetime(2022, 2, 19, 12, 0, tzinfo=SANTIAGO)
Row = dict[str, Any]


Played = tuple[Place, "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return a copy of the bundled campaign that was rehearsed once, and what that said."""
    place = Place(tmp_path_factory.mktemp("rehearsal"))
    for part in ("posts", "assets"):
        shutil.copytree(ROOT / part, place.folder / part)
    return place, place.call("rehearse")


@pytest.fixture(scope="module")
def stage(played: Played) -> Place:
    """Return a copy of the bundled campaign that was rehearsed once."""
    return played[0]


@pytest.fixture(scope="module")
def told(stage: Place) -> dict[str, Any]:
    """Return what the rehearsal reports."""
    report = stage.folder / "build" / "rehearsal" / "report.json"
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def test_it_ends_with_its_page_and_says_nothing_after(played: Played) -> None:
    place, done = played
    page = place.folder / "build" / "rehearsal" / "index.html"
    assert done.stdout.splitlines()[-1].endswith(str(page))
    assert len(done.stderr.splitlines()) == 1, "how far it has come, and nothing else"


def instant(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text)


def published(told: dict[str, Any], post: str) -> list[Row]:
    rows = [row for row in told["deliveries"] if row["key"].startswith(f"{post}/")]
    return [row for row in rows if row["state"] == "published"]


def texts(ledger: Path) -> dict[tuple[str, int], str]:
    """Return what was frozen, by key and generation, from the rehearsal's own ledger."""
    query = "SELECT post || '/' || channel || '/' || part, generation, payload FROM delivery"
    with closing(sqlite3.connect(ledger)) as connection:
        rows = connection.execute(query).fetchall()
    return {(key, n): json.loads(raw)["text"] for key, n, raw in rows if raw}


def test_nothing_is_doubled_or_lost_and_the_rest_has_a_reason(told: dict[str, Any]) -> None:
    assert (told["duplicates"], told["lost"]) == (0, 0)
    states = Counter(row["state"] for row in told["deliveries"])
    assert states == told["counts"]
    assert states["published"] == told["visible"] > 90
    assert set(states) <= {"published", "superseded", "waiting"}
    assert [
        row["key"] for row in told["deliveries"] if not (row["published"] or row["reason"])
    ] == []
    keys = [row["key"] for row in told["deliveries"] if row["state"] == "published"]
    assert len(keys) == len(set(keys))


def test_everything_goes_out_within_a_second_of_when_it_can(told: dict[str, Any]) -> None:
    for row in told["deliveries"]:
        if row["state"] == "published":
            possible = max(instant(row["due"]), became_possible(row))
            late = (instant(row["published"]) - possible).total_seconds()
            assert 0 <= late <= 1, row["key"]


def became_possible(row: Row) -> datetime:
    """Return when the last thing that a delivery waited for came."""
    steps = [line for line in row["history"] if line["generation"] == row["generation"]]
    ready = [s for s in steps if s["state"] == "planned"]
    return instant(ready[-1]["at"])


def test_the_posts_of_the_moved_panel_moved(stage: Place, told: dict[str, Any]) -> None:
    (x, telegram) = published(told, "reminder-hour/panel-3")
    assert instant(x["due"]) == instant(telegram["due"]) == NEW - timedelta(hours=1)
    frozen = texts(stage.folder / "build" / "rehearsal" / "ledger.sqlite")
    said = {
        row["key"]: frozen[row["key"], row["generation"]]
        for row in told["deliveries"]
        if row["state"] == "published" and "panel-3" in row["key"]
    }
    after = {
        row["key"]
        for row in told["deliveries"]
        if row["published"] and instant(row["published"]) >= MOVED_AT
    }
    old_time, new_time = f"{OLD:%H:%M}", f"{NEW:%H:%M}"
    assert any(old_time in text for key, text in said.items() if key not in after)
    changes = {"change/panel-3/x/1", "change/panel-3/telegram/1"}
    assert {key for key in said if key in after and old_time in said[key]} == changes
    assert all(f"de las {old_time} a las {new_time}" in said[key] for key in changes)
    assert any(
        new_time in said[key] for key in said if key.startswith("reminder-day/") and key in after
    )


def test_one_correction_for_each_channel_that_told_the_old_time(
    stage: Place, told: dict[str, Any]
) -> None:
    corrections = [row for row in told["deliveries"] if row["key"].startswith("change/")]
    assert sorted((row["key"], row["state"]) for row in corrections) == [
        ("change/panel-3/telegram/1", "published"),
        ("change/panel-3/x/1", "published"),
    ]
    frozen = texts(stage.folder / "build" / "rehearsal" / "ledger.sqlite")
    for row in corrections:
        assert abs(instant(row["published"]) - MOVED_AT) <= timedelta(seconds=1)
        assert f"{NEW:%H:%M}" in frozen[row["key"], row["generation"]]


SCRIPT = """\
start: 2033-04-10 09:00
end: 2033-04-21 20:00
events:
  - at: 2033-04-12 12:00
    fact: {subject: bridge, name: start, value: 2033-04-20 18:15}
  - at: 2033-04-14 09:30
    fact: {subject: bridge, name: stream, value: https://example.org/bridge}
"""
CALENDAR = """\
- {post: told, for: panels, when: 2033-04-11 10:00, channels: [x], text: "Come: {{ panel.when }}."}
- {post: silent, when: 2033-04-11 10:00, channels: [telegram], text: "Come, it will be good."}
- {post: link, for: panels, when: 2033-04-13 10:00, channels: all, text: "See {{ panel.stream }}"}
- {post: unsaid, when: 2033-04-13 11:00, channels: [x], text: "Nobody said ready", status: draft}
"""


def test_who_was_not_told_the_old_time_gets_no_correction(place: Place) -> None:
    place.write(files([CALENDAR]) | {"posts/rehearsal.yaml": SCRIPT})
    told = place.json("rehearse")
    rows = {row["key"]: row for row in told["deliveries"]}
    assert {key for key in rows if key.startswith("change/")} == {"change/bridge/x/1"}
    assert rows["change/bridge/x/1"]["published"] == "2033-04-12T06:15:00Z"
    late = rows["link/bridge/x/1"], rows["link/bridge/telegram/1"]
    known = datetime(2033, 4, 14, 9, 30, tzinfo=ZoneInfo("Asia/Kathmandu")).astimezone(UTC)
    assert {instant(row["published"]) for row in late} == {known}
    assert (rows["unsaid/x/1"]["state"], bool(rows["unsaid/x/1"]["reason"])) == ("waiting", True)
    assert (told["duplicates"], told["lost"], told["visible"]) == (0, 0, 5)


BY_THE_HOUR = """\
- {post: first, when: 2033-04-11 10:00, channels: [x], text: "The first word."}
- {post: second, when: 2033-04-11 10:01, channels: [x], text: "A second word."}
- {post: third, when: 2033-04-11 10:02, channels: [x], text: "One more word.",
   expires: 2033-04-11 10:30}
- {post: unsaid, when: 2033-04-13 11:00, channels: [x], text: "Nobody said ready", status: draft}
"""


def test_so_many_leave_within_an_hour_as_may_and_the_last_lines_tell_of_all(place: Place) -> None:
    place.write(files([BY_THE_HOUR]) | {"posts/rehearsal.yaml": SCRIPT})
    place.settings["MAX_PER_HOUR"] = "1"
    said = place.call("rehearse").stdout
    report = (place.folder / "build/rehearsal/report.json").read_text(encoding="utf-8")
    told = json.loads(report)
    rows = {row["key"]: row["published"] for row in told["deliveries"]}
    assert rows["first/x/1"] == "2033-04-11T04:15:00Z"
    assert rows["second/x/1"] == "2033-04-11T05:15:00Z"
    assert rows["third/x/1"] is None
    assert "Salieron 2 de 4; repetidas: 0; perdidas: 0." in said
    assert "Las demás: 1 en espera, 1 vencida." in said
    assert "No salió 1 publicación (" in said


def test_every_delivery_came_to_its_state_by_the_moves_of_the_table(stage: Place) -> None:
    ledger = stage.folder / "build" / "rehearsal" / "ledger.sqlite"
    assert stage.replay_history(ledger) > 100
