"""A channel that is stopped is told wherever one looks, though its posts are planned."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.core.ledger_kind import Kind
from campaign.core.outcomes import Blocked
from campaign.languages import Catalogue, available
from campaign.ports.circuits import Stop
from campaign.store.opening import Limits, open_ledger
from tests.acceptance.command_line import listed, pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

NOW = ("--now", "2031-05-10T09:30")


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Load a campaign of which Telegram cannot be read back."""
    (tmp_path / "posts").mkdir()
    for name, text in {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    pregonero(*NOW, "load", "-y", "--sandbox", at=tmp_path)
    url = f"sqlite:///{tmp_path}/build/sandbox/ledger.sqlite"
    store = open_ledger(url, "voces", Kind.SANDBOX, Limits(0.0))
    await store.shut("telegram", Stop(Blocked.UNREAD, "chat not found"))
    await store.close()
    return tmp_path


def told(*words: str, at: Path) -> str:
    return " ".join(pregonero("--lang", "es", *NOW, *words, "--sandbox", at=at).stdout.split())


async def test_status_says_which_channel_is_stopped_why_and_what_to_do(folder: Path) -> None:
    status = told("status", at=folder)
    stop, _, rest = status.partition(" envíos):")
    assert "POR Telegram NO SALE NADA" in stop
    assert "(chat not found)" in stop
    assert "«pregonero resume --sandbox»" in stop
    assert rest
    (one,) = listed(*NOW, "--lang", "es", "status", "--sandbox", at=folder)["stopped"]
    assert (one["channel"], one["why"], one["words"]) == ("telegram", "unread", "chat not found")


async def test_show_says_so_of_posts_there_that_are_still_to_go(folder: Path) -> None:
    key = "aviso/aguas/telegram/1"
    assert "POR Telegram NO SALE NADA" in told("show", key, at=folder)
    assert listed(*NOW, "show", key, "--sandbox", at=folder)["shut"] != []
    assert "NO SALE" not in told("show", "aviso/aguas/x/1", at=folder)
    pregonero("cancel", key, "--yes", "--sandbox", at=folder)
    assert "NO SALE" not in told("show", key, at=folder)


async def test_show_says_that_everything_is_held(folder: Path) -> None:
    pregonero("hold", "--all", "duelo", "--as", "Rocío", "--sandbox", at=folder)
    assert "TODO ESTÁ RETENIDO por Rocío: duelo" in told("show", "aviso/aguas/x/1", at=folder)


@pytest.mark.parametrize(("lang", "going"), [("es", "Ya va en camino"), ("en", "On its way")])
def test_who_holds_everything_is_told_what_is_on_its_way(
    folder: Path, lang: str, going: str
) -> None:
    with closing(sqlite3.connect(folder / "build/sandbox/ledger.sqlite")) as ledger, ledger:
        ledger.execute(
            "UPDATE delivery SET state = 'sending', lease_until = 1e9, lease_boot = 'b'"
            " WHERE channel = 'x' AND post = 'aviso/aguas'"
        )
    held = pregonero("--lang", lang, *NOW, "hold", "--all", "duelo", "--sandbox", at=folder)
    key = "aviso/aguas/x/1"
    assert going in held.stderr
    assert f"pregonero withdraw {key} --sandbox" in " ".join(held.stderr.split())
    assert "telegram" not in held.stderr


async def test_where_nothing_is_stopped_nothing_is_said(folder: Path) -> None:
    pregonero("resume", "--sandbox", at=folder)
    assert "NO SALE" not in told("status", at=folder)
    assert listed(*NOW, "status", "--sandbox", at=folder)["stopped"] == []


@pytest.mark.parametrize("lang", available())
def test_every_stop_has_its_sentence(lang: str) -> None:
    phrases = Catalogue(lang)
    for why in (*Blocked, "missing"):
        assert "WORDS" in phrases.text(f"cli.status.halted-{why}", channel="X", words="WORDS")
