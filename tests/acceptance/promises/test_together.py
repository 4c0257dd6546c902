"""Two programs on one ledger share the work and double nothing."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import sqlite3
from functools import partial
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import SOON, files, moment, post

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place, Run

MANY = 16
TEXTS = [f"Boat {n} leaves in the morning." for n in range(MANY)]
OWNERS = "SELECT DISTINCT owner FROM attempt ORDER BY id"
WRITER = 31337
DONE = {"published", "needs_person"}


def test_two_programs_at_once_double_nothing_though_one_freezes_and_wakes(place: Place) -> None:
    place.settings["LEASE"] = "2"
    place.write(files(post(f"boat-{n}", text, 0) for n, text in enumerate(TEXTS)))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.earn_trust(moment(-60))
    start = ("--now", moment(SOON), "run", "--sandbox")
    with place.running(*start) as one, place.running(*start) as other:
        for run in (one, other):
            run.says(STARTED)
        eventually(place.posts, "something is out")
        frozen = one if owners(place)[0].endswith(f":{one.process.pid}") else other
        freeze(place, frozen)
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


def test_one_of_two_programs_runs_the_bot_and_the_other_takes_over(place: Place) -> None:
    """Both asking for updates would take them from each other, and look like a foreign copy."""
    place.write(files([post("boat", "A boat leaves in the morning.", 1)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    place.call("--now", moment(-60), "sandbox")
    start = ("--now", moment(SOON), "run", "--sandbox")
    with place.running(*start) as one:
        one.says(STARTED)
        place.ask_sandbox("say", {"user": {"id": WRITER, "name": "Asha"}, "text": "hello"})
        eventually(lambda: len(place.replies(WRITER)) == 1, "the first one answers")
        with place.running(*start) as other:
            other.says("queda de reserva")
            assert "queda de reserva" not in one.said
            one.kill()
            place.ask_sandbox("say", {"user": {"id": WRITER, "name": "Asha"}, "text": "hello"})
            eventually(lambda: len(place.replies(WRITER)) > 1, "the other one answers")
            other.end()


def owners(place: Place) -> list[str]:
    """Return which programs sent something, in the order of their first try."""
    return list(dict.fromkeys(str(owner) for (owner,) in place.ask_ledger(OWNERS)))


def nothing_left(place: Place) -> bool:
    return set(place.states()) <= DONE | {"unknown"}


def look_again(place: Place) -> None:
    """Let time pass until what is unknown was looked for twice."""
    for now in map(moment, (3, 6, 9)):
        if not set(place.states()) <= DONE:
            place.play(now, partial(place.looked, now), "somebody looked")


def freeze(place: Place, run: Run) -> None:
    """Stop a program where it keeps nobody from the ledger, as it may do for an instant."""

    def frozen() -> bool:
        run.process.send_signal(signal.SIGSTOP)
        if is_free(place.ledger):
            return True
        run.process.send_signal(signal.SIGCONT)
        return False

    eventually(frozen, "it stops with nothing in its hands")


def is_free(ledger: Path) -> bool:
    """Tell whether another program can write the ledger and its mark now."""
    mark = ledger.with_name(f"{ledger.name}.mark")
    with contextlib.closing(sqlite3.connect(ledger, timeout=0)) as connection, mark.open() as file:
        try:
            connection.execute("BEGIN IMMEDIATE")
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (sqlite3.OperationalError, BlockingIOError):
            return False
        return True
