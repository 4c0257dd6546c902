"""The words in a new folder that are there to be replaced, as its files mark them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.core.folding import folded
from campaign.core.problems import Code
from campaign.sources.yamldoc import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.sources.findings import Findings
    from campaign.sources.yamldoc import Node

MARKED: Final = re.compile(r"@<((?:@number@|[^@\n])+)>@")


def note_placeholders(node: Node | None, findings: Findings) -> tuple[str, ...]:
    """Note a warning at every value of a file that still is the template's; return those."""
    found: dict[str, None] = {}
    for scalar in _scalars(node):
        text = (scalar.text or "").strip()
        if text and _known().fullmatch(folded(text.lstrip("#"))):
            findings.warning(Code.PLACEHOLDER, scalar.line, value=text)
            found[text] = None
    return tuple(found)


@cache
def _known() -> re.Pattern[str]:
    """Return what matches any placeholder of any language, folded."""
    folder = Path(__file__).parent
    marks = {
        mark[1]
        for file in sorted(folder.rglob("*.yaml"))
        for mark in MARKED.finditer(file.read_text(encoding="utf-8"))
    }
    options = (re.escape(folded(mark)).replace("@number@", r"\d+") for mark in sorted(marks))
    return re.compile("|".join(options))


def _scalars(node: Node | None) -> Iterator[Scalar]:
    """Yield the values of a tree in its order, an aliased one each time."""
    todo = [] if node is None else [node]
    while todo:
        one = todo.pop()
        if isinstance(one, Scalar):
            yield one
        else:
            todo.extend(reversed(one.nodes))
