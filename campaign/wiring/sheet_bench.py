"""Sheets from outside are opened in a process of their own, which the kernel ends if need be.

A workbook of a few kilobytes may unpack to gigabytes, and what a parser does with it keeps
everybody else from running. So nothing of it is read here before a child has read it within
limits, and of what it says only plain values come back.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from campaign.core.environment import without_settings
from campaign.core.problems import Code, Place, Problem, error
from campaign.ports.sheets import LARGEST, Looked, Sent

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
WALL_SECONDS = 60.0
MOST_ANNOTATED = 5 * 1024 * 1024
"""Bytes of an annotated sheet: it waits in the outbox."""


class SheetBench:
    """Implements :class:`campaign.ports.sheets.Bench` with a child for each file, which may use
    so many bytes of ``memory``.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory

    def look(self, name: str, content: bytes) -> Looked:
        """Return what a file is; one that ends the child cannot be read."""
        if len(content) > LARGEST:
            size, limit = len(content) // 2**20, LARGEST // 2**20
            params = {"size": size, "limit": limit, "because": "sent"}
            return Looked(problem=_wrong(Code.FILE_TOO_LARGE, name, **params))
        told = self._ask("look", (name, content))
        if told is None:
            reason = {"reason": "", "because": "too-much"}
            return Looked(problem=_wrong(Code.FILE_UNREADABLE, name, **reason))
        if told.get("problem"):
            return Looked(problem=_problem(told["problem"]))
        if not told.get("place"):
            return Looked()
        slim = base64.b64decode(told["slim"]) if "slim" in told else content
        return Looked(Sent(name, told["place"], slim, hashlib.sha256(content).hexdigest()))

    def annotate(
        self, sheet: Sent, problems: Sequence[tuple[Problem, str, str]], language: str
    ) -> bytes | None:
        """Return the sheet with its problems at their cells."""
        told = self._ask("annotate", (sheet.place, sheet.content, list(problems), language))
        made = base64.b64decode(told["sheet"]) if told else b""
        return made if 0 < len(made) <= MOST_ANNOTATED else None

    def _ask(self, kind: str, content: object) -> dict[str, Any] | None:
        """Let a child do something; ``None`` where it came to no end."""
        with subprocess.Popen(  # noqa: S603 -- our own module
            [sys.executable, "-m", __name__],
            env=without_settings(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            try:
                said, _ = child.communicate(
                    pickle.dumps((self._memory, kind, content)), WALL_SECONDS
                )
            except subprocess.TimeoutExpired:
                child.kill()
                return None
        found = json.loads(said) if child.returncode == 0 and said else None
        return found if isinstance(found, dict) else None


def _wrong(code: Code, name: str, **params: object) -> Problem:
    return error(code, Place("posts/calendar.xlsx", given=name), file=name, **params)


def _problem(told: dict[str, Any]) -> Problem:
    """Return a problem that the child found: its values are plain, so it can be told."""
    place = Place(told["file"], told["line"], told["cell"], told["given"])
    return error(Code(told["code"]), place, **told["params"])


def _look(name: str, content: bytes) -> dict[str, object]:
    """Return what a file is, in the child."""
    from campaign.sources.sheets.arriving import arrived  # noqa: PLC0415 -- only in the child

    found = arrived(name, content)
    if found is None:
        return {}
    if isinstance(found, Problem):
        return {"problem": _told(found)}
    place, slim = found
    more = {} if slim is content else {"slim": base64.b64encode(slim).decode()}
    return {"place": place, **more}


def _told(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code.value,
        "file": place.file,
        "line": place.line,
        "cell": place.cell,
        "given": place.given,
        "params": {name: str(value) for name, value in problem.params.items()},
    }


def _annotate(
    place: str, content: bytes, problems: Sequence[tuple[Problem, str, str]], language: str
) -> dict[str, object]:
    from campaign.sources.sheets.annotate import annotate  # noqa: PLC0415 -- only in the child

    made = annotate(place, content, problems, language)
    return {"sheet": base64.b64encode(made).decode()}


def _serve() -> None:
    """Do what the parent asks for, within limits, and end."""
    import resource  # noqa: PLC0415 -- only in the child
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory, kind, content = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 -- from our parent
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    told = _look(*content) if kind == "look" else _annotate(*content)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _serve()
