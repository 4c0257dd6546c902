"""Hundreds of megabytes in ``assets/`` are read once, not once for each thing that is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

MILLION = 1024 * 1024
MEASURED = """\
import json, resource, sys
from campaign.__main__ import main
try:
    main()
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"peak": peak * 1024}), file=sys.stderr)
"""


def peak(folder: Path, *asked: str) -> int:
    """Return the most memory that the process of a command had, in bytes."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *asked],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return int(json.loads(run.stderr.splitlines()[-1])["peak"])


def test_check_holds_what_is_in_the_folder_once(tmp_path: Path) -> None:
    pregonero("init", "here", at=tmp_path)
    folder = tmp_path / "here"
    without = peak(folder, "check")
    (folder / "assets" / "photos").mkdir(exist_ok=True)
    for number in range(10):
        (folder / "assets" / "photos" / f"{number}.jpg").write_bytes(bytes(15 * MILLION))
    assert peak(folder, "check") - without < 1.4 * 150 * MILLION
