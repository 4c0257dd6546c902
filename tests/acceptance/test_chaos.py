"""Chaos itself: it kills real processes, sees nothing doubled or lost, and catches who doubles."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.sandbox.world import World
from scripts.chaos.checking import seen
from scripts.chaos.crashing import POINTS, Fuse

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("channel", ["x", "telegram", "mastodon", "bluesky"])
def test_kills_double_and_lose_nothing(channel: str) -> None:
    arguments = ["--kills", "12", "--posts", "12", "--channels", channel, "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.chaos", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert (told["duplicates"], told["lost"], told["unknown"]) == (0, 0, 0)
    assert told["kills"] > 0
    assert told["visible"] > 0
    assert told["visible"] + told["by_channel"][channel]["needs_person"] >= 12
    assert sum(told["points"].values()) == told["kills"]


def test_the_checker_sees_what_is_doubled_lost_or_strange() -> None:
    world = World(lambda: datetime(2031, 5, 20, tzinfo=UTC))
    for text in ("one", "two", "two", "from somebody"):
        world.post_by_hand("x", text)
    found = seen(world, "x", Counter({"one": 1, "two": 1, "three": 1}))
    assert (found.visible, found.duplicates) == (4, 1)
    assert (found.missing, found.strangers) == ({"three"}, {"from somebody"})


def test_a_fuse_burns_once_where_it_is_told() -> None:
    burnt: list[str] = []

    class Told(Fuse):
        def passes(self, point: str, channel: str = "") -> None:
            if self._is_here(point, channel):
                burnt.append(f"{point}/{channel}")

    fuse = Told("after_send", nth=2, channel="x")
    for point in POINTS:
        for channel in ("x", "telegram"):
            fuse.passes(point, channel)
            fuse.passes(point, channel)
    assert burnt == ["after_send/x"]
