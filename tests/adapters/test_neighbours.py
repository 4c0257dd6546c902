"""Campaigns of one computer whose settings name the same account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from campaign.core.errors import SettingUnusable
from campaign.core.ledger_kind import Kind
from campaign.settings import Settings
from campaign.store.opening import open_ledger
from campaign.store.sole import Sole
from campaign.store.tenure import Holder
from campaign.wiring.ledgers import shares_accounts
from campaign.wiring.neighbours import Ground, Neighbours, OneBot, ground

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNTS = {
    "TELEGRAM_TOKEN": "1:one",
    "TELEGRAM_CHANNEL": "@ferias",
    "BLUESKY_HANDLE": "ferias.example",
    "BLUESKY_PASSWORD": "aaaa-bbbb-cccc-dddd",
}
BOTH = ("telegram", "bluesky")


Told = list[tuple[str, dict[str, Any]]]


def publisher(
    name: str, settings: dict[str, str], told: Told, at: Ground | Path, *, shares: bool = False
) -> Neighbours:
    """Return what the publisher of a campaign knows of the others; its locks are in ``at``."""

    def say(sentence: str, **params: Any) -> None:
        told.append((sentence, params))

    if not isinstance(at, Ground):
        at = Ground(Holder(f"{name}.sqlite", name, f"/{name}", 7), name, at)
    return Neighbours(at, settings, say, shares=shares)


def test_a_second_campaign_leaves_an_account_to_the_first_and_says_so_once(tmp_path: Path) -> None:
    told: Told = []
    first = publisher("ferias", ACCOUNTS, told, tmp_path)
    assert not first.at(BOTH)
    assert not first.at(BOTH)
    theirs = {**ACCOUNTS, "TELEGRAM_TOKEN": "2:two", "BLUESKY_HANDLE": "otra.example"}
    second = publisher("otonos", theirs, told, tmp_path)
    assert second.at(BOTH) == second.at(BOTH) == ["telegram"]
    named = {"channels": ("telegram",), "name": "ferias", "folder": "/ferias", "process": 7}
    assert told == [("run.elsewhere", named)]
    first.free()
    assert not second.at(BOTH)
    assert first.at(BOTH) == ["telegram"]
    second.free()
    third = publisher("lluvias", {**ACCOUNTS, "BLUESKY_PASSWORD": "its-own"}, told, tmp_path)
    assert first.at(BOTH) == []
    assert third.at(BOTH) == ["telegram", "bluesky"]
    first.free()


def test_who_shares_an_account_on_purpose_says_so(tmp_path: Path) -> None:
    told: Told = []
    first = publisher("ferias", ACCOUNTS, told, tmp_path)
    assert not first.at(BOTH)
    shared = publisher("otonos", ACCOUNTS, told, tmp_path, shares=True)
    assert not shared.at(BOTH)
    there = Ground(Holder("lluvias.sqlite", "lluvias", "/ferias", 7), "ferias", tmp_path)
    same_folder = publisher("lluvias", ACCOUNTS, told, there, shares=True)
    assert same_folder.at(BOTH) == BOTH
    assert [sentence for sentence, _ in told] == ["run.elsewhere-folder"]
    first.free()
    shared.free()


def test_who_shares_keeps_nobody_away_whoever_comes_first(tmp_path: Path) -> None:
    told: Told = []
    shared = publisher("otonos", ACCOUNTS, told, tmp_path, shares=True)
    assert not shared.at(BOTH)
    first = publisher("ferias", ACCOUNTS, told, tmp_path)
    assert not first.at(BOTH)
    assert publisher("lluvias", ACCOUNTS, told, tmp_path).at(BOTH) == list(BOTH)
    assert [said["name"] for _, said in told] == ["ferias"] * 2
    first.free()
    shared.free()


def test_a_bot_has_one_program_and_each_other_one_tells_once_who_that_is(tmp_path: Path) -> None:
    told: Told = []

    def one_bot(name: str, token: str) -> OneBot:
        settings = ACCOUNTS | {"TELEGRAM_TOKEN": token}
        others = publisher(name, settings, told, tmp_path, shares=True)
        sole = Sole(tmp_path / f"{name}.sqlite", "bot")
        return OneBot(sole, others, lambda sentence, **said: told.append((sentence, said)))

    first, again = one_bot("ferias", "7:old"), one_bot("ferias", "7:old")
    renewed, its_own = one_bot("otonos", "7:new"), one_bot("lluvias", "8:old")
    assert [one.take() for one in (first, again, renewed, renewed, its_own)] == [
        True, False, False, False, True,
    ]  # fmt: skip
    named = {"name": "ferias", "folder": "/ferias", "process": 7}
    assert told == [("run.bot-elsewhere", {}), ("run.bot-of-another", named)]
    assert [one.is_ours for one in (first, again, renewed, its_own)] == [True, False, False, True]
    first.free()
    assert renewed.take()
    assert not again.take()
    assert [sentence for sentence, _ in told[2:]] == ["run.bot-ours", "run.bot-of-another"]
    renewed.free()
    its_own.free()


@pytest.mark.parametrize(
    ("said", "shares"),
    [("yes", True), ("Sí", True), ("on", True), ("1", True), ("true ", True), ("", False),
     ("no", False), ("off", False), ("FALSE", False), ("0", False)],
)  # fmt: skip
def test_only_a_clear_yes_shares(said: str, shares: bool) -> None:  # noqa: FBT001
    assert shares_accounts(Settings({"SHARE_ACCOUNTS": said})) is shares


@pytest.mark.parametrize("said", ["n", "none", "falso", "nunca", "y no", "2", " "])
def test_what_is_neither_yes_nor_no_cannot_be_used(said: str) -> None:
    with pytest.raises(SettingUnusable):
        shares_accounts(Settings({"SHARE_ACCOUNTS": said}))


async def test_where_only_the_ledgers_volume_can_be_written_its_programs_see_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(no_folder))
    told: Told = []
    several = []
    for name in ("ferias", "otonos"):
        store = open_ledger(f"sqlite:///{tmp_path}/data/{name}.sqlite", name, Kind.SANDBOX)
        at = ground(tmp_path / name, store, name, Kind.SANDBOX, Settings({}))
        several.append(publisher(name, ACCOUNTS, told, at))
        await store.close()
    assert [one.at(BOTH) for one in several] == [[], ["telegram", "bluesky"]]
    assert [sentence for sentence, _ in told] == ["run.elsewhere", "run.elsewhere"]
    several[0].free()


def test_what_cannot_be_written_forbids_nothing_and_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    told: Told = []
    blind = publisher("ferias", ACCOUNTS, told, no_folder)
    assert not blind.at(BOTH)
    assert not blind.at(BOTH)
    assert told == [("run.elsewhere-unseen", {"where": no_folder})]
    assert not caplog.records
