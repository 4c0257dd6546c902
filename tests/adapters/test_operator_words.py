"""Sentences at the terminal: channels by the names of people, and the sentence that was asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.cli.operator import awaited, tell
from campaign.cli.session import Session
from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import Delivery, Key, State
from campaign.ports.ledger import Snapshot

if TYPE_CHECKING:
    import pytest


def test_channels_are_called_as_people_call_them(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Session(Path(), "es"), "run.unread-later", channels=("x", "telegram", "x", "fanzine"))
    assert "Por X (Twitter), Telegram, fanzine no se pudo leer" in capsys.readouterr().out


def test_the_sandbox_has_the_sentence_that_its_caller_chooses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = Session(Path(), "es", sandbox=True)
    tell(here, "run.bot-away", words="agotado")
    assert "Telegram no responde (agotado)" in capsys.readouterr().out
    tell(here, "run.bot-away-sandbox", words="agotado")
    assert "La red simulada de Telegram no contesta (agotado)" in capsys.readouterr().out


def test_a_correction_is_never_called_late_since_its_hour_is_now() -> None:
    here = Session(Path(), "es")
    before = here.clock.now() - timedelta(hours=3)

    def told(entry: str) -> list[str]:
        key = Key(f"{entry}/panel-2", "x")
        one = Delivery(
            1, key, 1, entry, "", None, State.PLANNED, before, None, None, None, None, ""
        )  # fmt: skip
        return awaited(here, Snapshot(None, (one,), (), None, {}, trusted=True))

    assert told(CORRECTION) == []
    assert "ya pasó su hora" in told("reminder")[0]
