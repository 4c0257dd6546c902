"""The real program in a folder of its own: commands, processes and what followers see."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import ProxyHandler, Request, build_opener

from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move
from tests.acceptance import nursery

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
"""How long a hung program keeps a test; nobody is measured by it."""
STARTED = "En marcha"
STANDS = "SELECT post, channel, part, generation, state FROM delivery"
HISTORY = "SELECT key, generation, state, move FROM event ORDER BY id"
UNDER_WAY = """
SELECT count(*) FROM delivery AS one
WHERE state IN ('sending', 'retry')
   OR state = 'unknown' AND {unknown}
   OR state = 'planned' AND (part = 1 OR EXISTS (
      SELECT 1 FROM delivery AS before
      WHERE before.post = one.post AND before.channel = one.channel
        AND before.part = one.part - 1 AND before.state = 'published'))
"""
HELD = "SELECT count(*) FROM channel_state WHERE hold_until > '{now}'"
Told = tuple[bytes, int, int]
_OPENER = build_opener(ProxyHandler({}))


def eventually(true: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Return the first true answer of ``true``; fails when it does not come in time.

    At most a tenth of the time it asks: whom it asks has work to do meanwhile, and to answer takes
    it as long again.
    """
    end = time.monotonic() + patience
    began = time.monotonic()
    while not (answer := true()):
        asked = time.monotonic()
        assert asked < end, f"it did not happen in time: {what}"
        time.sleep(min(max(9 * (asked - began), 0.02), 0.2))
        began = time.monotonic()
    return answer


