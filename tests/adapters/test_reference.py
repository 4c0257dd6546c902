"""The reference says what the code does, all of it, and in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import pytest

from campaign.cli.helping import explained
from campaign.cli.program import COMMANDS, NAME, program
from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move
from campaign.core.problems import Code
from campaign.languages import Catalogue, available
from campaign.settings import PREFIX, SETTINGS
from campaign.sources.fields import SHAPES
from scripts.reference.__main__ import LANGUAGE, ROOT, stale
from scripts.reference.pages import LISTINGS, PAGES
from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_no_page_is_stale() -> None:
    """Mend it with ``make reference``."""
    assert [str(path.relative_to(ROOT)) for path in stale()] == []


def test_a_page_that_says_something_else_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.reference.__main__.ROOT", tmp_path)
    assert len(stale()) == len(PAGES)
    for place, make in PAGES.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(make(Catalogue(LANGUAGE)), encoding="utf-8")
    assert stale() == {}
    (tmp_path / "docs/reference/states.md").write_text("edited by hand")
    assert [path.name for path in stale()] == ["states.md"]


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    context = click.Context(program)
    yield from ((NAME, one) for one in program.params)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        shown = (one for one in command.params if not getattr(one, "hidden", False))
        yield from ((name, one) for one in shown)


@pytest.mark.parametrize("language", available())
def test_every_command_argument_and_option_is_explained(language: str) -> None:
    phrases = Catalogue(language)
    for command, one in parameters():
        kind = "options" if isinstance(one, click.Option) else "arguments"
        assert explained(phrases, kind, command, one.name or "")
    assert set(phrases.table("cli.help")) == {NAME, *COMMANDS}


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("kind", ["options", "arguments"])
def test_nothing_is_explained_that_does_not_exist(language: str, kind: str) -> None:
    wanted = click.Option if kind == "options" else click.Argument
    known = {(command, one.name) for command, one in parameters() if isinstance(one, wanted)}
    for command, told in Catalogue(language).table(f"cli.{kind}").items():
        names = {n for c, n in known if command in {c, "all"}} | {"help"}
        assert set(told) - names == set(), command


@pytest.mark.parametrize("language", available())
def test_settings_states_moves_and_shapes_are_explained(language: str) -> None:
    phrases = Catalogue(language)
    assert list(phrases.table("settings")) == [setting.name for setting in SETTINGS]
    assert list(phrases.table("reference.state")) == [state.value for state in State]
    assert set(phrases.table("reference.move")) == {move.value for move in Move}
    assert set(phrases.table("reference.shapes")) == set(SHAPES)


@pytest.mark.parametrize("language", available())
def test_every_page_can_be_written_in_every_language(language: str) -> None:
    for place, make in PAGES.items():
        assert make(Catalogue(language)).count("\n") > 20, place


def test_the_pages_name_everything() -> None:
    pages = {name: (ROOT / name).read_text("utf-8") for name in PAGES}
    for code in Code:
        assert f"| `{code.value}` |" in pages["docs/reference/check-codes.md"]
    for setting in SETTINGS:
        assert f"`{PREFIX}{setting.name}`" in pages["docs/reference/settings.md"]
    for shape in SHAPES.values():
        for one in shape.fields:
            assert f"| `{one.name}` |" in pages["docs/reference/fields.md"]
    for command in COMMANDS:
        assert f"\n## {command}\n" in pages["docs/reference/commands.md"]


def test_the_drawing_has_every_move_between_states() -> None:
    drawing = (ROOT / "docs/explanation/life-of-a-delivery.md").read_text("utf-8")
    for (before, move), after in MOVES.items():
        if before is not after:
            said = Catalogue(LANGUAGE).text(f"reference.move.{move}")
            (line,) = [x for x in drawing.splitlines() if f" {before} --> {after}:" in x]
            assert said in line


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the commands really list, for a campaign that is loaded and rehearsed."""
    at = tmp_path_factory.mktemp("listings")
    pregonero("init", "new", at=at)
    folder = at / "new"
    said = {"plan": listed("plan", at=folder), "doctor": listed("doctor", at=folder)}
    said["report"] = listed("rehearse", at=folder)
    said["ask"] = listed_line("ask", "¿cuánto cuesta?", at=folder)
    pregonero("load", "--yes", at=folder)
    said["status"] = listed("status", at=folder)
    said["show"] = listed("show", "opening/x/1", at=folder)
    said["retention"] = listed("retention", "--dry-run", at=folder)
    (folder / "posts/programme.yaml").unlink()
    said["check"] = listed("check", at=folder)
    return said


def listed_line(*arguments: str, at: Path) -> Any:
    import json  # noqa: PLC0415 -- one object a line, without --format

    return json.loads(pregonero(*arguments, at=at).stdout)


def test_listings_have_the_fields_that_are_documented(told: dict[str, Any]) -> None:
    deliveries = list(documented("deliveries"))
    found = {
        "check": list(told["check"][0]),
        "plan": list(told["plan"]),
        "plan-deliveries": list(told["plan"]["deliveries"][0]),
        "status": list(told["status"]),
        "deliveries": list(told["status"]["deliveries"][0]),
        "show": [name for name in told["show"] if name not in deliveries],
        "history": list(told["show"]["history"][0]),
        "report": list(told["report"]),
        "report-deliveries": [
            name for name in told["report"]["deliveries"][0] if name not in deliveries
        ],
        "doctor": list(told["doctor"][0]),
        "retention": list(told["retention"][0]),
        "ask": list(told["ask"]),
    }
    assert found == {name: documented(name) for name in LISTINGS}


def documented(name: str) -> list[str]:
    return list(Catalogue(LANGUAGE).table(f"reference.json.{name}"))
