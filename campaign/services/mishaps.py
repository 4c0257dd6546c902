"""What nobody foresaw: mistakes of the program, written into the log with where they happened."""

from __future__ import annotations

import logging
import traceback

log = logging.getLogger(__name__)

AGAIN = 3600.0
"""Seconds after which what still fails, or fails again, is written into the log once more."""

LASTING = 300.0
"""Seconds for which a failure counts that was not followed by a success: what fails each time is
tried again sooner.
"""


class Mishaps:
    """Writes each cause once, however often it is met: what fails at each ring hides the rest.

    All times are seconds on the stopwatch.
    """

    def __init__(self) -> None:
        self._written: dict[tuple[str, str, str], float] = {}
        self._failed: dict[str, float] = {}

    def log(self, who: str, failed: BaseException, elapsed: float) -> None:
        """Write what failed at whose work, with its traceback; nothing where the same was written
        within the hour.
        """
        self._failed[who] = elapsed
        cause = who, type(failed).__name__, _place(failed)
        last = self._written.get(cause)
        if last is None or elapsed - last >= AGAIN:
            self._written[cause] = elapsed
            log.error("%s failed; it is tried again", who, exc_info=failed)

    def over(self, who: str) -> None:
        """Note that somebody's work succeeded."""
        self._failed.pop(who, None)

    def is_well(self, elapsed: float) -> bool:
        """Tell whether nobody's work has failed of late without succeeding since."""
        return all(elapsed - last >= LASTING for last in self._failed.values())


def _place(failed: BaseException) -> str:
    """Return the line that failed: what it says may differ each time."""
    frames = traceback.extract_tb(failed.__traceback__, limit=-1)
    return "".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
