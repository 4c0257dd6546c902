"""A detached sandbox: one for each folder, found again, and it forgets nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from campaign.languages import Catalogue
from campaign.sandbox.pages.sentences import TOPICS
from campaign.sandbox.process import Look, SandboxDown, attach, find, stop, time_in
from campaign.sandbox.records import Accounts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "sandbox"
    stop(tmp_path / "sandbox")


def pid_of(folder: Path) -> int:
    return int(json.loads((folder / "address.json").read_text())["pid"])


def test_two_at_once_end_with_one(folder: Path) -> None:
    code = "import sys,pathlib; from campaign.sandbox.process import attach;"
    code += "print(attach(pathlib.Path(sys.argv[1])))"

    def start(_: int) -> str:
        command = [sys.executable, "-c", code, str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        found = set(pool.map(start, range(3)))
    assert found == {find(folder)}


def test_it_survives_its_starter_and_comes_back_after_a_kill(folder: Path) -> None:
    table = {topic: Catalogue("en").table(topic) for topic in TOPICS}
    look = Look(Accounts(x_name="Harvest Talks"), "Asia/Kolkata", "en", table)
    address = attach(folder, look, now=datetime(2033, 3, 4, 12, 0, tzinfo=UTC))
    user = {"id": 9, "name": "Asha"}
    httpx.post(f"{address}/api/say", json={"user": user, "text": "hello"}, trust_env=False)
    before = httpx.get(f"{address}/api/state", trust_env=False).json()
    os.kill(pid_of(folder), signal.SIGKILL)
    again = attach(folder, look)
    after = httpx.get(f"{again}/api/state", trust_env=False).json()
    assert again == address
    assert after.pop("now") >= before.pop("now") > "2033-03-04T12:00"
    assert after == before
    page = httpx.get(again, trust_env=False).text
    assert "Harvest Talks" in page
    assert "What your followers see" in page
    assert "17:3" in page


def test_its_clock_goes_on_while_it_is_stopped(folder: Path) -> None:
    """As it does for whoever starts it again: posts of its days are not of another time."""
    assert time_in(folder) is None
    attach(folder, now=datetime(2033, 3, 4, 12, 0, tzinfo=UTC))
    stop(folder)
    attach(folder, now=datetime(2033, 3, 5, 12, 0, tzinfo=UTC))
    running = time_in(folder)
    stop(folder)
    with (folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write('["2033-03-05T12:00:01+00:00",[["world.offset",{"sec')  # killed here
    stopped = time_in(folder)
    attach(folder)
    again = time_in(folder)
    assert running is not None
    assert stopped is not None
    assert again is not None
    assert datetime(2033, 3, 5, 12, 0, tzinfo=UTC) <= running <= stopped <= again


def test_a_foreign_answer_at_the_address_is_not_taken_for_it(folder: Path) -> None:
    first = attach(folder)
    other = folder.parent / "other"
    other.mkdir()
    (other / "address.json").write_text(json.dumps({"url": first, "id": "somebody else"}))
    assert find(other) is None
    second = attach(other)
    try:
        assert second != first
    finally:
        stop(other)


def test_stopping_ends_it_and_keeps_its_memory(folder: Path) -> None:
    address = attach(folder)
    httpx.post(f"{address}/api/post", json={"network": "x", "text": "queda"}, trust_env=False)
    pid = pid_of(folder)
    assert stop(folder) is True
    assert stop(folder) is False
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
        if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            break
    posts = httpx.get(f"{attach(folder)}/api/state", trust_env=False).json()["posts"]
    assert [post["text"] for post in posts] == ["queda"]


def test_a_broken_journal_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "journal.jsonl").write_text("nonsense\n")
    with pytest.raises(SandboxDown, match=r"sandbox\.log"):
        attach(folder)
    assert "journal.jsonl:1" in (folder / "sandbox.log").read_text()
