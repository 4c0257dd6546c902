"""What somebody decides at a computer is read in the team's chat."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.store.opening import open_ledger
from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("es", "en")
PAUSED = {
    "es": "⏸ Carolina Soto detuvo todo desde el computador: duelo nacional. No sale nada en ninguna"
    " red. Para seguir: /sigue",
    "en": "⏸ Carolina Soto paused everything from the computer: duelo nacional. Nothing goes out on"
    " any network. To go on: /resume",
}
RESUMED = {
    "es": "▶ Carolina Soto decidió desde el computador que siga: cada cosa sale a su hora.",
    "en": "▶ Carolina Soto let everything go on from the computer: each thing goes out at its"
    " time.",
}
CANCELLED = {
    "es": "✖ Carolina Soto canceló desde el computador, y ya no sale (se repite):\n• «aviso»"
    " (aviso/aguas) en X (Twitter)",
    "en": "✖ Carolina Soto cancelled from the computer, and it goes out no more (se repite):\n•"
    " “aviso” (aviso/aguas) on X (Twitter)",
}
HELD = {
    "es": "⏸ Carolina Soto retuvo desde el computador:\n• «aviso» (aviso/aguas) en X (Twitter)",
    "en": "⏸ Carolina Soto held from the computer:\n• “aviso” (aviso/aguas) on X (Twitter)",
}
RELEASED = {
    "es": "▶ Carolina Soto soltó desde el computador:\n• «aviso» (aviso/aguas) en X (Twitter)",
    "en": "▶ Carolina Soto released from the computer:\n• “aviso” (aviso/aguas) on X (Twitter)",
}
REVIVED = {
    "es": "↩ Carolina Soto deshizo desde el computador la cancelación. Sale a su hora, o cuando"
    " tenga lo que le falta:\n• «aviso» (aviso/aguas) en X (Twitter)",
    "en": "↩ Carolina Soto undid the cancellation from the computer. It goes out at its time, or"
    " once it has what it lacks:\n• “aviso” (aviso/aguas) on X (Twitter)",
}


def campaign_in(folder: Path, code: str) -> Path:
    """Load a campaign into the ledger of its sandbox."""
    posts, place = folder / "posts", folder / "build" / "sandbox"
    posts.mkdir()
    place.mkdir(parents=True)
    rules = CAMPAIGN.replace("[es]", f"[{code}]")
    for name, text in {"campaign": rules, "programme": PROGRAMME, "calendar": CALENDAR}.items():
        (posts / f"{name}.yaml").write_text(text, encoding="utf-8")

    async def load() -> None:
        async with newsroom(place) as room:
            await room.load(campaign=rules)

    asyncio.run(load())
    return folder


def heard(folder: Path) -> list[str]:
    """Return what waits for the team's chat."""

    async def read() -> list[str]:
        database = f"sqlite:///{folder}/build/sandbox/ledger.sqlite"
        store = open_ledger(database, "voces", Kind.SANDBOX, trusted=True)
        texts = []
        while (taken := await store.next_message(datetime(2040, 1, 1, tzinfo=UTC))) is not None:
            texts.append(json.loads(taken.message.body)["text"])
            await store.sent(taken, str(len(texts)))
        await store.close()
        return texts

    return asyncio.run(read())


@pytest.mark.parametrize("code", CODES)
def test_the_team_reads_what_was_decided_at_a_computer(tmp_path: Path, code: str) -> None:
    folder = campaign_in(tmp_path, code)

    def decide(*words: str) -> list[str]:
        told = ("--sandbox", "--as", "Carolina Soto")
        done = pregonero("--now", "2031-05-12T12:00", *words, *told, at=folder)
        assert done.returncode == 0, done.stderr
        return heard(folder)

    assert decide("hold", "--all", "duelo nacional") == [PAUSED[code]]
    assert decide("resume") == [RESUMED[code]]
    assert decide("resume") == []
    assert decide("hold", "aviso/aguas/x/1") == [HELD[code]]
    assert decide("resume", "aviso/aguas/x/1") == [RELEASED[code]]
    assert decide("cancel", "aviso/aguas/x/1", "--why", "se repite", "--yes") == [CANCELLED[code]]
    assert decide("cancel", "aviso/aguas/x/1", "--undo") == [REVIVED[code]]
