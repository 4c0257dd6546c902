"""What ``run`` says at its terminal when it begins, and when the sandbox goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from program import STARTED
from riverbank import files, moment, post

if TYPE_CHECKING:
    from program import Place


def test_a_sandbox_that_is_stopped_under_it_is_one_line(place: Place) -> None:
    place.write(files([post("later", "Later at the ferry.", 60)]))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(-0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        place.stop_sandbox()
        run.says("La red simulada de Telegram no contesta")
        assert "Traceback" not in run.said
        run.end()


def test_what_waits_for_a_person_is_said_at_the_start(place: Place) -> None:
    posts = [post("first", "First at the ferry.", 60), post("late", "Too late.", -1)]
    place.write(files(posts, "approval: {default: anybody, first: desk}\n"))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    with place.running("--now", moment(0.1), "run", "--sandbox") as run:
        run.says(STARTED)
        run.says("espera una aprobación: mírala con `pregonero approve --sandbox`")
        run.says("ya se le pasó la hora: mírala con `pregonero status --sandbox`")
        run.end()
