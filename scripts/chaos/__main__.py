"""``make chaos ARGS='--kills N --posts N --seed N --store sqlite|postgres --channels x,telegram'``.

``--stops N`` pauses workers with SIGSTOP for longer than their lease, ``--restores N`` puts a
day-old copy of the ledger back in the middle, so many times. With ``--format json`` standard
output holds the JSON alone. The exit code is 1 where something was doubled or lost, and 3 where
chaos itself did not work.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign import channels
from campaign.core.outcomes import Certainty
from campaign.testing import tiny_png
from scripts.chaos.aiming import Aim
from scripts.chaos.blind import offer
from scripts.chaos.folder import Plan, plan
from scripts.chaos.stage import load, stage
from scripts.chaos.stores import ChaosFailed, server
from scripts.chaos.suffering import Suffering, Wanted, settle, settle_naively
from scripts.chaos.telling import WRONG, Findings, look, text

if TYPE_CHECKING:
    from campaign.testing.postgres import PostgresServer

AN_ACT = 120
"""After so many kills everything begins anew: what is read back grows with what is out."""
ENOUGH_FOR_NAIVE = 60
"""So many kills are enough to see what a naive sender doubles."""
POSTS_A_NAIVE_KILL = 2


def main() -> int:
    """Run, and print what came of it."""
    offer()
    options = _options()
    try:
        with server(options.store) as running:
            found = _run(options, running)
    except ChaosFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 3
    sys.stdout.write(
        json.dumps(found, indent=2) + "\n" if options.format == "json" else text(found)
    )
    return 1 if any(found[what] for what in WRONG) else 0


def _options() -> argparse.Namespace:
    known = [n for n, s in channels.sheets().items() if s.certainty is not Certainty.HAND]
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill Pregonero at work.")
    at_least = "at least so many: several may die at once (60)"
    parser.add_argument("--kills", type=int, default=60, help=at_least)
    parser.add_argument("--stops", type=int, default=0, help="pauses longer than a lease")
    parser.add_argument("--restores", type=int, default=0, help="day-old ledgers put back")
    parser.add_argument(
        "--posts", type=int, help="on each channel in each act; by default enough for the kills"
    )
    naively = "at most so many kills of a naive sender, for comparison"
    parser.add_argument("--naive", type=int, default=ENOUGH_FOR_NAIVE, help=naively)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--channels", default=",".join(known))
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args()
    options.channels = tuple(options.channels.split(","))
    if unknown := set(options.channels) - set(known):
        parser.error(f"no such channel: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    options.posts = options.posts or max(20, min(AN_ACT, options.kills + options.stops))
    return options


def _run(options: argparse.Namespace, server: PostgresServer | None) -> dict[str, Any]:
    began = time.monotonic()
    played = plan(options.posts, options.channels, tiny_png())
    findings = Findings()
    while findings.kills < options.kills or findings.stops < options.stops:
        wanted = Wanted(
            kills=max(0, min(AN_ACT, options.kills - findings.kills)),
            stops=max(0, min(AN_ACT, options.stops - findings.stops)),
            restores=min(1, options.restores - findings.restores),
        )
        _say(began, f"act {findings.acts + 1}: {wanted}")
        before = findings.kills + findings.stops
        _act(played, f"{options.seed}.{findings.acts}", wanted, findings, server)
        _say(began, findings.summary())
        if findings.kills + findings.stops == before:
            msg = "there is too little to do to kill anybody at it"
            raise ChaosFailed(msg)
    _say(began, "the same for a naive sender …")
    naive = _naively(options, min(findings.kills, options.naive))
    return {**findings.told(), "naive": naive, "seed": options.seed, "took_s": _gone(began)}


def _act(
    played: Plan, seed: str, wanted: Wanted, findings: Findings, server: PostgresServer | None
) -> None:
    """Play the campaign once, strike, and let it come to rest."""
    with (
        tempfile.TemporaryDirectory() as ours,
        stage(played, Path(ours), seed, server) as chaos,
    ):
        load(chaos)
        aim = Aim(chaos, "publisher", wanted.restores > 0, findings.struck)
        suffering = Suffering(chaos, aim, wanted)
        suffering.run()
        settle(chaos)
        findings.add(chaos, suffering)


def _naively(options: argparse.Namespace, kills: int) -> dict[str, int]:
    """Do the same to a naive sender, with as many posts as its kills need."""
    if not kills:
        return {"kills": 0, "duplicates": 0, "lost": 0}
    posts = min(options.posts, POSTS_A_NAIVE_KILL * kills)
    played, seed = plan(posts, options.channels, tiny_png()), str(options.seed)
    with tempfile.TemporaryDirectory() as theirs, stage(played, Path(theirs), seed) as chaos:
        suffering = Suffering(chaos, Aim(chaos, "naive", restored=False), Wanted(kills))
        suffering.run()
        settle_naively(chaos)
        found = [look(chaos, name) for name in played.channels]
    return {
        "kills": suffering.kills,
        "duplicates": sum(one.duplicates for one in found),
        "lost": sum(len(one.missing) for one in found),
    }


def _gone(began: float) -> float:
    return round(time.monotonic() - began, 1)


def _say(began: float, words: str) -> None:
    sys.stderr.write(f"{_gone(began):>6} s  {words}\n")


if __name__ == "__main__":
    sys.exit(main())
