"""The rehearsal of the bundled campaign: real client libraries over loopback."""

from __future__ import annotations

import tempfile

from scripts.bench.figures import Figure
from scripts.bench.processes import PREGONERO, ROOT, run


def rehearsal() -> list[Figure]:
    """Measure ``pregonero rehearse``, written to a folder of its own."""
    with tempfile.TemporaryDirectory() as out:
        once = run((PREGONERO, "--campaign", str(ROOT), "rehearse", "--out", out))
    return [Figure("rehearsal", once.seconds, "s", 20)]
