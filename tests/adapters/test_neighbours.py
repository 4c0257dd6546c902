"""Campaigns of one computer whose settings name the same account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.store.tenure import Holder
from campaign.wiring.neighbours import Neighbours

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ACCOUNTS = {
    "TELEGRAM_TOKEN": "1:one",
    "TELEGRAM_CHANNEL": "@ferias",
    "BLUESKY_HANDLE": "ferias.example",
    "BLUESKY_PASSWORD": "aaaa-bbbb-cccc-dddd",
}
BOTH = ("telegram", "bluesky")


def publisher(
    name: str, settings: dict[str, str], told: list[tuple[str, dict[str, Any]]], folder: str = ""
) -> Neighbours:
    """Return what the publisher of a campaign knows of the others."""

    def say(sentence: str, **params: Any) -> None:
        told.append((sentence, params))

    return Neighbours(Holder(f"{name}.sqlite", name, f"/{name}", 7), folder or name, settings, say)


def test_a_second_campaign_leaves_an_account_to_the_first_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told: list[tuple[str, dict[str, Any]]] = []
    first = publisher("ferias", ACCOUNTS, told)
    assert not first.at(BOTH)
    assert not first.at(BOTH)
    theirs = {**ACCOUNTS, "TELEGRAM_TOKEN": "2:two", "BLUESKY_HANDLE": "otra.example"}
    theirs["BLUESKY_PASSWORD"] = "eeee-ffff-gggg-hhhh"
    second = publisher("otonos", theirs, told)
    assert second.at(BOTH) == second.at(BOTH) == ["telegram"]
    named = {"channels": ("telegram",), "name": "ferias", "folder": "/ferias", "process": 7}
    assert told == [("run.elsewhere", named)]
    first.free()
    assert not second.at(BOTH)
    assert first.at(BOTH) == ["telegram"]
    first.free()
    second.free()


def test_who_shares_an_account_on_purpose_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told: list[tuple[str, dict[str, Any]]] = []
    first = publisher("ferias", ACCOUNTS, told)
    assert not first.at(BOTH)
    shared = publisher("otonos", {**ACCOUNTS, "SHARE_ACCOUNTS": "yes"}, told)
    assert not shared.at(BOTH)
    same_folder = publisher("otonos", {**ACCOUNTS, "SHARE_ACCOUNTS": "yes"}, told, "ferias")
    assert same_folder.at(BOTH) == BOTH
    assert [sentence for sentence, _ in told] == ["run.elsewhere-folder"]
    first.free()
    shared.free()


def test_what_cannot_be_written_forbids_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(no_folder))
    assert not publisher("ferias", ACCOUNTS, []).at(BOTH)
