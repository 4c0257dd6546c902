"""Bots that live in processes of their own and are killed, and what people hear from them."""

from __future__ import annotations

import os
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nursery
from bot_process import LIMITS

from campaign.sandbox.credentials import BOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.sandbox.records import Visitor
    from campaign.sandbox.world import World

PATIENCE = 40.0


@contextmanager
def living(
    api: str,
    database: Path,
    death: str = "",
    lease: float = LIMITS.lease,
    log: Path | None = None,
    *,
    port: int | None = None,
) -> Iterator[nursery.Process]:
    """Let a bot live, until it dies at ``death`` or the block ends; ``log`` gets what it says.

    With ``port`` it has a webhook there.
    """
    environment = os.environ if port is None else {**os.environ, "WEBHOOK_PORT": str(port)}
    arguments = [api, str(database), str(lease), *([death] if death else [])]
    with log.open("ab") if log else open(2, "wb", closefd=False) as told:
        process = nursery.start(arguments, Path.cwd(), environment, (told, told), "bot_process")
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def heard(world: World, who: Visitor) -> list[str]:
    """Return what the bot said to somebody."""
    return [said.text for said in world.chat(who) if said.sender == BOT]
