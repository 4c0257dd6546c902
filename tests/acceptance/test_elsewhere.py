"""Commands that are given in another folder than the campaign's, and how they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = [
    ("check",),
    ("plan",),
    ("status",),
    ("rehearse",),
    ("sandbox",),
    ("run", "--sandbox"),
    ("load", "--sandbox", "-y"),
    ("ask", "hola"),
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
def test_outside_a_campaign_it_says_so_and_does_nothing(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    here = tmp_path / "nada"
    here.mkdir()
    done = pregonero("--campaign", here, *order, at=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"En {here} no hay una campaña" in done.stderr
    assert "pregonero init" in done.stderr
    assert list(here.iterdir()) == []


def test_the_campaign_that_is_near_is_named(tmp_path: Path) -> None:
    assert pregonero("init", "mi ciclo", at=tmp_path).returncode == 0
    folder = tmp_path / "mi ciclo"
    for elsewhere in (tmp_path, folder / "posts" / "texts"):
        told = pregonero("--campaign", elsewhere, "check", at=tmp_path).stderr
        assert f"cd '{folder}'" in told
    (tmp_path / "otro" / "posts").mkdir(parents=True)
    (tmp_path / "otro" / "posts" / "campaign.yaml").write_text("")
    told = pregonero("check", at=tmp_path).stderr
    assert "--campaign CARPETA" in told


def test_a_question_and_its_mistake_are_in_one_language(tmp_path: Path) -> None:
    pregonero("init", "ciclo", at=tmp_path)
    wrong = pregonero("hold", "--all", "--lang", "en", at=tmp_path / "ciclo").stderr
    assert "Usage: pregonero hold" in wrong
    assert "The reason after --all is missing" in wrong
