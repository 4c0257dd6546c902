"""An import replaces the panels of a programme; the rest of it is the team's."""

from __future__ import annotations

import pytest
import yaml

from campaign.sources.imports.kept import with_the_rest

IMPORTED = "# Imported\n\npanels:\n  - id: one\n    title: One\n"
FORMER = """\
# Our programme.

# Where one watches.
where: the reading room
audience: >-
  Everybody

  who reads
panels:
# the first
- id: old
  title: "where: nowhere"
# Who is behind it.
partners:
  - {id: library, name: City Library, tier: organises}

links: {signup: "https://library.example"}
# the end
"""


def test_everything_besides_the_panels_stays_with_its_comments() -> None:
    text, names = with_the_rest("programme.yaml", IMPORTED, FORMER.encode())
    assert names == ("where", "audience", "partners", "links")
    said, before = (yaml.load(one, yaml.BaseLoader) for one in (text, FORMER))  # noqa: S506
    assert [panel["id"] for panel in said["panels"]] == ["one"]
    assert {name: said[name] for name in names} == {name: before[name] for name in names}
    assert "# Where one watches.\nwhere:" in text
    assert "# Who is behind it.\npartners:" in text
    assert "nowhere" not in text


@pytest.mark.parametrize("former", ["", "# nothing\n", "where: [\n", "- a\n", "{where: here}\n"])
def test_what_cannot_be_taken_over_changes_nothing(former: str) -> None:
    assert with_the_rest("p.yaml", IMPORTED, former.encode()) == (IMPORTED, ())


def test_importing_twice_keeps_them_once() -> None:
    once, names = with_the_rest("p.yaml", IMPORTED, FORMER.encode())
    assert with_the_rest("p.yaml", IMPORTED, once.encode()) == (once, names)
