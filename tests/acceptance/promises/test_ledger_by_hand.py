"""A folder that is put back whole, mark and all, publishes nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from program import STARTED, eventually
from riverbank import SOON, files, moment, post

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Place

EARLY = [f"Dawn {n} at the weir." for n in range(2)]
LATE = [f"Dusk {n} at the weir." for n in range(2)]
TRUSTED = "SELECT trusted, claims > 0 FROM campaign"
ALL = ("", "-wal", "-shm", ".mark", ".journal")
OLDER = "TODAVÍA NO SALE NADA"
EXPECTED = {
    f"late-{n}/{channel}": state
    for n in range(len(LATE))
    for channel, state in (("x", "published"), ("telegram", "published"))
}


def part(ledger: Path, suffix: str) -> Path:
    return ledger.with_name(ledger.name + suffix)


def play_and_kill(place: Place, now: str, published: int, then: Callable[[], object]) -> None:
    """Run until so much is out, do something beside it, and kill it as a power cut does."""
    with place.running("--now", now, "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: place.states()["published"] == published, f"{published} are out")
        then()
        run.kill()


def late(place: Place) -> dict[str, str]:
    rows = place.ask_ledger("SELECT post, channel, state FROM delivery WHERE post LIKE 'late-%'")
    return {f"{name}/{channel}": state for name, channel, state in rows}


def test_a_folder_set_back_whole_publishes_nothing_twice(place: Place, tmp_path: Path) -> None:
    posts = [post(f"early-{n}", text, 0) for n, text in enumerate(EARLY)]
    posts += [post(f"late-{n}", text, 10) for n, text in enumerate(LATE)]
    place.write(files(posts))
    place.call("--now", moment(-60), "load", "--sandbox", "--yes")
    assert place.call("status", "--sandbox").stdout.startswith("Nada ha salido desde este registro")
    place.earn_trust(moment(-60))
    copy = tmp_path / "copy"
    copy.mkdir()

    def copy_away() -> None:
        for suffix in ALL:
            shutil.copy2(part(place.ledger, suffix), copy)

    play_and_kill(place, moment(SOON), 4, copy_away)
    play_and_kill(place, moment(10 + SOON), 8, lambda: None)
    before = place.posts()
    assert len(before) == 8
    for suffix in ALL:
        shutil.copyfile(part(copy / place.ledger.name, suffix), part(place.ledger, suffix))
    with place.running("--now", moment(20), "run", "--sandbox") as run:
        run.says(STARTED)
        eventually(lambda: late(place) == EXPECTED, "it was read back")
        eventually(lambda: place.ask_ledger(TRUSTED) == [(1, 1)], "it may publish")
        run.end()
    assert place.posts() == before
    part(place.ledger, ".mark").unlink()
    assert place.call("status", "--sandbox").stdout.startswith(OLDER)
