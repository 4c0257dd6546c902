"""A ledger that is put back from a copy publishes nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from riverbank import files, moment, post

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

EARLY = [f"Morning {n} at the ferry." for n in range(3)]
LATE = [f"Evening {n} at the ferry." for n in range(3)]
NEVER = "Night at the ferry."
TRUSTED = "SELECT trusted FROM campaign"


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
        shutil.copy(place.ledger, copy)


def put_back(place: Place, way: str, copy: Path) -> None:
    if way == "backup":
        place.call("restore", "--sandbox", "--yes", str(copy))
    else:
        shutil.copy(copy, place.ledger)


def test_a_copy_put_back_publishes_nothing_twice(place: Place, tmp_path: Path) -> None:
    begin(place)
    copies = {way: tmp_path / f"{way}.sqlite" for way in ("file", "backup")}
    for way, copy in copies.items():
        copy_away(place, way, copy)
    place.play(moment(10), lambda: place.states()["published"] == 12, "the late ones are out")
    before = place.posts()
    ids = {p["text"]: p["id"] for p in before if p["network"] == "x"}
    for minutes, (way, copy) in enumerate(copies.items(), 15):
        put_back(place, way, copy)
        assert place.states() == {"published": 6, "planned": 8}
        place.play(moment(minutes), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
        assert place.posts() == before, way
        told = place.deliveries()
        for n, text in enumerate(LATE):
            assert told[f"late-{n}/x/1"]["state"] == "published"
            assert told[f"late-{n}/x/1"]["remote_id"] == ids[text]
            assert told[f"late-{n}/telegram/1"]["state"] == "needs_person"
            assert told[f"late-{n}/telegram/1"]["reason"]
        assert told["night/x/1"]["state"] == told["night/telegram/1"]["state"] == "planned"


STREAM = ("bridge", "stream=https://example.org/bridge")
LINK = "Watch it here: https://example.org/bridge"


def test_a_fact_that_was_forgotten_with_the_copy_sends_nothing_twice(
    place: Place, tmp_path: Path
) -> None:
    text = post("link", "Watch it here: {{ panel.stream }}", 0, "\n  for: bridge")
    place.write(files([text]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.play(moment(-60), lambda: place.ask_ledger(TRUSTED) == [(1,)], "trusted")
    copy_away(place, "file", tmp_path / "copy.sqlite")
    place.call("--now", moment(5), "fact", "--sandbox", *STREAM)
    place.play(moment(6), lambda: place.states() == {"published": 2}, "it is out")
    put_back(place, "file", tmp_path / "copy.sqlite")
    place.play(moment(15), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
    place.call("--now", moment(20), "fact", "--sandbox", *STREAM)
    place.play(moment(21), lambda: settled(place), "it is known to be out, or a person has it")
    assert [post["text"] for post in place.posts()] == [LINK, LINK]
    assert place.deliveries()["link/bridge/x/1"]["state"] == "published"
    assert place.deliveries()["link/bridge/telegram/1"]["state"] == "held"


def settled(place: Place) -> bool:
    return set(place.states()) <= {"published", "held"}
