"""The team's chat does not read that something goes out no more which may be out already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.core.life import Move
from campaign.languages import Catalogue
from campaign.ports.ledger import LedgerChange, Step
from campaign.services.deciding import Decisions
from campaign.services.team_decided import aloud
from campaign.services.team_messages import TeamMessages
from tests.services.newsroom import Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

SURE, UNSURE = "aviso/aguas/telegram/1", "aviso/aguas/x/1"
SAID = {"es": ("ya no sale", "puede haber salido"), "en": ("goes out no more", "may be out")}


async def asked_about(room: Newsroom) -> None:
    """A person is asked about the post on X, for nobody knows whether it is out."""
    claim = await room.store.claim(room.clock.now(), "otra", "x")
    assert claim is not None
    one = claim.delivery
    steps = [
        Step(one.id, one.fence + n, move, None, "otra")
        for n, move in enumerate((Move.LOSE, Move.ASK))
    ]
    await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=steps))


async def heard(room: Newsroom) -> list[str]:
    texts = []
    while (taken := await room.store.next_message(room.clock.now())) is not None:
        texts.append(json.loads(taken.message.body)["text"])
        await room.store.sent(taken, str(len(texts)))
    return texts


async def test_the_chat_reads_that_what_was_stopped_goes_on_whatever_stopped_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        one = (await room.newest())[SURE]
        step = Step(one.id, one.fence, Move.STOP)
        await room.store.apply(LedgerChange(room.clock.now(), "otra", steps=[step]))
        team = TeamMessages(-4, Catalogue("en"), frozenset())
        decisions = Decisions(aloud(room.store, team), room.clock)
        for told in (1, 0):
            assert await decisions.resume("Rocío") is bool(told)
            assert len(await heard(room)) == told


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("shown", [False, True])
async def test_what_may_be_out_is_not_said_to_go_out_no_more(
    tmp_path: Path, language: str, *, shown: bool
) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        room.clock.advance_to((await room.newest())[UNSURE].due)  # type: ignore[arg-type]
        await asked_about(room)
        team = TeamMessages(-4, Catalogue(language), frozenset())
        decisions = Decisions(aloud(room.store, team), room.clock)
        if shown:
            posts = [(await room.newest())[key] for key in (SURE, UNSURE)]
            await decisions.cancel_shown(posts, "Rocío", "error")
        else:
            await decisions.cancel([SURE, UNSURE], "Rocío", "error")
        sure, unsure = await heard(room)
        for text, said in zip((sure, unsure), SAID[language], strict=True):
            assert said in text
            assert "(error)" in text
        assert SAID[language][0] not in unsure
        assert "telegram" in sure.lower()
