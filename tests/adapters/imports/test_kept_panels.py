"""What the team wrote about a panel outlives another import of it."""

from __future__ import annotations

import yaml

from campaign.sources.imports.kept_panels import Replaced, with_panels

IMPORTED = """\
# Imported

panels:

  - id: one
    title: One
    # Hall A · talk
    start: 2027-03-10 16:30
    minutes:  # missing
    speakers:
      - id: one-ana
        name: Ana
      - id: one-luis
        name: Luis

  - id: two
    title: Two
    start:  # missing
    minutes: 60
    speakers:
      - id: two-eva
        name: Eva
"""
FORMER = """\
panels:
- id: one
  title: One
  # Hall B · talk
  # Ask Ana for her slides.
  start: 2027-03-10 16:00
  minutes: 45
  stream: https://live.example/one
  summary: >-
    First line

    and more
  speakers:
    - id: one-ana
      name: Ana
      role: Historian   # checked
      photo: ana.jpg
    - {id: one-luis, name: Luis}
  # the end of one
- id: two
  title: Second
  speakers: 3
  recording:
- id: gone
  title: Gone
links:
  signup: https://sign.example
"""


def read(text: str) -> dict[str, dict[str, object]]:
    said = yaml.load(text, yaml.BaseLoader)  # noqa: S506
    return {panel["id"]: panel for panel in said["panels"]}


def test_what_the_import_leaves_open_stays_as_the_team_wrote_it() -> None:
    text, replaced = with_panels("p.yaml", IMPORTED, FORMER.encode())
    now, before = read(text), read(FORMER)
    for name in ("stream", "summary", "speakers", "minutes"):
        assert now["one"][name] == before["one"][name]
    assert now["one"]["start"] == "2027-03-10 16:30"
    assert now["two"] == read(IMPORTED)["two"]
    assert "# Ask Ana for her slides." in text
    assert "# the end of one" in text
    assert "role: Historian   # checked" in text
    assert "Hall B" not in text
    assert set(replaced) == {
        Replaced("gone"),
        Replaced("one", ("start",)),
        Replaced("two", ("title", "speakers")),
    }


def test_importing_again_changes_nothing_more() -> None:
    once, _ = with_panels("p.yaml", IMPORTED, FORMER.encode())
    again, replaced = with_panels("p.yaml", IMPORTED, once.encode())
    assert read(again) == read(once)
    assert again.count("# Ask Ana") == 1
    assert replaced == ()


def test_a_panel_on_one_line_is_named_where_it_cannot_be_kept() -> None:
    former = b"panels: [{id: one, title: One, stream: 'https://live.example/one'}]\n"
    text, replaced = with_panels("p.yaml", IMPORTED, former)
    assert read(text) == read(IMPORTED)
    assert replaced == (Replaced("one", ("stream",)),)


def test_of_a_programme_that_cannot_be_read_nothing_is_taken() -> None:
    assert with_panels("p.yaml", IMPORTED, b"panels: [") == (IMPORTED, ())
    for nothing in (b"", b"panels: []\n", b"panels:\n", b"panels: {id: one}\n"):
        assert with_panels("p.yaml", IMPORTED, nothing) == (IMPORTED, ())
