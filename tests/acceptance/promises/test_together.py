"""Two programs on one ledger share the work and double nothing."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place

MANY = 16
TEXTS = [f"Boat {n} leaves in the morning." for n in range(MANY)]
OWNERS = "SELECT DISTINCT owner FROM attempt ORDER BY id"
DONE = {"published", "needs_person"}


def test_two_programs_at_once_double_nothing_though_one_freezes_and_wakes(place: Place) -> None:
    place.settings["LEASE"] = "2"
    place.write(files(post(f"boat-{n}", text, 0) for n, text in enumerate(TEXTS)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", moment(-60), "sandbox")
    start = ("--now", moment(-0.1), "run", "--sandbox")
    with place.running(*start) as one, place.running(*start) as other:
        for run in (one, other):
            run.says(STARTED)
        eventually(place.posts, "something is out")
        frozen = one if owners(place)[0].endswith(f":{one.process.pid}") else other
        frozen.process.send_signal(signal.SIGSTOP)
        eventually(lambda: len(owners(place)) > 1, "the other one goes on")
        frozen.process.send_signal(signal.SIGCONT)
        eventually(lambda: nothing_left(place), "everything is out or told to a person")
        one.end()
        other.end()
    assert max(place.texts("telegram").values()) == 1
    look_again(place)
    assert place.texts("x") == dict.fromkeys(TEXTS, 1)
    assert max(place.texts("telegram").values()) == 1
    told = place.deliveries()
    unseen = set(TEXTS) - set(place.texts("telegram"))
    asked = {TEXTS[int(key.split("/")[0][5:])] for key in told if told[key]["state"] != "published"}
    assert unseen <= asked
    assert set(place.states()) <= DONE


def owners(place: Place) -> list[str]:
    """Return which programs sent something, in the order of their first try."""
    return list(dict.fromkeys(str(owner) for (owner,) in place.ask_ledger(OWNERS)))


def nothing_left(place: Place) -> bool:
    return set(place.states()) <= DONE | {"unknown"}


def look_again(place: Place) -> None:
    """Let time pass until what is unknown was looked for twice."""
    for minutes in (3, 6, 9):
        if not set(place.states()) <= DONE:
            place.play(moment(minutes), lambda: nothing_left(place), "somebody looked")
