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
    assert place.states()["published"] == 4


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


@pytest.mark.parametrize("what", ["no ledger", "another campaign's", "a running program"])
def test_nobody_is_asked_about_a_copy_that_cannot_be_put_back(
    place: Place, tmp_path: Path, what: str
) -> None:
    begin(place)
    copy = tmp_path / "copy.sqlite"
    place.call("backup", "--sandbox", str(copy))
    before = place.states()
    if what == "a running program":
        with place.running("--now", moment(-60), "run", "--sandbox") as run:
            run.says(STARTED)
            refused = place.call("restore", "--sandbox", str(copy), code=3)
            run.end()
    elif what == "no ledger":
        copy.write_text("Dear diary, " * 1000, encoding="utf-8")
        refused = place.call("restore", "--sandbox", str(copy), code=3)
        assert "no sirve para reponer" in refused.stderr
    else:
        rules = place.folder / "posts" / "campaign.yaml"
        text = rules.read_text(encoding="utf-8").replace("name: riverbank", "name: uphill")
        rules.write_text(text, encoding="utf-8")
        refused = place.call("restore", "--sandbox", str(copy), code=1)
        assert "riverbank" in refused.stderr
    assert "¿Seguir?" not in refused.stdout + refused.stderr
    assert place.states() == before
