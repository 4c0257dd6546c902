"""Every write, flush and cut of a small campaign fails once: nothing is doubled, nothing lost."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import struct
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from failing_disk import Hands

from campaign.sandbox.credentials import BOT, settings
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
PRELOADS = [Path(place, "lib/fiu/fiu_posix_preload.so") for place in ("/usr", "/usr/local")]
FAILURES = int(os.environ.get("PREGONERO_FAILURES", "48"))
"""So many calls of the disk fail, at least one of each kind from each place in the program."""
SEED = 20320914
LOADED, DUE = datetime(2032, 9, 10, 15, tzinfo=UTC), datetime(2032, 9, 14, 4, 45, tzinfo=UTC)
ALMA = Visitor(640_017, "Alma", language="es")
Strike = tuple[str, str, int]
"""What fails, whose call of it, and the how manyth."""
NONE: Strike = ("", "", 0)
PARTS = ("Tres lluvias en una tarde.", "Lo que cuenta el aforo.", "Y lo que calla.")
FILES = {
    "posts/campaign.yaml": (
        "format: 1\nname: lluvias\ntitle: Lluvias\nzone: Asia/Kathmandu\nlanguages: [es]\n"
        "channels: [x, bluesky]\nclosest: 0\n"
    ),
    "posts/programme.yaml": (
        "panels:\n  - id: monte\n    title: Lluvia en el monte\n    start: 2032-10-04 18:00\n"
    ),
    "posts/calendar.yaml": (
        f'- post: primera\n  when: 2032-09-14 10:00\n  channels: all\n  text: "{PARTS[0]}"\n'
        "- post: hilo\n  when: 2032-09-14 10:15\n  channels: [bluesky]\n  text: hilo\n"
    ),
    "posts/texts/hilo.md": f"---\n---\n{PARTS[1]}\n===\n{PARTS[2]}\n",
}
STANDS: dict[str, list[tuple[Any, ...]]] = {
    "PRAGMA integrity_check": [("ok",)],
    "PRAGMA foreign_key_check": [],
    "SELECT state, count(*) FROM delivery GROUP BY state": [("published", 4)],
    "SELECT panel, state FROM sign_up": [("monte", "seated")],
    "SELECT count(*) FROM consent": [(1,)],
    "SELECT number FROM revision": [(1,)],
}
SEEN = {"x": Counter(PARTS[:1]), "bluesky": Counter(PARTS)}


@pytest.fixture(scope="module")
def preload() -> str:
    """Return what is loaded before the C library, so that it may fail."""
    found = next((path for path in PRELOADS if path.is_file()), None)
    if found is None:
        pytest.skip("libfiu's preload is not on this machine (Debian's package libfiu0)")
    return str(found)


@dataclass
class Nursery:
    """Where lives are forked. The first one is lived there, and says nothing."""

    folder: Path
    process: subprocess.Popen[str]
    number: int = 0

    def live(self, place: Path, url: str, strike: Strike = NONE, *, dies: bool = False) -> Any:
        """Let the program live one life; return what that was like."""
        report = place / "report.json"
        order = {
            "ledger": f"sqlite:///{place / 'ledger.sqlite'}",
            "face": str(place / "face"),
            "report": str(report),
            "settings": settings(url),
            "files": FILES,
            "due": DUE.isoformat(),
            "strike": strike,
            "dies": dies,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        assert self.process.stdout.readline() == "lived\n"
        lived = json.loads(report.read_text(encoding="utf-8"))
        report.unlink()
        assert lived["crashed"] == ""
        return lived


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory, preload: str) -> Iterator[Nursery]:
    """Start what has everything imported."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("failing_disk.py"))],
        cwd=ROOT,
        env=os.environ | {"LD_PRELOAD": preload, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    born = Nursery(tmp_path_factory.mktemp("vidas"), process)
    untroubled(born)
    yield born
    assert process.stdin is not None
    process.stdin.close()
    process.wait(60)


@contextmanager
def place_of(nursery: Nursery) -> Iterator[tuple[Path, World, str]]:
    """Serve new networks, with a visitor who wants a seat, for a ledger that is not there yet."""
    nursery.number += 1
    place = nursery.folder / str(nursery.number)
    place.mkdir()
    (place / "face").write_bytes(struct.pack("d", LOADED.timestamp()))
    world = World(Hands(place / "face"), limits=Limits(x=False, telegram=False, bluesky=False))
    world.say(ALMA, "/inscribirme monte")
    world.watch(partial(agree_once, world, set()))
    with serving(world) as url:
        yield place, world, url


def agree_once(world: World, agreed: set[int]) -> None:
    """Press the button of the question whether she agrees, as soon as it is there."""
    questions = [said for said in world.chat(ALMA) if said.buttons]
    if questions and not agreed:
        agreed.add(questions[0].id)
        world.press(ALMA, questions[0].id, questions[0].buttons[0][0]["callback_data"])


def check(place: Path, world: World) -> None:
    """See that all is out once, and that the ledger says so and is whole."""
    posts = [p for p in world.posts() if p.network in SEEN and not p.deleted]
    seen = {name: Counter(p.text for p in posts if p.network == name) for name in SEEN}
    assert seen == SEEN
    assert told_of_her_seat(world)
    with closing(sqlite3.connect(place / "ledger.sqlite")) as connection:
        found = {query: connection.execute(query).fetchall() for query in STANDS}
        ids = connection.execute("SELECT remote_id FROM delivery").fetchall()
    assert found == STANDS
    assert Counter(one for (one,) in ids) == Counter(p.id for p in posts)


def told_of_her_seat(world: World) -> bool:
    """Tell whether the visitor was told that she has a seat."""
    heard = [said.text for said in world.chat(ALMA) if said.sender == BOT]
    return any("Listo" in text and "Lluvia en el monte" in text for text in heard)


def untroubled(nursery: Nursery) -> Any:
    """Let the program live without failures; return what it asks of the disk."""
    with place_of(nursery) as (place, world, url):
        lived = nursery.live(place, url)
        assert lived["told"] == []
        check(place, world)
    return lived["met"]


def chosen(met: Sequence[Strike]) -> Sequence[Strike]:
    """Return which call of which caller fails in which way: one of each, and some more."""
    every = [(fault, caller, n) for fault, caller, times in met for n in range(1, times + 1)]
    random.Random(SEED).shuffle(every)  # noqa: S311 -- no secret
    of_each = {(fault, caller): (fault, caller, n) for fault, caller, n in every}
    more = (one for one in every if of_each[one[:2]] != one)
    return [*of_each.values(), *islice(more, max(FAILURES - len(of_each), 0))]


def test_what_the_disk_refuses_once_is_neither_lost_nor_doubled(nursery: Nursery) -> None:
    strikes, struck, wrong = chosen(untroubled(nursery)), 0, []
    for number, strike in enumerate(strikes):
        dies = bool(number % 2)
        with place_of(nursery) as (place, world, url):
            try:
                struck += nursery.live(place, url, strike, dies=dies)["struck"]
                assert nursery.live(place, url)["told"] == []
                check(place, world)
            except AssertionError as found:
                wrong.append((strike, dies, str(found)))
    assert wrong == []
    assert struck > len(strikes) * 0.8, "hardly anything failed: the test shows nothing"
