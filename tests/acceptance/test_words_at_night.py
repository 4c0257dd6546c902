"""Words that somebody of the team understands late in the evening."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from campaign.core.deliveries import Wait, WaitKind
from campaign.languages import Catalogue
from campaign.services.listing import tell_wait
from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2031-05-12T09:30"
SHEET = "post;fecha;hora;redes;texto\nuno;{day};10:00;x;Ven al río\ndos;{day};10:04;x;Ven al mar\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign folder that was never loaded."""
    posts = tmp_path / "posts"
    posts.mkdir()
    files = {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}
    for name, text in files.items():
        (posts / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "queda un texto de ejemplo"), ("en", "sample")],
)
def test_what_is_to_be_mended_is_told_in_words(language: str, words: str) -> None:
    told = tell_wait(Wait(WaitKind.MENDING, "placeholder"), Catalogue(language))
    assert words in told
    assert "(placeholder)" not in told


def test_rows_of_a_sheet_that_are_too_close_are_mended_in_the_sheet(folder: Path) -> None:
    (folder / "posts" / "calendar.yaml").unlink()
    sheet = SHEET.format(day="14/05/2031")
    (folder / "posts" / "calendar.csv").write_text(sheet, encoding="utf-8")
    checked = pregonero("--now", NOW, "check", "--format", "json", at=folder)
    (close,) = [one for one in json.loads(checked.stdout) if one["code"] == "too-close"]
    assert "`spread`" not in close["hint"]
    assert close["message"].startswith("Las filas 2 y 3 salen en ")


def test_a_general_hold_ends_with_the_word_that_began_it(folder: Path) -> None:
    loaded = pregonero("--now", NOW, "load", "--yes", "--sandbox", at=folder)
    assert loaded.returncode == 0, loaded.stderr
    held = pregonero(
        "--now", NOW, "hold", "--all", "duelo", "--sandbox", at=folder, env={"LOGNAME": "root"}
    )
    assert held.returncode == 0, held.stderr
    status = pregonero("--now", NOW, "status", "--sandbox", at=folder)
    assert "TODO ESTÁ RETENIDO por alguien en este computador (root): duelo" in status.stdout
    for words in (("resume", "--all", "--late"), ("resume", "--all", "aviso")):
        assert pregonero(*words, "--sandbox", at=folder).returncode == 2
    ended = pregonero("--now", NOW, "resume", "--all", "--sandbox", at=folder)
    assert (ended.returncode, ended.stdout) == (
        0,
        "Todo sigue su camino: cada publicación sale a su hora.\n",
    )


def test_what_moves_a_little_into_the_past_is_said_to_go_out_at_once(folder: Path) -> None:
    now = ("--now", "2031-05-13T08:50")
    assert pregonero(*now, "load", "--yes", "--sandbox", at=folder).returncode == 0
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(CALENDAR.replace("start - 7d 09:00", "start - 7d 08:20"), encoding="utf-8")
    status = pregonero(*now, "status", "--sandbox", at=folder).stdout
    assert "La carpeta cambió desde que se cargó" in status
    plan = pregonero(*now, "plan", "--sandbox", at=folder).stdout
    assert plan.count("Su hora ya pasó, hace menos de una hora: sale en cuanto se cargue.") == 1


async def test_what_waits_for_a_signature_now_is_not_called_filled(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load()
        loaded = await room.load(campaign=CAMPAIGN + "approval: {aviso: prensa}\n")
        changes = {str(row.key): str(row.change) for row in loaded.proposal.plan.rows}
        assert changes["aviso/orillas/x/1"] == "lacking"
        back = await room.load(campaign=CAMPAIGN)
        changes = {str(row.key): str(row.change) for row in back.proposal.plan.rows}
        assert changes["aviso/orillas/x/1"] == "filled"
