"""Where a backup may be put, and what is said where there is nothing to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a new campaign folder; nothing is loaded."""
    assert pregonero("init", "feria", at=tmp_path).returncode == 0
    return tmp_path / "feria"


@pytest.mark.parametrize("place", [(), ("--sandbox",)])
def test_before_anything_is_loaded_it_says_so(folder: Path, place: tuple[str, ...]) -> None:
    done = pregonero("backup", "copia.bak", *place, at=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Todavía no hay nada cargado" in done.stderr
    assert not (folder / "copia.bak").exists()


def test_a_ledger_that_was_only_looked_at_holds_nothing_to_copy(folder: Path) -> None:
    assert pregonero("status", "--sandbox", at=folder).returncode == 0
    assert [*folder.rglob("*.sqlite*"), *folder.rglob("*.db*")], "there is a ledger"
    done = pregonero("backup", "copia.bak", "--sandbox", at=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Todavía no hay nada cargado" in done.stderr
    assert not (folder / "copia.bak").exists()


@pytest.mark.parametrize("target", ["disco/copia.bak", "/media/no-hay/ferias/copia.bak"])
def test_a_folder_that_is_not_there_is_not_made(folder: Path, target: str) -> None:
    assert pregonero("load", "-y", "--sandbox", at=folder).returncode == 0
    done = pregonero("backup", target, "--sandbox", at=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert str((folder / target).parent) in done.stderr
    assert not (folder / target).parent.exists()
    (folder / "disco").mkdir()
    assert pregonero("backup", "disco/copia.bak", "--sandbox", at=folder).returncode == 0


@pytest.mark.parametrize("name", ["zA", "a" * 300, "feria de abril", "[a, b]"])
def test_a_name_that_will_not_do_is_told_with_its_line(folder: Path, name: str) -> None:
    file = folder / "posts/campaign.yaml"
    words = file.read_text(encoding="utf-8")
    file.write_text(words.replace("name: feria\n", f"name: {name}\n"), encoding="utf-8")
    line = words[: words.index("name: feria\n")].count("\n") + 1
    for order in (("load", "--sandbox", "-y"), ("status",)):
        done = pregonero(*order, at=folder)
        assert done.returncode == 1
        assert f"posts/campaign.yaml:{line}: " in done.stderr
        assert "no hay una campaña" not in done.stderr


def test_a_campaign_file_that_cannot_be_read_is_told_with_its_line(folder: Path) -> None:
    file = folder / "posts/campaign.yaml"
    file.write_text("format: 1\nname: feria\ntitle: 'abierto\n", encoding="utf-8")
    done = pregonero("load", "-y", at=folder)
    assert "posts/campaign.yaml:3: " in done.stderr
