"""What ``restore`` says of what was decided after the copy was made."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.core.ledger_kind import Kind
from campaign.ports.attendees import Effects
from campaign.store.opening import open_ledger
from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

NOW = "2031-05-10T09:30"
MOMENT = datetime(2031, 5, 10, 13, 30, tzinfo=UTC)


def call(folder: Path, *words: str, lang: str = "es") -> subprocess.CompletedProcess[str]:
    done = pregonero("--lang", lang, *words, "--sandbox", at=folder)
    assert done.returncode == 0, done.stderr
    return done


def loaded(folder: Path) -> None:
    """Make a campaign, load it into its sandbox and keep a copy."""
    (folder / "posts").mkdir()
    for name, text in {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}.items():
        (folder / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    call(folder, "--now", NOW, "load", "-y")
    people(folder, Effects(1, 987, MOMENT, sign_up=("aguas",)))
    call(folder, "backup", "n1.bak")


def people(folder: Path, effects: Effects) -> None:
    """Let somebody do something in the bot."""

    async def handle() -> None:
        url = f"sqlite:///{folder}/build/sandbox/ledger.sqlite"
        store = open_ledger(url, "voces", Kind.SANDBOX)
        await store.handle(effects)
        await store.close()

    asyncio.run(handle())


def test_what_was_decided_since_is_kept_and_named(tmp_path: Path) -> None:
    loaded(tmp_path)
    call(tmp_path, "cancel", "aviso/aguas/x/1", "-y", "--as", "Rocío")
    call(tmp_path, "hold", "aviso/orillas/x/1", "--why", "falta la foto", "--as", "Rocío")
    call(tmp_path, "hold", "--all", "terremoto", "--as", "Rocío")
    call(tmp_path, "--now", NOW, "fact", "aguas", "stream=https://a.example/1", "--as", "Rocío")
    people(tmp_path, Effects(2, 987, MOMENT, erase=True))
    said = call(tmp_path, "restore", "n1.bak", "-y").stdout
    assert "Se volvió a borrar a una persona" in said
    assert "aviso/aguas/x/1: la canceló Rocío después" in said
    assert "aviso/orillas/x/1: retenida por Rocío (falta la foto) después" in said
    assert "Todo sigue detenido, como estaba: terremoto." in said
    assert "`pregonero resume CLAVE --sandbox`" in said
    assert "se anotó después de hacer la copia sigue valiendo" in said
    assert "\n  aguas stream=https://a.example/1  (Rocío)\n" in said
    assert "no se puede saber" not in said
    status = call(tmp_path, "show", "aviso/aguas/x/1").stdout
    assert "la canceló Rocío después de hacer la copia que se repuso" in " ".join(status.split())
    again = call(tmp_path, "restore", "n1.bak", "-y", lang="en").stdout
    assert "aviso/aguas/x/1: Rocío cancelled it after the copy was made" in again


def test_where_it_cannot_be_known_it_says_so(tmp_path: Path) -> None:
    loaded(tmp_path)
    (tmp_path / "build/sandbox/ledger.sqlite").unlink()
    assert "no se puede saber aquí" in call(tmp_path, "restore", "n1.bak", "-y").stdout


def test_where_nothing_was_decided_it_says_nothing(tmp_path: Path) -> None:
    loaded(tmp_path)
    said = call(tmp_path, "restore", "n1.bak", "-y", lang="en").stdout
    assert said.splitlines() == [
        "Restored. Nothing will be published until the networks were compared."
    ]


def begin(folder: Path, campaign: str) -> None:
    """Begin another campaign in the same ledger."""
    url = f"sqlite:///{folder}/build/sandbox/ledger.sqlite"
    asyncio.run(open_ledger(url, campaign, Kind.SANDBOX).close())


def test_what_becomes_of_other_campaigns_in_the_ledger_is_said(tmp_path: Path) -> None:
    loaded(tmp_path)
    begin(tmp_path, "lluvia")
    call(tmp_path, "backup", "n2.bak")
    ledger = tmp_path / "build/sandbox/ledger.sqlite"
    hold = """
        INSERT INTO hold (campaign_id, reason, by, at)
        SELECT id, 'paro', 'Irma', '2031-05-10T09:00:00.000000Z' FROM campaign WHERE name = 'lluvia'
    """
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(hold)
        connection.commit()
    said = " ".join(call(tmp_path, "restore", "n2.bak", "-y").stdout.split())
    assert "lo que pasó en ella después de hacer la copia también se conserva: lluvia." in said
    assert "paro" not in said
    begin(tmp_path, "nieve")
    said = " ".join(call(tmp_path, "restore", "n2.bak", "-y").stdout.split())
    assert "no está en la copia: nieve. Ahora solo está en el registro anterior, " in said
    ledger.unlink()
    said = " ".join(call(tmp_path, "restore", "n2.bak", "-y", lang="en").stdout.split())
    assert "another campaign, and what was decided in it after the copy was made cannot" in said
    assert "be known: lluvia." in said
