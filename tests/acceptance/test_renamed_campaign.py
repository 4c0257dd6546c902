"""A folder that is called otherwise after it was loaded: nothing begins anew unasked."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.wiring.sandboxes import stop_sandbox
from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "posts/campaign.yaml"
PLACES = ((), ("--sandbox",))


@pytest.fixture(autouse=True)
def _no_networks_left(tmp_path: Path) -> Iterator[None]:
    """Stop the emulated networks that a command started."""
    yield
    stop_sandbox(tmp_path / "ferias")


def begun(at: Path, *place: str) -> Path:
    """Make a campaign folder, load it and hold one of its posts."""
    assert pregonero("init", "ferias", at=at).returncode == 0
    for order in (("load", "-y"), ("hold", "announcement")):
        done = pregonero("--campaign", "ferias", *order, *place, at=at)
        assert done.returncode == 0, done.stderr
    return at / "ferias"


def call(folder: Path, name: str) -> None:
    """Write another name into the campaign's file."""
    file = folder / NAME
    words = re.sub(r"(?m)^name: .*$", f"name: {name}", file.read_text(encoding="utf-8"))
    file.write_text(words, encoding="utf-8")


def change(ledger: Path, statement: str, *values: str | None) -> list[tuple[str, str | None]]:
    """Do something in a ledger's file and return what it gives."""
    with closing(sqlite3.connect(ledger)) as there, there:
        return there.execute(statement, values).fetchall()


def homes(at: Path) -> list[tuple[Path, str, str | None]]:
    """Return every loaded campaign under a folder: its ledger, its name, where it lives."""
    ledgers = sorted(at.rglob("*.sqlite"))
    rows = "SELECT name, home FROM campaign ORDER BY id"
    return [(ledger, *row) for ledger in ledgers for row in change(ledger, rows)]


@pytest.mark.parametrize("place", PLACES)
def test_a_renamed_campaign_is_refused_with_what_stands_under_the_old_name(
    tmp_path: Path, place: tuple[str, ...]
) -> None:
    folder = begun(tmp_path, *place)
    call(folder, "otonos")
    for order in (("load", "-y"), ("run",), ("hold", "--all", "duelo"), ("resume",)):
        refused = pregonero("--campaign", folder, *order, *place, at=tmp_path)
        assert (order, refused.returncode) == (order, 1), refused.stdout
        assert "es «ferias» (" in refused.stderr
        assert "retenida" in refused.stderr
        assert f"`pregonero load --another{' --sandbox' if place else ''}`" in refused.stderr
    looked = pregonero("--campaign", folder, "plan", *place, at=tmp_path)
    assert "es «ferias» (" in looked.stderr
    call(folder, "ferias")
    again = pregonero("--campaign", folder, "load", "-y", *place, at=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")


def test_check_says_it_with_its_place(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    call(folder, "otonos")
    found = listed("--campaign", folder, "check", at=tmp_path)
    told = [p for p in found if p["code"] == "campaign-renamed"]
    assert [(p["severity"], p["file"]) for p in told] == [("error", NAME)]
    line = (folder / NAME).read_text(encoding="utf-8").splitlines()[told[0]["line"] - 1]
    assert line == "name: otonos"


@pytest.mark.parametrize("place", PLACES)
def test_a_campaign_that_really_is_another_one_takes_the_folder(
    tmp_path: Path, place: tuple[str, ...]
) -> None:
    folder = begun(tmp_path, *place)
    call(folder, "otonos")
    taken = pregonero("--campaign", folder, "load", "-y", "--another", *place, at=tmp_path)
    assert taken.returncode == 0, taken.stderr
    again = pregonero("--campaign", folder, "load", "-y", *place, at=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    call(folder, "ferias")
    back = pregonero("--campaign", folder, "load", "-y", *place, at=tmp_path)
    assert back.returncode == 1
    assert "es «otonos» (" in back.stderr


@pytest.mark.parametrize("place", PLACES)
def test_a_load_that_was_killed_between_two_homes_is_ended_by_the_next_one(
    tmp_path: Path, place: tuple[str, ...]
) -> None:
    folder = begun(tmp_path, *place)
    before = homes(tmp_path)
    call(folder, "otonos")
    taken = pregonero("--campaign", folder, "load", "-y", "--another", *place, at=tmp_path)
    assert taken.returncode == 0, taken.stderr
    moved = homes(tmp_path)
    assert [home for _, _, home in moved].count(str(folder)) == 1
    for ledger, name, home in before:
        change(ledger, "UPDATE campaign SET home = ? WHERE name = ?", home, name)
    assert [home for _, _, home in homes(tmp_path)].count(str(folder)) == 2
    again = pregonero("--campaign", folder, "load", "-y", *place, at=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert homes(tmp_path) == moved
    for name in ("ferias", "tercera"):
        call(folder, name)
        refused = pregonero("--campaign", folder, "load", "-y", *place, at=tmp_path)
        assert (name, refused.returncode) == (name, 1)
        assert "es «otonos» (" in refused.stderr


def test_a_copy_with_a_name_of_its_own_is_loaded_like_any_other(tmp_path: Path) -> None:
    begun(tmp_path)
    assert pregonero("init", "copia", "--from", "ferias", at=tmp_path).returncode == 0
    loaded = pregonero("--campaign", "copia", "load", "-y", at=tmp_path)
    assert "ferias" not in loaded.stderr
