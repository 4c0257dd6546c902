"""What is late is not said to be tried while nothing runs that could try it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue
from campaign.settings import Settings
from campaign.wiring.finding import Patient
from campaign.wiring.heartbeat import Heart
from campaign.wiring.outlook import outlook
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

LATE = datetime(2031, 5, 13, 14, 20, tzinfo=UTC)
"""Twenty minutes after the time of the first post."""


@pytest.mark.parametrize("runs", [False, True])
async def test_what_is_late_waits_for_run_to_be_started(tmp_path: Path, *, runs: bool) -> None:
    if runs:
        await Heart(tmp_path, Kind.SANDBOX, {"publisher": lambda: True}).beat()
    async with newsroom(tmp_path) as room:
        await room.load()
        campaign = await room.publisher.reach.colleagues.campaign()
        phrases = Catalogue("es", " --sandbox")
        patient = Patient(tmp_path, {}, Settings({}), LATE, phrases, 0, Kind.SANDBOX)
        found = [*outlook(campaign, await room.store.snapshot(), patient, (), ())]
        late = [one for one in found if one.subject.startswith("late:")]
        assert {one.subject for one in late} == {"late:telegram", "late:x"}
        for one in late:
            assert str(one.params["what"]).startswith("Pasó su hora y no ha salido en ")
            assert ("Se sigue intentando" in str(one.params["way"])) is runs
            start = "`pregonero run --sandbox` no está en marcha aquí: enciéndelo."
            assert (one.params["way"] == start) is not runs
