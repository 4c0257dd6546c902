"""A layout is a module that draws it and an entry that says what is known about it."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import campaign
from campaign.cards import LAYOUTS
from campaign.core.fact_values import PANEL_FACTS
from campaign.core.layouts import KNOWN, OF_POSTS, OF_SHEETS, layout_of
from campaign.languages import Catalogue
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(campaign.__file__).parent
KNOWN_IN = ROOT / "core" / "layouts.py"


def test_every_module_has_its_entry_and_every_entry_its_module() -> None:
    assert LAYOUTS == KNOWN


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_module_says_for_which_sizes_it_composes(name: str) -> None:
    assert import_module(f"campaign.cards.layouts.{name.replace('-', '_')}").SIZES


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_layout_has_its_words(name: str, language: str) -> None:
    catalogue = Catalogue(language)
    layout = layout_of(name)
    wanted = [f"cards.alt.{name}", *filter(None, (layout.kicker, layout.figure))]

    assert [key for key in wanted if not catalogue.has(key)] == []
    called = words().write(language, "layouts", name)
    assert words().tables["layouts"][plain(called)] == name


def test_posts_and_sheets_have_layouts_that_are_known() -> None:
    assert OF_POSTS < KNOWN
    assert OF_SHEETS < KNOWN


def test_of_a_name_that_is_none_all_is_shown() -> None:
    assert layout_of("poster").shows == layout_of("speaker").shows
    assert layout_of(None).name == ""


def test_nothing_is_known_about_a_layout_anywhere_else() -> None:
    astray = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted(ROOT.rglob("*.py"))
        if file != KNOWN_IN
        for line in named_in(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert astray == []


def named_in(module: ast.Module) -> Iterator[int]:
    """Yield the lines that compare a layout with a name, or gather names of layouts."""
    for node in ast.walk(module):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            asked = any(isinstance(one, ast.Name | ast.Attribute) and says(one) for one in sides)
            if asked and any(map(is_layout, sides)):
                yield node.lineno
        gathered = node.elts if isinstance(node, ast.Set) else ()
        gathered = node.keys if isinstance(node, ast.Dict) else gathered
        if len(gathered) > 1 and all(map(is_layout, gathered)) and not facts(gathered):
            yield node.lineno


def says(node: ast.Name | ast.Attribute) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr
    return name in {"layout", "card"}


def facts(nodes: Iterable[ast.AST | None]) -> bool:
    """Tell whether these are facts of a panel, of which some are called as layouts are."""
    return {node.value for node in nodes if isinstance(node, ast.Constant)} <= set(PANEL_FACTS)


def is_layout(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in LAYOUTS
