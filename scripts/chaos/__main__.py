"""``make chaos ARGS='--kills N --posts N --seed N --store sqlite --channels x,telegram'``.

With ``--format json`` standard output holds the JSON alone. The exit code is 1 where something
was doubled or lost, and 3 where chaos itself did not work.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from campaign import channels
from campaign.core.outcomes import Certainty
from campaign.testing import tiny_png
from scripts.chaos.checking import seen
from scripts.chaos.folder import Plan, plan
from scripts.chaos.playing import Chaos, ChaosFailed, load, settle, settle_naively, stage, suffer

RESOLVED = """
SELECT a.at, min(b.at) FROM event AS a JOIN event AS b
  ON b.key = a.key AND b.generation = a.generation AND b.id > a.id
 AND b.move IN ('publish', 'fail', 'ask', 'adopt')
WHERE a.move = 'lose' GROUP BY a.id
"""
ENOUGH = 20
"""A percentile of fewer values than this would be their maximum."""


def main() -> int:
    """Run, and print what came of it."""
    options = _options()
    try:
        told = _run(options)
    except ChaosFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 3
    sys.stdout.write(json.dumps(told, indent=2) + "\n" if options.format == "json" else _text(told))
    return 1 if told["duplicates"] or told["lost"] else 0


def _options() -> argparse.Namespace:
    known = [n for n, s in channels.sheets().items() if s.certainty is not Certainty.HAND]
    parser = argparse.ArgumentParser(prog="make chaos", description="Kill Pregonero at work.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument(
        "--posts", type=int, help="on each channel; by default enough for the kills"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite",), default="sqlite")
    parser.add_argument("--channels", default=",".join(known))
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args()
    options.channels = tuple(options.channels.split(","))
    if unknown := set(options.channels) - set(known):
        parser.error(f"no such channel: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    options.posts = options.posts or max(20, options.kills)
    return options


def _run(options: argparse.Namespace) -> dict[str, Any]:
    played = plan(options.posts, options.channels, tiny_png())
    with tempfile.TemporaryDirectory() as ours, stage(played, Path(ours), options.seed) as chaos:
        load(chaos)
        sys.stderr.write(f"{sum(chaos.states().values())} deliveries; killing …\n")
        kills = suffer(chaos, "publisher", options.kills)
        sys.stderr.write(f"{kills} kills; coming to rest …\n")
        settle(chaos)
        told = {"kills": kills, "posts": options.posts, **_told(chaos)}
    with (
        tempfile.TemporaryDirectory() as theirs,
        stage(played, Path(theirs), options.seed) as naive,
    ):
        sys.stderr.write("the same for a naive sender …\n")
        suffer(naive, "naive", kills)
        settle_naively(naive)
        found = [seen(naive.world, name, played.expected) for name in played.channels]
    told["naive"] = {
        "duplicates": sum(one.duplicates for one in found),
        "lost": sum(len(one.missing) for one in found),
    }
    return told


@dataclass(frozen=True, slots=True)
class _Listed:
    """Texts of deliveries that wait for a person, by channel."""

    texts: dict[str, set[str]]

    @classmethod
    def of(cls, chaos: Chaos, played: Plan) -> _Listed:
        """Read who waits, and what waits behind them in a thread."""
        rows = chaos.ask(
            "SELECT channel, post, part FROM delivery"
            " WHERE state IN ('needs_person', 'paused', 'refused', 'cancelled')"
        )
        found: dict[str, set[str]] = {name: set() for name in played.channels}
        for channel, post, part in rows:
            parts = played.texts[int(post.rpartition("-")[2])]
            found[channel].update(parts[int(part) - 1 :])
        return cls(found)


def _told(chaos: Chaos) -> dict[str, Any]:
    played, states = chaos.plan, chaos.states()
    listed = _Listed.of(chaos, played).texts
    by_channel: dict[str, dict[str, Any]] = {}
    for name in played.channels:
        shown = seen(chaos.world, name, played.expected)
        by_channel[name] = {
            "certainty": str(_certainty(name, chaos)),
            "visible": shown.visible,
            "duplicates": shown.duplicates,
            "lost": len(shown.missing - listed[name]),
            "needs_person": len(listed[name]),
            "strangers": len(shown.strangers),
        }
    sums = ("visible", "duplicates", "lost")
    return {
        **{name: sum(one[name] for one in by_channel.values()) for name in sums},
        "unknown": states["unknown"],
        "needs_person": states["needs_person"],
        "resolve_s": _resolving(chaos),
        "by_channel": by_channel,
        "points": dict(sorted(chaos.kills.items())),
    }


def _certainty(name: str, chaos: Chaos) -> Certainty:
    return channels.sheets(chaos.order("publisher")["settings"])[name].certainty


def _resolving(chaos: Chaos) -> dict[str, float]:
    """Return how long it took until an unknown delivery was resolved, in seconds."""
    took = sorted(
        (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
        for begin, end in chaos.ask(RESOLVED)
    )
    if not took:
        return {"number": 0}
    late = took[int(len(took) * 0.95)] if len(took) >= ENOUGH else took[-1]
    return {
        "number": len(took),
        "median": round(median(took), 2),
        "p95": round(late, 2),
        "max": round(took[-1], 2),
    }


def _text(told: dict[str, Any]) -> str:
    lines = [f"{name:>14}  {value}" for name, value in told.items() if not isinstance(value, dict)]
    lines += [f"{name:>14}  {one}" for name, one in told["by_channel"].items()]
    lines += [f"{name:>14}  {told[name]}" for name in ("resolve_s", "naive")]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
