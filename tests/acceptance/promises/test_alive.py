"""Whether ``run`` is at work is told by what it does, not by what is loaded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import files, moment, post
from test_together import freeze

if TYPE_CHECKING:
    from pathlib import Path

    from program import Place


def _lives(place: Place) -> bool:
    return place.call("status", "--alive", "--sandbox", code=None).returncode == 0


def _set_back(sign: Path, seconds: int) -> None:
    before = sign.stat().st_mtime - seconds
    os.utime(sign, (before, before))


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
    signs = sorted((place.folder / "build" / "sandbox").glob("alive-*"))
    assert [sign.name for sign in signs] == ["alive-bot", "alive-publisher"]
    _set_back(signs[0], 30)
    assert _lives(place)
    _set_back(signs[1], 90)
    assert not _lives(place)


def test_each_part_that_runs_on_its_own_is_missed(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    running = ("--now", moment(-0.1), "run", "--sandbox", "--only")
    sign = place.folder / "build" / "sandbox"
    with place.running(*running, "publisher") as publisher:
        publisher.says(STARTED)
        with place.running(*running, "bot") as bot:
            bot.says(STARTED)
            eventually((sign / "alive-bot").exists, "a sign of the bot's life")
            bot.end()
        assert _lives(place)
        with place.running(*running, "bot") as bot:
            eventually((sign / "alive-bot").exists, "a sign of the bot's life")
            publisher.kill()
            _set_back(sign / "alive-publisher", 90)
            told = place.call("status", "--alive", "--sandbox", code=1).stdout
            assert "la parte que publica" in told


def test_a_bot_in_reserve_gives_no_sign_for_one_that_hangs(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    signs = place.folder / "build" / "sandbox"
    start = ("--now", moment(-0.1), "run", "--sandbox")
    with place.running(*start) as one:
        one.says(STARTED)
        eventually((signs / "alive-bot").exists, "a sign of the bot's life")
        with place.running(*start) as reserve:
            reserve.says("queda de reserva")
            freeze(place, one)
            for sign in signs.glob("alive-*"):
                _set_back(sign, 90)
            old = (signs / "alive-publisher").stat().st_mtime
            eventually(lambda: (signs / "alive-publisher").stat().st_mtime > old, "a sign of life")
            told = place.call("status", "--alive", "--sandbox", code=1).stdout
            assert "el bot no da señales" in told
            one.kill()
            eventually(lambda: _lives(place), "the reserve answers")
            reserve.end()
