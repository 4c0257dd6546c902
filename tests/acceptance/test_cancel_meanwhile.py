"""What happens between what ``cancel`` shows and what it does, and between that and ``--undo``."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME
from tests.services.test_publishing_threads import THREAD

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2031-05-10T09:30"
LATER = "2031-05-14T09:30"


def loaded(folder: Path) -> None:
    """Make a campaign and load it into its sandbox."""
    (folder / "posts").mkdir()
    for name, text in {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}.items():
        (folder / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert call(folder, "load", "-y").returncode == 0


def call(folder: Path, *words: str, now: str = NOW) -> subprocess.CompletedProcess[str]:
    return pregonero("--lang", "es", "--now", now, *words, "--sandbox", at=folder)


def test_what_changes_while_it_asks_does_not_keep_the_rest(tmp_path: Path) -> None:
    loaded(tmp_path)
    words = ["--lang", "es", "--now", NOW, "cancel", "aviso/orillas", "--sandbox"]
    home = {"XDG_DATA_HOME": str(tmp_path / ".data"), "HOME": str(tmp_path / ".home")}
    with subprocess.Popen(
        [sys.executable, "-m", "campaign", *words],
        cwd=tmp_path,
        env={**os.environ, **home, "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as asking:
        assert asking.stdout is not None
        shown = b""
        while "¿Cancelar".encode() not in shown and (sign := asking.stdout.read(1)):
            shown += sign
        assert call(tmp_path, "cancel", "aviso/orillas/x/1", "--yes").returncode == 0
        out, err = asking.communicate(b"s\n", timeout=120)
    assert asking.returncode == 1
    assert "Cancelada: aviso/orillas/telegram/1" in out.decode()
    assert "No se canceló aviso/orillas/x/1" in err.decode()


def test_a_postponed_panel_comes_back_and_one_that_is_over_is_named(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert call(tmp_path, "cancel", "aviso", "--yes").returncode == 0
    over = call(tmp_path, "cancel", "--undo", "aviso/aguas", now=LATER)
    assert over.returncode == 1
    assert "su hora ya pasó" in over.stderr
    programme = tmp_path / "posts" / "programme.yaml"
    programme.write_text(PROGRAMME.replace("2031-05-27", "2031-08-27"), encoding="utf-8")
    assert call(tmp_path, "load", "-y", now=LATER).returncode == 0
    back = call(tmp_path, "cancel", "--undo", "aviso", now="2031-05-21T09:30")
    assert back.returncode == 0, back.stderr
    assert "Ya no está cancelada: aviso/orillas/x/1" in back.stdout
    assert "«aviso/aguas/x/1» está cancelada y su hora ya pasó" in back.stderr
    assert "20 ago" in call(tmp_path, "status", now="2031-05-21T09:30").stdout


def test_no_way_back_is_promised_where_there_is_none(tmp_path: Path) -> None:
    loaded(tmp_path)
    done = call(tmp_path, "cancel", "aviso/aguas", "--yes", now="2031-05-21T09:30")
    assert "Cancelada: aviso/aguas/x/1" in done.stdout
    assert "--undo" not in done.stdout


def test_what_may_be_out_is_named_with_what_comes_of_it(tmp_path: Path) -> None:
    loaded(tmp_path)
    for channel, state in {"x": "unknown", "telegram": "needs_person"}.items():
        in_state(tmp_path, state, channel)
    held = call(tmp_path, "hold", "aviso/aguas", "--as", "Rocío").stdout
    for channel in ("x", "telegram"):
        unsure = f"Todavía no se sabe si aviso/aguas/{channel}/1 salió. Si no salió, queda retenida"
        assert unsure in held
    first, again = (
        call(tmp_path, "cancel", "aviso/aguas", "--yes", "--as", "Rocío") for _ in range(2)
    )
    assert "Cancelada: aviso/aguas/telegram/1. Puede haber salido: mira la red" in first.stdout
    for done in (first, again):
        assert "si aviso/aguas/x/1 salió. Si no salió, no sale: queda cancelada" in done.stdout
        assert "pregonero withdraw aviso/aguas/x/1 --sandbox" in done.stdout
    shown = call(tmp_path, "show", "aviso/aguas/x/1").stdout
    assert "Si no salió, no sale: cancelada por Rocío" in " ".join(shown.split())


def test_what_is_taken_back_of_what_may_be_out_is_named(tmp_path: Path) -> None:
    loaded(tmp_path)
    in_state(tmp_path, "unknown", "x")
    unsure = "Todavía no se sabe si aviso/aguas/x/1 salió. Si no salió, ya no queda"
    assert call(tmp_path, "hold", "aviso/aguas", "--as", "Rocío").returncode == 0
    released = call(tmp_path, "resume", "aviso/aguas", "--as", "Rocío").stdout
    assert f"{unsure} retenida" in released
    assert "Sigue su camino: aviso/aguas/telegram/1" in released
    assert call(tmp_path, "cancel", "aviso/aguas", "--yes", "--as", "Rocío").returncode == 0
    revived = call(tmp_path, "cancel", "--undo", "aviso/aguas", "--as", "Rocío").stdout
    assert f"{unsure} cancelada" in revived


def test_what_was_cancelled_and_is_seen_later_is_noted_with_its_link(tmp_path: Path) -> None:
    loaded(tmp_path)
    in_state(tmp_path, "needs_person", "telegram")
    assert call(tmp_path, "cancel", "aviso/aguas/telegram", "--yes").returncode == 0
    key, link = "aviso/aguas/telegram/1", "https://t.me/elrio/5"
    found = call(tmp_path, "resolve", key, "--published", link, "--as", "Rocío")
    assert found.returncode == 0, found.stderr
    assert f"pregonero withdraw {key} --sandbox" in found.stdout
    assert link in call(tmp_path, "show", key).stdout


def test_what_is_held_is_planned_as_held_when_its_channel_comes_back(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert call(tmp_path, "hold", "aviso/aguas/x/1", "--as", "Rocío").returncode == 0
    campaign = tmp_path / "posts" / "campaign.yaml"
    for text in (CAMPAIGN.replace("[x, telegram]", "[telegram]"), CAMPAIGN):
        campaign.write_text(text, encoding="utf-8")
        planned = call(tmp_path, "plan")
        assert call(tmp_path, "load", "-y").returncode == 0
    assert "Retenida por Rocío" in planned.stdout


def test_what_is_cancelled_with_an_earlier_part_is_named(tmp_path: Path) -> None:
    loaded(tmp_path)
    calendar = tmp_path / "posts" / "calendar.yaml"
    calendar.write_text(THREAD, encoding="utf-8")
    assert call(tmp_path, "load", "-y").returncode == 0
    in_state(tmp_path, "unknown", "x", "hilo/aguas", 1)
    asked = call(tmp_path, "cancel", "hilo/aguas/x/1", "--as", "Rocío")
    assert "3 envíos" in asked.stdout + asked.stderr
    done = call(tmp_path, "cancel", "hilo/aguas/x/1", "--yes", "--as", "Rocío").stdout
    for part in (2, 3):
        assert f"Cancelada: hilo/aguas/x/{part}" in done


def in_state(
    folder: Path, state: str, channel: str, post: str = "aviso/aguas", part: int = 1
) -> None:
    """Have nobody know whether the post on a channel is out."""
    ledger = folder / "build" / "sandbox" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger)) as connection, connection:
        why = '["unknown", {"words": "timeout", "looks": "0"}]'
        values = (state, why, post, channel, part)
        connection.execute(
            "UPDATE delivery SET state = ?, reason = ? WHERE post = ? AND channel = ? AND part = ?",
            values,
        )
