"""A post that is out is taken down by a command, and followers do not see it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riverbank import SOON, files, moment, post

if TYPE_CHECKING:
    from program import Place

TEXT = "The old ferry, wrongly told."
OTHER = "The new ferry, rightly told."


def test_a_post_is_taken_down_on_both_networks(place: Place) -> None:
    place.write(files([post("old", TEXT, 0), post("new", OTHER, 0)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    place.play(moment(SOON), lambda: place.states()["published"] == 4, "all is out")
    now = ("--now", moment(5))
    left = place.call(*now, "withdraw", "--sandbox", "old", code=2)
    assert "old/x/1" in left.stdout
    assert place.texts("x") == {TEXT: 1, OTHER: 1}, "nobody agreed"
    done = place.call(
        *now, "withdraw", "--sandbox", "--yes", "--as", "Maya", "--why", "wrong", "old"
    )
    assert done.stdout.count("https://") == 2
    assert "otro nombre en la columna «Id» de su fila" in " ".join(done.stdout.split()), (
        "how it is published anew"
    )
    assert place.texts("x") == place.texts("telegram") == {OTHER: 1}
    assert place.states() == {"published": 2, "removed": 2}
    assert "Maya" in place.call("show", "--sandbox", "old/x/1").stdout
    place.call(*now, "load", "--sandbox", "--yes")
    place.play(moment(6), lambda: place.looked(moment(6)), "nothing is left to be done")
    assert place.texts("x") == place.texts("telegram") == {OTHER: 1}
    place.call(*now, "withdraw", "--sandbox", "--yes", "old/x/1", code=1)
    place.call(*now, "withdraw", "--sandbox", "--yes", "nothing/x/1", code=None)


def test_what_a_network_put_off_does_not_go_out_after_it_was_withdrawn(place: Place) -> None:
    place.write(files([post("old", TEXT, 0)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    order = {"network": "x", "fault": "too_many", "match": "POST /x/2/tweets", "seconds": 120}
    place.ask_sandbox("faults", order)
    place.play(moment(SOON), lambda: place.states()["published"] == 1, "one of two is out")
    assert place.deliveries()["old/x/1"]["state"] == "retry"
    done = place.call("--now", moment(1), "withdraw", "--sandbox", "--yes", "old")
    assert "No sale: old/x/1 (estaba " in done.stdout
    assert "Retirada: old/telegram/1" in done.stdout
    place.play(moment(10), lambda: place.looked(moment(10)), "nothing is left to be done")
    assert place.texts("x") == place.texts("telegram") == {}
