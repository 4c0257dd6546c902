"""Whether ``run`` is at work is told by what it does, not by what is loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place


def _lives(place: Place) -> bool:
    return place.call("status", "--alive", "--sandbox", code=None).returncode == 0


def test_a_run_gives_signs_of_life_until_it_ends(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    assert not _lives(place)
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    assert not _lives(place)
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: _lives(place), "a sign of life")
        run.end()
    assert not _lives(place)


def test_one_that_was_killed_is_taken_for_dead_after_a_minute(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: _lives(place), "a sign of life")
        run.kill()
    sign = place.folder / "build" / "sandbox" / "alive"
    before = sign.stat().st_mtime
    for age, lives in ((30, True), (90, False)):
        os.utime(sign, (before, before - age))
        assert _lives(place) is lives
