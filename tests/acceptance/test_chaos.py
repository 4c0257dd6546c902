"""Chaos itself: it kills real processes, sees nothing doubled or lost, and catches who doubles."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.core.outcomes import Certainty
from campaign.sandbox.world import World
from scripts.chaos.cells import ANYWHERE, POINTS, every, impossible
from scripts.chaos.checking import Planned, seen
from scripts.chaos.fuses import NOTES, Fuse, Fuses

ROOT = Path(__file__).parents[2]


def chaos(*arguments: str, naive: int = 0) -> dict[str, Any]:
    """Run it, and return what it tells where nothing was doubled or lost."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "scripts.chaos", *arguments),
            *("--naive", str(naive), "--format", "json"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    told: dict[str, Any] = json.loads(done.stdout)
    assert (told["duplicates"], told["lost"], told["unknown"]) == (0, 0, 0)
    return told


@pytest.mark.parametrize("channels", ["x,blind", "telegram,mastodon,bluesky"])
def test_kills_double_and_lose_nothing(channels: str) -> None:
    told = chaos("--kills", "12", "--posts", "12", "--channels", channels, naive=6)
    assert told["kills"] >= 12
    struck = {point: sum(by.values()) for point, by in told["coverage"]["kills"].items()}
    assert sum(struck.values()) == told["kills"]
    assert len(struck.keys() - {ANYWHERE}) >= 3, "hardly anybody is struck at a named instant"
    assert set(told["faults"]) == set(channels.split(","))
    for channel in told["by_channel"].values():
        assert channel["visible"] + channel["needs_person"] >= 12
    assert told["naive"]["kills"] >= 6
    assert told["naive"]["duplicates"] > 0, "the comparison finds nothing where much is doubled"


def test_pauses_double_nothing_where_keys_are_known() -> None:
    told = chaos("--kills", "2", "--stops", "12", "--posts", "12", "--channels", "mastodon,bluesky")
    assert told["stops"] >= 12
    assert told["duplicates_after_pause"] == 0


@pytest.mark.usefixtures("requires_postgres")
def test_on_a_server_kills_and_a_database_of_yesterday_double_nothing() -> None:
    told = chaos(
        *("--store", "postgres", "--kills", "8", "--restores", "1", "--posts", "8"),
        *("--channels", "x,mastodon"),
    )
    assert told["restores"] == 1
    assert told["kills"] >= 8


@pytest.mark.usefixtures("requires_postgres")
def test_kills_of_the_whole_program_on_three_machines_double_and_lose_nothing() -> None:
    told = chaos(
        *("--store", "postgres", "--whole", "--workers", "3", "--kills", "15", "--stops", "3"),
        *("--posts", "8", "--channels", "x,mastodon"),
    )
    assert told["kills"] >= 15
    assert told["stops"] >= 3
    assert sum(sum(by.values()) for by in told["coverage"]["kills"].values()) == told["kills"]
    for channel in told["by_channel"].values():
        assert channel["visible"] == 12 * told["acts"]  # a busy machine may need another one


def test_a_ledger_of_yesterday_doubles_nothing() -> None:
    told = chaos(
        "--kills", "12", "--restores", "1", "--posts", "10", "--channels", "x,bluesky,blind"
    )
    assert told["restores"] == 1


def test_the_checker_sees_what_is_doubled_lost_strange_or_misplaced() -> None:
    world = World(lambda: datetime(2031, 5, 20, tzinfo=UTC))
    for text in ("one", "two", "two", "from somebody", "four"):
        world.post_by_hand("x", text)
    expected = dict.fromkeys(("one", "two", "three"), Planned()) | {"four": Planned(1, "three")}
    found = seen(world, "x", expected)
    assert (found.visible, found.duplicates) == (5, 1)
    assert found.doubled == {"two": 1}
    assert (found.missing, found.strangers) == ({"three"}, {"from somebody"})
    assert found.misplaced == {"four"}


def test_a_fuse_burns_once_where_it_is_told(tmp_path: Path) -> None:
    burnt: list[str] = []

    class Told(Fuses):
        def _strike(self, fuse: Fuse, channel: str, text: str) -> None:
            burnt.append(f"{fuse.point}/{channel}/{text}")

    fuses = Told(tmp_path / NOTES, (Fuse("after_send", "x", nth=2), Fuse("before_trust")))
    for point in POINTS:
        for channel in ("x", "telegram"):
            fuses.passes(point, channel, "first")
            fuses.passes(point, channel, "second")
    assert burnt == ["before_trust/x/first", "after_send/x/second"]


def test_every_point_can_be_struck_on_some_channel() -> None:
    kinds = {"x": Certainty.READBACK, "bluesky": Certainty.EXACT, "blind": Certainty.BLIND}
    reached = {
        point
        for point, channel in every(kinds)
        if impossible((point, channel), kinds.get(channel, Certainty.EXACT), restored=True) is None
    }
    assert reached == set(POINTS)
