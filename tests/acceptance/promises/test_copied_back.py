"""A ledger that is put back from a copy publishes nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from riverbank import files, moment, post

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

EARLY = [f"Morning {n} at the ferry." for n in range(3)]
LATE = [f"Evening {n} at the ferry." for n in range(3)]
NEVER = "Night at the ferry."
TRUSTED = "SELECT trusted FROM campaign"
LEDGER = "build/sandbox/ledger.sqlite"


def begin(place: Place) -> None:
    """Publish the early posts; the late ones are due ten minutes after."""
    posts = [post(f"early-{n}", text, 0) for n, text in enumerate(EARLY)]
    posts += [post(f"late-{n}", text, 10) for n, text in enumerate(LATE)]
    place.write(files([*posts, post("night", NEVER, 600)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.play(moment(-0.03), lambda: place.states()["published"] == 6, "the early ones are out")


def copy_away(place: Place, way: str, copy: Path) -> None:
    if way == "backup":
        place.call("backup", "--sandbox", str(copy))
    else:
        shutil.copy(place.folder / LEDGER, copy)


def put_back(place: Place, way: str, copy: Path) -> None:
    if way == "backup":
        place.call("restore", "--sandbox", "--yes", str(copy))
    else:
        shutil.copy(copy, place.folder / LEDGER)


@pytest.mark.parametrize("way", ["file", "backup"])
def test_a_copy_put_back_publishes_nothing_twice(place: Place, tmp_path: Path, way: str) -> None:
    begin(place)
    copy_away(place, way, tmp_path / "copy.sqlite")
    place.play(moment(10), lambda: place.states()["published"] == 12, "the late ones are out")
    before = place.posts()
    put_back(place, way, tmp_path / "copy.sqlite")
    assert place.states() == {"published": 6, "planned": 8}
    place.play(moment(15), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
    told = place.deliveries()
    for n in range(len(LATE)):
        assert told[f"late-{n}/x/1"]["state"] == "published"
        assert told[f"late-{n}/telegram/1"]["state"] == "needs_person"
        assert told[f"late-{n}/telegram/1"]["reason"]
    assert told["night/x/1"]["state"] == told["night/telegram/1"]["state"] == "planned"
    assert place.posts() == before
    ids = {p["text"]: p["id"] for p in before if p["network"] == "x"}
    assert [told[f"late-{n}/x/1"]["remote_id"] for n in range(3)] == [ids[t] for t in LATE]
