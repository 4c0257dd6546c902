"""Sentences at the terminal: channels by the names of people, and the sentence that was asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.cli.operator import tell, tell_awaited, tell_lacking, tell_started
from campaign.cli.output import speak_in_records
from campaign.cli.records import Records
from campaign.cli.session import Session
from campaign.core.calendar import CORRECTION
from campaign.core.deliveries import Delivery, Key, State
from campaign.ports.ledger import Snapshot

if TYPE_CHECKING:
    import pytest

NOTHING = Snapshot(None, (), (), None, {}, trusted=True)


def late(entry: str, here: Session) -> Snapshot:
    key, due = Key(f"{entry}/panel-2", "x"), here.clock.now() - timedelta(hours=3)
    one = Delivery(1, key, 1, entry, "", None, State.PLANNED, due, None, None, None, None, "")
    return replace(NOTHING, deliveries=(one,))


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


def test_a_channel_without_emulation_is_called_that_in_the_sandbox(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_lacking(Session(Path(), "es", sandbox=True), "fanzine", ("FANZINE_TOKEN",), NOTHING)
    told = capsys.readouterr().err
    assert " ".join(told.split()) == ("Por fanzine no sale nada aquí: esa red no tiene simulación.")
    tell_lacking(Session(Path(), "es"), "fanzine", ("FANZINE_TOKEN",), NOTHING)
    assert "no están sus datos de acceso (FANZINE_TOKEN)" in capsys.readouterr().err


def test_a_correction_is_never_called_late_since_its_hour_is_now(
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = Session(Path(), "es")
    tell_awaited(here, late(CORRECTION, here))
    assert not capsys.readouterr().out
    tell_awaited(here, late("reminder", here))
    assert "ya se le pasó la hora" in capsys.readouterr().out


def test_programs_learn_that_it_runs_and_what_waits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Session(Path(), "es")
    monkeypatch.setattr("campaign.cli.output._Voice.records", None)  # as it was, in the end
    speak_in_records(Records(None))
    tell_started(here, NOTHING, served=("x",))
    tell_started(here, NOTHING, served=())
    tell_awaited(here, late("reminder", here))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in told] == ["started", "started-nowhere", "behind"]
    assert told[-1]["n"] == 1
