"""Of several campaigns' settings each has its own and the common ones, and nothing of another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.settings import load

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {
    "PREGONERO_X_ACCESS_TOKEN": "common",
    "PREGONERO_MAX_PER_HOUR": "20",
    "PREGONERO_MI_CICLO__X_ACCESS_TOKEN": "mi-ciclo's",
    "PREGONERO_MI_CICLO__TELEGRAM_TOKEN": "1:mi-ciclo",
    "PREGONERO_MI__X_ACCESS_TOKEN": "mi's",
    "PREGONERO_2031_AGUA__MAX_PER_HOUR": "7",
    "PREGONERO_A__B__X_ACCESS_TOKEN": "a--b's",
}


def of(folder: Path, name: str, **more: str) -> dict[str, str]:
    said = load(folder, {**ENVIRONMENT, **more})
    assert said.are_of_several
    return dict(said.of(name).values)


def test_each_campaign_has_its_own_and_what_is_common(tmp_path: Path) -> None:
    common = {"X_ACCESS_TOKEN": "common", "MAX_PER_HOUR": "20"}
    assert of(tmp_path, "mi-ciclo") == {
        **common,
        "X_ACCESS_TOKEN": "mi-ciclo's",
        "TELEGRAM_TOKEN": "1:mi-ciclo",
    }
    assert of(tmp_path, "mi") == {**common, "X_ACCESS_TOKEN": "mi's"}
    assert of(tmp_path, "2031-agua") == {**common, "MAX_PER_HOUR": "7"}
    assert of(tmp_path, "a--b") == {**common, "X_ACCESS_TOKEN": "a--b's"}
    for other in ("a", "b", "ciclo", ""):
        assert of(tmp_path, other) == common


def test_the_secret_of_one_campaign_can_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("in a file\n", encoding="utf-8")
    more = {"PREGONERO_MI__X_ACCESS_TOKEN_FILE": "token"}
    assert of(tmp_path, "mi", **more)["X_ACCESS_TOKEN"] == "in a file"
    assert of(tmp_path, "mi-ciclo", **more)["X_ACCESS_TOKEN"] == "mi-ciclo's"


def test_without_any_nobody_asks_which_campaign_it_is(tmp_path: Path) -> None:
    assert not load(tmp_path, {"PREGONERO_X_ACCESS_TOKEN": "common"}).are_of_several
