"""The table of faults in the documentation names, for each, tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "never-twice.md"
ROW = re.compile(r"^\|(?P<fault>[^|]+)\|(?P<answer>[^|]+)\|(?P<tests>[^|]+)\|$", re.MULTILINE)
NAMED = re.compile(r"`(\w+\.py)::(test_\w+)`")
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)\(", re.MULTILINE)


def rows() -> dict[str, list[tuple[str, str]]]:
    """Return the tests that the page names for each fault: file, test."""
    chapter = PAGE.read_text(encoding="utf-8").partition("## Fault by fault")[2].partition("\n## ")
    found = {m["fault"].strip(): NAMED.findall(m["tests"]) for m in ROW.finditer(chapter[0])}
    return {fault: tests for fault, tests in found.items() if fault not in {"fault", "---"}}


def defined_in(name: str) -> set[str]:
    """Return the tests of all files with that name."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(name)]
    return {test for text in texts for test in DEFINED.findall(text)}


def test_every_fault_has_a_test_and_every_test_is_there() -> None:
    table = rows()
    assert len(table) > 20
    assert [fault for fault, tests in table.items() if not tests] == []
    missing = [
        f"{file}::{test}"
        for tests in table.values()
        for file, test in tests
        if test not in defined_in(file)
    ]
    assert missing == []
