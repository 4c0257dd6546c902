"""A ledger that is put back from a copy publishes nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from riverbank import SOON, files, moment, post

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

EARLY = [f"Morning {n} at the ferry." for n in range(3)]
LATE = [f"Evening {n} at the ferry." for n in range(3)]
NEVER = "Night at the ferry."
WATCH = "Watch it here: {{ panel.stream }}"
STREAM = ("bridge", "stream=https://example.org/bridge")
TRUSTED = "SELECT trusted FROM campaign"


def begin(place: Place) -> None:
    """Publish the early posts; the late ones are due ten minutes after."""
    posts = [post(f"early-{n}", text, 0) for n, text in enumerate(EARLY)]
    posts += [post(f"late-{n}", text, 10) for n, text in enumerate(LATE)]
    posts += [post("night", NEVER, 600), post("link", WATCH, 0, "\n  for: bridge")]
    place.write(files(posts))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.play(moment(SOON), lambda: place.states()["published"] == 6, "the early ones are out")


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
    place.call("--now", moment(5), "fact", "--sandbox", *STREAM)
    place.play(moment(10), lambda: place.states()["published"] == 14, "the late ones are out")
    before = place.posts()
    assert len(before) == 14
    for minutes, (way, copy) in enumerate(copies.items(), 15):
        put_back(place, way, copy)
        assert place.states() == {"published": 6, "planned": 8, "waiting": 2}
        place.play(moment(minutes), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
        assert place.posts() == before, way
        check(place, before)
    learn_again(place)
    assert place.posts() == before


def check(place: Place, before: list[dict[str, Any]]) -> None:
    """What can be read back is known to be out; a person is asked for the rest."""
    ids = {p["text"]: p["id"] for p in before if p["network"] == "x"}
    told = place.deliveries()
    for n, text in enumerate(LATE):
        x, telegram = told[f"late-{n}/x/1"], told[f"late-{n}/telegram/1"]
        assert (x["state"], x["remote_id"]) == ("published", ids[text])
        assert (telegram["state"], bool(telegram["reason"])) == ("needs_person", True)
    assert told["night/x/1"]["state"] == told["night/telegram/1"]["state"] == "planned"


def learn_again(place: Place) -> None:
    """Enter the fact that went with the copy: its posts are out, or held for a person."""
    place.call("--now", moment(20), "fact", "--sandbox", *STREAM)
    states = "SELECT state FROM delivery WHERE post = 'link/bridge' AND channel = 'x'"
    place.play(moment(21), lambda: place.ask_ledger(states) == [("published",)], "it was found")
    held = place.deliveries()["link/bridge/telegram/1"]
    assert (held["state"], bool(held["reason"])) == ("held", True)
