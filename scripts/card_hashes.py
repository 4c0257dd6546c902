"""The same cards on two installs: ``python -m scripts.card_hashes --against OTHER/bin/python``.

Draws every card that has a golden picture with both interpreters, each with its own packages, and
says which cards are not the same bytes. Without ``--against`` it prints the digests as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def digests() -> dict[str, str]:
    """Return the SHA-256 of every card."""
    from campaign.cards import draw  # noqa: PLC0415 -- the other interpreter draws its own
    from scripts.golden_cards import golden_cards  # noqa: PLC0415

    cards = golden_cards().items()
    return {name: hashlib.sha256(draw(spec, {})).hexdigest() for name, spec in cards}


def digests_of(python: str) -> dict[str, str]:
    """Return the same from another interpreter, which draws with this folder's code."""
    command = [python, "-m", "scripts.card_hashes"]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 -- named by whoever asks
    found: dict[str, str] = json.loads(run.stdout)
    return found


def main() -> int:
    """Print the digests, or compare them; 1 if cards differ."""
    parser = argparse.ArgumentParser(prog="python -m scripts.card_hashes")
    parser.add_argument("--against", metavar="PYTHON", help="the other install's interpreter")
    other = parser.parse_args().against
    ours = digests()
    if other is None:
        sys.stdout.write(json.dumps(ours, indent=2) + "\n")
        return 0
    theirs = digests_of(other)
    different = sorted(name for name in ours.keys() | theirs if ours.get(name) != theirs.get(name))
    for name in different:
        sys.stdout.write(f"{name}: not the same bytes\n")
    sys.stdout.write(f"{len(ours) - len(different)} of {len(ours)} cards are the same bytes\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
