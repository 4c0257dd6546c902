"""How long a command takes to start, counted in bare interpreter starts."""

from __future__ import annotations

from scripts.bench.figures import Figure
from scripts.bench.processes import BARE, PREGONERO, ROOT, beside

PEER = "python -c pass"


def help_text() -> list[Figure]:
    """Measure ``pregonero --help``."""
    ours, peer = beside((PREGONERO, "--help"), BARE, rounds=9)
    return [Figure("help", ours, "s", 8, PEER, peer)]


def check() -> list[Figure]:
    """Measure ``pregonero check`` of the bundled campaign."""
    command = (PREGONERO, "--campaign", str(ROOT), "check", "--format", "json")
    ours, peer = beside(command, BARE, rounds=7)
    return [Figure("check", ours, "s", 20, PEER, peer)]
