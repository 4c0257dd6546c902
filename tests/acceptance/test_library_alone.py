"""What a kill -9 does to a bot that has only its library: why ours has an inbox of its own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot_lives import heard, until

from campaign.sandbox.credentials import settings
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).with_name("library_alone.py")
PEOPLE = [Visitor(820_000 + n, f"Persona {n}", language="es") for n in range(10)]
LAST = Visitor(820_099, "Vigía", language="es")
SIGNED_UP = 3


@contextmanager
def living(api: str, file: Path, hangs_at: int = 0) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, str(SCRIPT), api, str(file), str(hangs_at)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_the_library_alone_loses_seven_sign_ups_of_ten(tmp_path: Path) -> None:
    """Telegram forgets an update when the next ones are asked for: before it is handled."""
    world, file = World(), tmp_path / "signed-up.txt"
    with serving(world) as url:
        api = settings(url)["TELEGRAM_API_URL"]
        for who in PEOPLE:
            world.say(who, "/inscribirme")
        with living(api, file, hangs_at=SIGNED_UP + 1):
            until(lambda: sum(len(heard(world, who)) for who in PEOPLE) == SIGNED_UP)
            until(lambda: not world.telegram.updates)
        with living(api, file):
            world.say(LAST, "/inscribirme")
            until(lambda: bool(heard(world, LAST)))
    signed_up = [int(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert signed_up == [*(one.id for one in PEOPLE[:SIGNED_UP]), LAST.id]
