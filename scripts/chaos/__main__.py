"""``make chaos ARGS='--kills N --posts N --seed N --store sqlite|postgres --channels x,telegram'``.

``--stops N`` pauses workers with SIGSTOP for longer than their lease, ``--restores N`` puts a
day-old copy of the ledger back in the middle, so many times. With ``--whole`` it is not the
publisher alone that is killed but the program, ``run --only worker``, by the real time. With
``--format json`` standard output holds the JSON alone. The exit code is 1 where something was
doubled or lost, and 3 where chaos itself did not work.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign import channels
from campaign.core.outcomes import Certainty
from campaign.testing import tiny_png
from scripts.chaos.aiming import Aim
from scripts.chaos.blind import offer
from scripts.chaos.folder import BEGIN, plan
from scripts.chaos.kinds import NAIVE, PUBLISHER, WHOLE
from scripts.chaos.stage import load, stage
from scripts.chaos.stores import ChaosFailed, server
from scripts.chaos.suffering import AT_ONCE, Suffering, Wanted, settle, settle_naively
from scripts.chaos.telling import WRONG, Findings, look, text

if TYPE_CHECKING:
    from campaign.testing.postgres import PostgresServer

AN_ACT = 120
"""After so many kills everything begins anew: what is read back grows with what is out."""
A_WHOLE_ACT = 50
"""The same for whole programs, which live by the real time: late posts are not to become very late.
"""
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
    parser.add_argument("--whole", action="store_true", help="kill the whole program, on a server")
    parser.add_argument("--workers", type=int, default=AT_ONCE, help="so many at once (4)")
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
    if options.whole and (options.store != "postgres" or options.restores):
        parser.error("--whole needs --store postgres, and knows no --restores")
    options.act = A_WHOLE_ACT if options.whole else AN_ACT
    options.posts = options.posts or max(20, min(options.act, options.kills + options.stops))
    return options


def _run(options: argparse.Namespace, server: PostgresServer | None) -> dict[str, Any]:
    began = time.monotonic()
    findings = Findings()
    while findings.kills < options.kills or findings.stops < options.stops:
        wanted = Wanted(
            kills=max(0, min(options.act, options.kills - findings.kills)),
            stops=max(0, min(options.act, options.stops - findings.stops)),
            restores=min(1, options.restores - findings.restores),
            at_once=options.workers,
        )
        _say(began, f"act {findings.acts + 1}: {wanted}")
        before = findings.kills + findings.stops
        _act(options, wanted, findings, server)
        _say(began, findings.summary())
        if findings.kills + findings.stops == before:
            msg = "there is too little to do to kill anybody at it"
            raise ChaosFailed(msg)
    _say(began, "the same for a naive sender …")
    naive = _naively(options, min(findings.kills, options.naive))
    return {**findings.told(), "naive": naive, "seed": options.seed, "took_s": _gone(began)}


def _act(
    options: argparse.Namespace, wanted: Wanted, findings: Findings, server: PostgresServer | None
) -> None:
    """Play the campaign once, strike, and let it come to rest."""
    begin = datetime.now(UTC) if options.whole else BEGIN
    played = plan(options.posts, options.channels, tiny_png(), begin)
    seed, worker = f"{options.seed}.{findings.acts}", WHOLE if options.whole else PUBLISHER
    with (
        tempfile.TemporaryDirectory() as ours,
        stage(played, Path(ours), seed, server, worker) as chaos,
    ):
        load(chaos)
        aim = Aim(chaos, wanted.restores > 0, findings.struck)
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
    with (
        tempfile.TemporaryDirectory() as theirs,
        stage(played, Path(theirs), seed, worker=NAIVE) as chaos,
    ):
        suffering = Suffering(chaos, Aim(chaos, restored=False), Wanted(kills))
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
