"""A card of a sheet is drawn again after an update of anything that draws: nothing is left out."""

from __future__ import annotations

import ast
import sys
from importlib import metadata
from pathlib import Path

import campaign
from campaign.wiring.card_journal import CORE, PACKAGES, drawing_files

HOME = Path(campaign.__file__).parent


def imported() -> set[str]:
    """Return the modules that the code of the cards imports, each with all its dots."""
    found: set[str] = set()
    for file in (HOME / "cards").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.update({node.module} | {f"{node.module}.{one.name}" for one in node.names})
    return found


def test_every_core_module_that_cards_import_counts() -> None:
    modules = {file.stem for file in (HOME / "core").glob("*.py")}
    taken = {name.split(".")[2] for name in imported() if name.startswith("campaign.core.")}
    assert taken & modules == set(CORE)


def test_the_version_of_every_package_that_cards_import_counts() -> None:
    tops = {name.partition(".")[0] for name in imported()} - sys.stdlib_module_names - {"campaign"}
    known = metadata.packages_distributions()
    assert {name.lower() for top in tops for name in known[top]} == set(PACKAGES)


def test_every_font_and_the_emoji_count() -> None:
    named = {name for name, _ in drawing_files()}
    assert "cards/fonts/emoji.zip" in named
    fonts = {f"cards/fonts/{file.name}" for file in (HOME / "cards" / "fonts").glob("*.?tf")}
    assert len(fonts) == 8
    assert fonts <= named
    assert {"core/colours.py", "core/letters.py", "cards/layouts/score.py"} <= named
