"""A ledger is not exchanged under a program that works with it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from program import STARTED, eventually
from riverbank import files, moment, post

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place

EARLY = [f"Morning {n} at the ferry." for n in range(2)]
LATER = [f"Noon {n} at the ferry." for n in range(2)]
REPLACED = "Alguien puso otro archivo en el lugar del registro"


def begin(place: Place) -> None:
    posts = [post(f"early-{n}", text, 0) for n, text in enumerate(EARLY)]
    posts += [post(f"later-{n}", text, 1) for n, text in enumerate(LATER)]
    place.write(files(posts))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")


def test_restore_waits_for_the_program_that_publishes(place: Place, tmp_path: Path) -> None:
    begin(place)
    copy = tmp_path / "copy.sqlite"
    place.call("backup", "--sandbox", str(copy))
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        eventually(lambda: place.states()["published"] == 4, "the early ones are out")
        refused = place.call("restore", "--sandbox", "--yes", str(copy), code=3)
        assert "Detén antes" in refused.stderr
        assert place.states()["published"] == 4
        assert [p.name for p in place.ledger.parent.glob("*.restoring*")] == []
        run.end()
    place.call("restore", "--sandbox", "--yes", str(copy))
    assert place.states()["published"] == 0


@pytest.mark.parametrize("way", ["moved", "removed", "another"])
def test_a_program_whose_ledger_is_taken_away_publishes_no_more(place: Place, way: str) -> None:
    begin(place)
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: place.states()["published"] == 4, "the early ones are out")
        if way == "another":
            other = place.ledger.with_name("other")
            shutil.copy(place.ledger, other)
            other.replace(place.ledger)
        elif way == "moved":
            place.ledger.replace(place.ledger.with_name("elsewhere"))
        else:
            place.ledger.unlink()
        assert run.process.wait(60) == 3, run.said
        assert REPLACED in run.said
    assert len(place.posts()) == 4
