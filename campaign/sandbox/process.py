"""A sandbox that outlives whoever started it, found again by its folder.

The folder holds the journal, the lock that only one sandbox has, and the address
under which it answers. A sandbox that was killed comes back at the same address
if nobody took the port meanwhile.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.core.environment import without_settings
from campaign.sandbox.control import SERVICE
from campaign.sandbox.journal import OFFSET, last_of
from campaign.sandbox.records import Accounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JOURNAL = "journal.jsonl"
_START = 20.0
_STEP = 0.03
_HEALTH = 2.0


class SandboxDown(RuntimeError):
    """A sandbox that does not start; says where its words are."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages look: names, zone, and the sentences of one language.

    ``sentences`` is the table of :class:`campaign.sandbox.pages.sentences.Sentences`.
    """

    accounts: Accounts = field(default_factory=Accounts)
    zone: str = "UTC"
    language: str = "es"
    sentences: Mapping[str, Any] = field(default_factory=dict)


def attach(state_dir: Path, look: Look | None = None, now: datetime | None = None) -> str:
    """Return the base URL of the folder's sandbox, starting one where none answers.

    The process is detached: it survives its starter. Two that start at once get
    the same one. ``look`` counts only for a sandbox that is started.

    Args:
        state_dir: where the sandbox keeps everything; made if it is missing.
        look: how its pages look.
        now: what its calendar is to show from now on (aware).

    Raises:
        SandboxDown: when it does not answer in time.
    """
    address = find(state_dir) or _start(state_dir, look or Look())
    if now is not None:
        _ask(f"{address}/api/clock", {"now": now.isoformat()})
    return address


def find(state_dir: Path) -> str | None:
    """Return the base URL of the sandbox that runs in this folder, ``None`` for none."""
    found = _running(state_dir)
    return found[0] if found else None


def time_in(state_dir: Path) -> datetime | None:
    """Return the now of this folder's sandbox (UTC), ``None`` where no other than the real one was
    ever set. It goes on while the sandbox is stopped.
    """
    found = _running(state_dir)
    if found and "now" in found[1]:
        return datetime.fromisoformat(str(found[1]["now"]))
    set_off = last_of(OFFSET, state_dir / JOURNAL)
    return None if set_off is None else datetime.now(UTC) + timedelta(seconds=set_off["seconds"])


def _running(state_dir: Path) -> tuple[str, Mapping[str, Any]] | None:
    """Return the address of the sandbox of this folder and what it says of itself."""
    known = _read(state_dir / "address.json")
    if not isinstance(known.get("url"), str):
        return None
    with suppress(OSError, ValueError):
        health = _ask(f"{known['url']}/api/health")
        if health.get("service") == SERVICE and health.get("id") == known.get("id"):
            return str(known["url"]), health
    return None


def stop(state_dir: Path) -> bool:
    """End the folder's sandbox; ``False`` if none ran. Its state stays."""
    address = find(state_dir)
    if address is None:
        return False
    _ask(f"{address}/api/stop", {})
    end = time.monotonic() + _START
    while time.monotonic() < end:
        with suppress(BlockingIOError), _only_one(state_dir):
            return True
        time.sleep(_STEP)
    msg = f"the sandbox in {state_dir} does not end"
    raise SandboxDown(msg)


def _start(state_dir: Path, look: Look) -> str:
    state_dir.mkdir(parents=True, exist_ok=True)
    _write(state_dir / "look.json", asdict(look))
    end = time.monotonic() + _START
    with (state_dir / "sandbox.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "campaign.sandbox", str(state_dir)],
            env=without_settings(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while time.monotonic() < end:
        address = find(state_dir)
        if address:
            return address
        if process.poll() not in {None, 0}:
            break
        time.sleep(_STEP)
    msg = f"the sandbox does not start; see {state_dir / 'sandbox.log'}"
    raise SandboxDown(msg)


def main(arguments: list[str]) -> int:
    """Run a sandbox until it is told to stop; 0 also when another one runs already."""
    parser = argparse.ArgumentParser(prog="python -m campaign.sandbox")
    parser.add_argument("state_dir", type=Path)
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args(arguments)
    asked.state_dir.mkdir(parents=True, exist_ok=True)
    try:
        with _only_one(asked.state_dir):
            _serve(asked.state_dir, asked.port)
    except BlockingIOError:
        print(find(asked.state_dir) or "another sandbox is starting in this folder")  # noqa: T201
    return 0


def _serve(state_dir: Path, port: int) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - attaching needs none of these

    from campaign.sandbox.app import build  # noqa: PLC0415
    from campaign.sandbox.pages.sentences import Sentences  # noqa: PLC0415
    from campaign.sandbox.server import run_until_stopped  # noqa: PLC0415
    from campaign.sandbox.world import World  # noqa: PLC0415

    known = _read(state_dir / "look.json")
    world = World(journal=state_dir / JOURNAL, accounts=Accounts(**known.get("accounts", {})))
    identity = os.urandom(8).hex()

    def tell(url: str) -> None:
        _write(state_dir / "address.json", {"url": url, "id": identity, "pid": os.getpid()})
        print(url, flush=True)  # noqa: T201 - the address is the command's answer

    run_until_stopped(
        lambda end: build(
            world,
            phrases=Sentences(known.get("sentences", {}), known.get("language", "es")),
            zone=ZoneInfo(known.get("zone", "UTC")),
            stop=end,
            identity=identity,
        ),
        port or _last_port(state_dir),
        tell,
    )
    world.close()


def _last_port(state_dir: Path) -> int:
    """Return the port of the sandbox before, so that whoever knows it finds this one."""
    with suppress(ValueError, IndexError):
        return int(str(_read(state_dir / "address.json").get("url", "")).rpartition(":")[2])
    return 0


@contextmanager
def _only_one(state_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; raises BlockingIOError when another process has it."""
    with (state_dir / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _ask(url: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    from urllib.request import ProxyHandler, Request, build_opener  # noqa: PLC0415

    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    opener = build_opener(ProxyHandler({}))
    with opener.open(request, timeout=_HEALTH) as answer:
        found = json.loads(answer.read())
    return found if isinstance(found, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, value: Mapping[str, Any]) -> None:
    half = path.with_suffix(f".{os.getpid()}.half")
    half.write_text(json.dumps(value, ensure_ascii=False, default=dict), encoding="utf-8")
    half.replace(path)
