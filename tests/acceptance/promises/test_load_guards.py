"""What ``load --yes`` never does unasked: withdraw a campaign by a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place

LOAD = ("--now", moment(-60), "load", "--sandbox", "--yes")
POSTS = [post(f"water-{n}", f"The river stands at mark {n}.", 30 * n) for n in range(1, 6)]
TOO_LONG = post("water-1", "The river rises. " * 400, 30)


def test_an_unknown_revision_changes_nothing_and_is_named(place: Place) -> None:
    place.write(files(POSTS))
    place.call(*LOAD)
    before = place.deliveries()
    found = place.call(*LOAD, "--revision", "99", code=1)
    assert "99" in found.stderr
    assert place.deliveries() == before
    assert place.ask_ledger("SELECT max(number) FROM revision") == [(1,)]


def test_an_earlier_revision_can_still_be_loaded(place: Place) -> None:
    place.write(files(POSTS))
    place.call(*LOAD)
    place.write(files(POSTS[:4]))
    place.call(*LOAD)
    assert place.deliveries()["water-5/x/1"]["state"] == "cancelled"
    place.call(*LOAD, "--revision", "1")
    assert place.deliveries()["water-5/x/1"]["state"] == "planned"


@pytest.mark.parametrize(("kept", "loads"), [(1, False), (4, True)])
def test_yes_does_not_withdraw_most_of_a_folder_with_errors(
    place: Place, kept: int, *, loads: bool
) -> None:
    place.write(files(POSTS))
    place.call(*LOAD)
    place.write(files([TOO_LONG, *POSTS[1:kept]]))
    place.call(*LOAD, code=1)
    gone = [d for d in place.deliveries().values() if d["state"] == "cancelled"]
    assert bool(gone) is loads