@dataclass(slots=True)
class Run:
    """A program that runs; ``log`` has what it says."""

    process: nursery.Process
    log: Path

    @property
    def said(self) -> str:
        """Return all that it said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def says(self, words: str, patience: float = PATIENCE) -> None:
        """Wait until it has said these words."""

        def heard() -> bool:
            assert self.process.poll() is None or words in self.said, self.said
            return words in self.said

        eventually(heard, f"{words!r} in {self.log.name}", patience)

    def kill(self) -> None:
        """Kill it as a power cut does."""
        self.process.kill()
        assert self.process.wait(PATIENCE) == -signal.SIGKILL

    def end(self, patience: float = PATIENCE) -> None:
        """Ask it to end. It must end well."""
        self.process.terminate()
        assert self.process.wait(patience) == 0, self.said


@dataclass(slots=True)
class Place:
    """A campaign folder with a home and, unless it is given them, a data folder and one for the
    locks of all users of its own.
    """

    base: Path
    settings: dict[str, str] = field(default_factory=dict)
    runs: int = 0
    data: Path | None = None
    locks: Path | None = None

    def __post_init__(self) -> None:
        """See no program of another user's, unless asked to."""
        if self.locks is None:
            self.locks = self.base / "locks"
            self.locks.mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path:
        """Return the campaign folder."""
        return self.base / "campaign"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every command: nothing of who runs the tests."""
        ours = {
            "HOME": str(self.base / "home"),
            "XDG_DATA_HOME": str(self.data or self.base / "data"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
            "LANG": "es_CL.UTF-8",
            "PREGONERO_LOCKS_FOLDER": str(self.locks),
            "PREGONERO_TEAM_DAILY_AT": "never",  # it would meet the faults that posts are to meet
        }
        return ours | {f"PREGONERO_{name}": value for name, value in self.settings.items()}

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Put files into the campaign folder."""
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def call(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; ``code`` is what it must return, ``None`` for anything."""
        done = nursery.run(arguments, self.folder, self.environment, 3 * PATIENCE)
        assert code in {None, done.returncode}, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str, code: int | None = 0) -> Any:
        """Run a command and read the JSON that must be all of its standard output."""
        return json.loads(self.call(*arguments, "--format", "json", code=code).stdout)

    @contextmanager
    def running(self, *arguments: str, forks: bool = True) -> Iterator[Run]:
        """Run a command in a process of its own, killed at the latest with the block.

        Unless it ``forks``, what it starts is its child and has the environment it is given.
        """
        self.runs += 1
        log = self.base / f"run-{self.runs}.log"
        with log.open("wb") as out:
            streams = (out, out)
            process = nursery.start(arguments, self.folder, self.environment, streams, forks=forks)
        try:
            yield Run(process, log)
        finally:
            process.kill()
            process.wait()

    def play(self, now: str, done: Callable[[], Any], what: str) -> None:
        """Run the campaign on the sandbox from ``now`` on until ``done``, and end it in order."""
        with self.running("--now", now, "run", "--sandbox") as run:
            run.says(STARTED)
            eventually(done, what)
            run.end()

    def earn_trust(self, now: str) -> None:
        """Run long before anything is due: a new ledger reads the networks back first."""
        trusted = "SELECT trusted FROM campaign"
        self.play(now, lambda: self.ask_ledger(trusted) == [(1,)], "the ledger is trusted")

    def deliveries(self) -> dict[str, dict[str, Any]]:
        """Return what ``status`` says of the sandbox's ledger, by key."""
        told = self.json("status", "--sandbox")
        return {row["key"]: row for row in told["deliveries"]}

    def states(self) -> Counter[str]:
        """Return how many deliveries are in each state, without a process of the program."""
        rows = self.ask_ledger("SELECT state, count(*) FROM delivery GROUP BY state")
        return Counter({str(state): int(number) for state, number in rows})

    @property
    def ledger(self) -> Path:
        """Return the sandbox's ledger."""
        return self.folder / "build" / "sandbox" / "ledger.sqlite"

    def replay_history(self, ledger: Path | None = None) -> int:
        """See that every delivery came to its state by the moves of the table; return how many."""
        stands = {
            (f"{post}/{channel}/{part}", generation): state
            for post, channel, part, generation, state in self.ask_ledger(STANDS, ledger)
        }
        replayed: dict[tuple[str, int], str] = {}
        for key, generation, state, move in self.ask_ledger(HISTORY, ledger):
            before = replayed.get((key, generation))
            if before is not None:
                after = MOVES[State(before), Move(move)] if move else State(before)
                assert state == after, (key, generation, before, move, state)
            replayed[key, generation] = state
        assert replayed == stands
        return len(stands)

    def looked(self, now: str) -> bool:
        """Tell whether nothing can be sent, and all was looked for that was unknown at ``now``.

        What a network puts off for longer than a moment cannot be sent.
        """
        moment = f"{datetime.fromisoformat(now).astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        if self.ask_ledger(HELD.format(now=moment)) != [(0,)]:
            return True
        unknown = f"not_before <= '{moment}'"
        return self.ask_ledger(UNDER_WAY.format(unknown=unknown)) == [(0,)]

    def keep_forwards_away(self) -> None:
        """Let nobody forward what is in the Telegram channel: then it cannot be read back."""
        self.ask_sandbox("protect", {"protected": True})

    def ask_ledger(self, query: str, ledger: Path | None = None) -> list[tuple[Any, ...]]:
        """Read a ledger beside the program, by default the sandbox's."""
        path = f"file:{ledger or self.ledger}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, timeout=10, uri=True)) as connection:
            return connection.execute(query).fetchall()

    def sandbox_url(self) -> str:
        """Return the address of the sandbox; fails if there is none."""
        path = self.folder / "build" / "sandbox" / "networks" / "address.json"
        return str(json.loads(path.read_text(encoding="utf-8"))["url"])

    def ask_sandbox(self, route: str, body: Any = None) -> Any:
        """Ask the sandbox's own interface."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.sandbox_url()}/api/{route}", data)  # noqa: S310 -- loopback
        with _OPENER.open(request, timeout=10) as answer:
            return json.loads(answer.read())

    def replies(self, person: int) -> list[str]:
        """Return what the bot said to somebody."""
        chats = self.ask_sandbox("state")["chats"]
        said = [m for chat in chats if chat["id"] == person for m in chat["messages"]]
        return [m["text"] for m in said if not m["from"] or m["from"]["id"] != person]

    def posts(self, network: str | None = None) -> list[dict[str, Any]]:
        """Return what followers can see, oldest first; nothing where no sandbox runs yet."""
        with contextlib.suppress(OSError):
            found = self.ask_sandbox("state")["posts"]
            return [p for p in found if network in {None, p["network"]} and not p["deleted"]]
        return []

    def texts(self, network: str) -> Counter[str]:
        """Return how often followers of a network see each text."""
        return Counter(post["text"] for post in self.posts(network))

    def stop_sandbox(self) -> None:
        """End the sandbox that the program started, if any."""
        with contextlib.suppress(OSError):
            self.ask_sandbox("stop", {})

    def everything(self) -> dict[str, Told]:
        """Return every file below the place, but for our logs: content, mode and time."""
        found = {}
        for path in sorted(self.base.rglob("*")):
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            if path.suffix != ".log":
                found[str(path.relative_to(self.base))] = (
                    content,
                    status.st_mode,
                    status.st_mtime_ns,
                )
        return found
