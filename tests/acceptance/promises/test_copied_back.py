"""A ledger that is put back from a copy publishes nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from program import STARTED, eventually
from riverbank import SOON, files, moment, post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from program import Place

EARLY = [f"Morning {n} at the ferry." for n in range(3)]
LATE = [f"Evening {n} at the ferry." for n in range(3)]
NEVER = "Night at the ferry."
WATCH = "Watch it here: {{ panel.stream }}"
STREAM = ("bridge", "stream=https://example.org/bridge")
KNOWN = {
    "backup": {"published": 14, "planned": 2},
    "file": {"published": 6, "planned": 8, "waiting": 2},
}
"""How things stand in a copy that was put back, by the way in which that was done: by ``restore``
it is told what the ledger knew that it replaces.
"""
TRUSTED = "SELECT trusted FROM campaign"


@pytest.fixture(params=[False, True], ids=["read back", "blind"])
def blind(request: pytest.FixtureRequest) -> bool:
    """Whether Telegram cannot be read back."""
    return bool(request.param)


def begin(place: Place, more: Sequence[str] = (), *, blind: bool = False) -> None:
    """Publish the early posts; the late ones are due ten minutes after."""
    posts = [post(f"early-{n}", text, 0) for n, text in enumerate(EARLY)]
    posts += [post(f"late-{n}", text, 10) for n, text in enumerate(LATE)]
    posts += [post("night", NEVER, 600), post("link", WATCH, 0, "\n  for: bridge")]
    place.write(files([*posts, *more]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    place.play(moment(SOON), lambda: place.states()["published"] == 6, "the early ones are out")
    if blind:
        place.keep_forwards_away()


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


def test_a_copy_put_back_publishes_nothing_twice(
    place: Place, tmp_path: Path, *, blind: bool
) -> None:
    begin(place, blind=blind)
    copies = {way: tmp_path / f"{way}.sqlite" for way in KNOWN}
    for way, copy in copies.items():
        copy_away(place, way, copy)
    place.call("--now", moment(5), "fact", "--sandbox", *STREAM)
    place.play(moment(10), lambda: place.states()["published"] == 14, "the late ones are out")
    before = place.posts()
    assert len(before) == 14
    for minutes, (way, copy) in enumerate(copies.items(), 15):
        put_back(place, way, copy)
        assert place.states() == KNOWN[way]
        place.play(moment(minutes), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
        assert place.posts() == before, way
        check(place, before, ["late"] if blind and way == "file" else [])
    learn_again(place, "needs_person" if blind else "published")
    assert place.posts() == before


MOVE = ("bridge", "start=2033-04-21T17:45:00+05:45")
BEGINS = "It begins on {{ panel.start | date }}."


@pytest.mark.parametrize("way", ["told", "lost"])
def test_what_was_moved_since_is_not_announced_again(
    place: Place, tmp_path: Path, way: str
) -> None:
    """What went out has other words than the copy: the ledger that it replaces knows it, and where
    that is lost, too, a person is asked about what nobody knows on the account.
    """
    announced = post("begins", BEGINS, 1, "\n  for: bridge")
    begin(place, [announced])
    copy = tmp_path / "copy.sqlite"
    copy_away(place, "backup", copy)
    place.call("--now", moment(0.5), "fact", "--sandbox", "--yes", *MOVE)
    place.play(moment(1), lambda: place.states()["published"] == 8, "the moved one is announced")
    before = place.posts()
    if way == "lost":
        place.ledger.unlink()
    put_back(place, "backup", copy)
    place.play(moment(2), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
    assert place.posts() == before
    state = {"told": "published", "lost": "needs_person"}[way]
    told = [place.deliveries()[f"begins/bridge/{name}/1"] for name in ("x", "telegram")]
    assert [one["state"] for one in told] == [state, state]
    assert ["http" in one["reason"] for one in told] == [way == "lost"] * 2
    place.replay_history()


NOON = [f"Noon {n} at the ferry." for n in range(3)]
DOUBTED = {"before": ["late", "noon"], "with its log": ["noon"], "meanwhile": []}
"""What a copy has forgotten. A program that was killed leaves the file itself as it was when
it began: a copy of that alone has forgotten nothing, all that is new is in the log.
"""


@pytest.mark.parametrize(
    ("when", "blind"), [("before", True), ("with its log", False), ("meanwhile", False)]
)
def test_a_copy_over_a_killed_programs_ledger_publishes_nothing_twice(
    place: Place, tmp_path: Path, when: str, *, blind: bool
) -> None:
    """What a killed program leaves beside the ledger is not played over an older copy."""
    begin(place, [post(f"noon-{n}", text, 20) for n, text in enumerate(NOON)], blind=blind)
    copies = tmp_path / "copies"
    copies.mkdir()
    if when == "before":
        shutil.copy(place.ledger, copies)
    place.play(moment(10), lambda: place.states()["published"] == 12, "the late ones are out")
    with place.running("--now", moment(19.95), "run", "--sandbox") as run:
        run.says(STARTED)
        if when != "before":
            shutil.copy(place.ledger, copies)
        if when == "with its log":
            shutil.copy(log_of(place), copies)
        eventually(lambda: place.states()["published"] == 18, "those of noon are out")
        run.kill()
    before = place.posts()
    assert log_of(place).stat().st_size > 0
    for file in copies.iterdir():
        shutil.copy(file, place.ledger.parent)
    place.play(moment(25), lambda: place.ask_ledger(TRUSTED) == [(1,)], "read back")
    assert place.posts() == before
    check(place, before, DOUBTED[when] if blind else [])


def test_a_killed_programs_own_ledger_is_believed(place: Place) -> None:
    begin(place)
    with place.running("--now", moment(9.95), "run", "--sandbox") as run:
        eventually(lambda: place.states()["published"] == 12, "the late ones are out")
        run.kill()
    assert log_of(place).stat().st_size > 0
    place.call("status", "--sandbox")
    assert place.ask_ledger(TRUSTED) == [(1,)]
    assert not list(place.ledger.parent.glob("*strange*"))


def log_of(place: Place) -> Path:
    return place.ledger.with_name(f"{place.ledger.name}-wal")


def check(place: Place, before: list[dict[str, Any]], doubted: Sequence[str]) -> None:
    """What can be read back is known to be out; a person is asked for the rest."""
    ids = {(p["network"], p["text"]): p["id"] for p in before}
    told = place.deliveries()
    for kind, texts in {"late": LATE, "noon": NOON}.items():
        for n, text in enumerate(texts):
            if f"{kind}-{n}/x/1" not in told:
                continue
            x, telegram = told[f"{kind}-{n}/x/1"], told[f"{kind}-{n}/telegram/1"]
            assert (x["state"], x["remote_id"]) == ("published", ids["x", text])
            if kind in doubted:
                assert telegram["state"] == "needs_person"
                assert telegram["reason"]
            else:
                out = ("published", ids["telegram", text])
                assert (telegram["state"], telegram["remote_id"]) == out
    assert told["night/x/1"]["state"] == told["night/telegram/1"]["state"] == "planned"


def learn_again(place: Place, expected: str) -> None:
    """Enter the fact that went with the copy: its posts are out, or a person is asked."""
    place.call("--now", moment(20), "fact", "--sandbox", *STREAM)
    states = "SELECT state FROM delivery WHERE post = 'link/bridge' ORDER BY channel = 'x'"
    decided = [(expected,), ("published",)]
    place.play(moment(21), lambda: place.ask_ledger(states) == decided, "both are decided")
    held = place.deliveries()["link/bridge/telegram/1"]
    assert (held["state"], bool(held["reason"])) == (expected, True)
