"""``make bench ARGS='--only NAME --format json'``.

With ``--format json`` standard output holds the JSON alone. The exit code is 1 where a
goal was missed and 3 where something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from scripts.bench import (
    alarming,
    broadcasts,
    calendars,
    cards,
    lateness,
    ledgers,
    nation,
    rehearsing,
    starting,
    taking_over,
    talking,
    workers,
)
from scripts.bench.processes import BenchFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.bench.figures import Figure

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "help": starting.help_text,
    "check": starting.check,
    **calendars.BENCHES,
    "card": cards.card,
    "card-peers": cards.against,
    "card-bytes": cards.weight,
    "card-cold": cards.cold,
    "ledger": ledgers.ledger,
    "lateness": lateness.lateness,
    "workers": workers.workers,
    "takeover": taking_over.taking_over,
    "nation": nation.nation,
    "alarms": alarming.alarming,
    "bot": talking.talking,
    "broadcast": broadcasts.broadcasts,
    "rehearsal": rehearsing.rehearsal,
}


def main() -> int:
    """Run the chosen benches and print their figures."""
    options = _options()
    figures: list[Figure] = []
    failed = False
    for name in options.only or BENCHES:
        sys.stderr.write(f"{name} …\n")
        try:
            figures += BENCHES[name]()
        except BenchFailed as reason:
            sys.stderr.write(f"{reason}\n")
            failed = True
    sys.stdout.write(_json(figures) if options.format == "json" else _table(figures))
    if failed:
        return 3
    return 0 if all(figure.ok for figure in figures) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Pregonero.")
    parser.add_argument("--only", action="append", choices=BENCHES, metavar="NAME")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


def _json(figures: list[Figure]) -> str:
    return json.dumps([figure.row() for figure in figures], ensure_ascii=False, indent=2) + "\n"


def _table(figures: list[Figure]) -> str:
    lines = [f"{'':22}{'value':>12} {'unit':12}{'ratio':>8}{'goal':>8}  peer"]
    for figure in figures:
        row = {name: "" if value is None else value for name, value in figure.row().items()}
        line = (
            f"{row['name']:22}{row['value']:>12} {row['unit']:12}{row['ratio']:>8}{row['goal']:>8}"
        )
        beside = f"  {row['peer']} ({row['peer_value']})" if figure.peer else ""
        lines.append(f"{line}{beside}{'' if figure.ok else '  MISSED'}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
