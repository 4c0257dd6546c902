"""Puts a copy back in many folders alike, killed at a later step in each: run by a test.

``restore_child.py FOLDER CAMPAIGN``: in the folders ``FOLDER/1``, ``FOLDER/2``… which there are,
``copy.sqlite`` is put back over ``ledger.sqlite``; the process of the first is killed just before
it first names a file anew or removes one, that of the second just before it does so again…
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from campaign.core.ledger_kind import Kind
from campaign.store.opening import restore

_STEPS = {"os.rename", "os.link", "os.remove", "shutil.copyfile"}


def main(folder: Path, campaign: str) -> None:
    """Write on each line how the process of one folder ended: its signal, or nothing."""
    for number in range(1, 1 + len(list(folder.iterdir()))):
        child = os.fork()
        if not child:
            _restore(folder / str(number), campaign, number)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")


def _restore(folder: Path, campaign: str, step: int) -> None:
    left = [step]

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event not in _STEPS or str(folder) not in str(args[0]):
            return
        if Path(str(args[0])).exists():
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    url = f"sqlite:///{folder}/ledger.sqlite"
    ended = 1
    try:
        restore(folder / "copy.sqlite", url, campaign, Kind.SANDBOX)
        ended = 0
    finally:
        os._exit(ended)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
