"""Another process on a ledger: started by tests, killed by them at any instant.

``python -m tests.adapters.store_child MODE URL NAME KEPT`` says on its standard output, a line
each, what the ledger has acknowledged.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

from campaign.core.errors import EnvironmentFailure
from campaign.core.ledger_kind import Kind
from campaign.core.life import Move
from campaign.core.reasons import because
from campaign.ports.attendees import Effects, Incoming
from campaign.ports.ledger import Step
from campaign.store.opening import Store, open_ledger
from tests.contracts.ledger_values import NOW, change, new, published

CHANNELS = [f"red-{n}" for n in range(6)]


def say(word: str) -> None:
    """Tell the parent; a kill after this line must not undo what it says."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


async def publish(store: Store, name: str) -> None:
    """Publish everything that can be claimed, with several claims in flight."""
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)

    async def work() -> None:
        for channel in CHANNELS:
            while (claim := await store.claim(NOW, name, channel)) is not None:
                say(f"claimed {claim.delivery.key}")
                await store.settle(claim, published(claim))
                say(f"settled {claim.delivery.key}")

    idle = 0
    while idle < 3:
        await asyncio.gather(*(work() for _ in CHANNELS))
        idle += 1
        await asyncio.sleep(0.02)


async def write(store: Store, name: str) -> None:
    """Write rows without an end, many at once, so that commits hold groups."""
    say("ready")

    async def work(row: int) -> None:
        for number in range(10**6):
            post = f"{name}/{row}-{number}"
            await store.apply(change(insert=[new(post)]))
            say(f"{post}/x/1")

    await asyncio.gather(*(work(row) for row in range(8)))


async def receive(store: Store, name: str) -> None:
    """Store ten sign-ups at once, then handle them slowly."""
    say("ready")

    async def work(number: int) -> None:
        await store.receive([Incoming(number, f'{{"from": "{name}"}}')])
        say(str(number))

    await asyncio.gather(*(work(number) for number in range(10)))
    for number in range(10):
        await asyncio.sleep(0.01)
        at = NOW
        await store.handle(Effects(number, 100 + number, at, sign_up=("panel-1",)))
    await asyncio.sleep(60)


async def without_room(store: Store, name: str) -> None:
    """Lose the room on the disk between sending and recording."""
    claim = await store.claim(NOW, name, "x")
    other = await store.claim(NOW, name, "mastodon")
    assert claim is not None
    assert other is not None
    path = Path(sys.argv[2].removeprefix("sqlite:///"))
    written = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, resource.RLIM_INFINITY))
    await store.settle(claim, published(claim))
    say("recorded")
    failed = Step(other.delivery.id, other.fence, Move.FAIL, because("not-sent", words="?"))
    for attempt in (
        store.settle(other, failed),
        store.claim(NOW, name, "telegram"),
        store.apply(change(insert=[new("lleno/1")])),
        store.receive([Incoming(1, "{}")]),
    ):
        try:
            await attempt
        except EnvironmentFailure as failure:
            say(failure.message_id)
    await store.snapshot()
    say("readable")


async def _main() -> None:
    mode, url, name, kept = sys.argv[1:]
    store = open_ledger(url, "prueba", Kind.SANDBOX, trusted=True, kept=Path(kept))
    await MODES[mode](store, name)
    await store.close()


MODES = {"publish": publish, "write": write, "receive": receive, "without-room": without_room}

if __name__ == "__main__":
    asyncio.run(_main())
