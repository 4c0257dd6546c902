"""Campaigns of other people, in other places, for the readers of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.core.folder import Folder, Known
from campaign.sources import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.problems import Problem

KNOWN = Known(
    {"x": "x", "twitter": "x", "telegram": "telegram", "mastodon": "mastodon"},
    frozenset({"announcement", "quote", "live"}),
    ("de", "en", "es"),
)

BERLIN = {
    "posts/campaign.yaml": """\
format: 1
name: open-stacks
title: Open Stacks
zone: Europe/Berlin
languages: [en, de]
organisers: [Stadtbibliothek]
hashtags: ["#OpenStacks", Libraries]
channels: [Mastodon, telegram]
team:
  - {role: editor, name: Ada, telegram: 6123456789}
approval: {default: anybody, keynote: editor}
quiet_hours: 23:00-07:30
max_per_day: 4
x_budget: 2.50
""",
    "posts/programme.yaml": """\
where: the reading room's stream
audience: Librarians
panels:
  - id: opening
    title: "Catalogues: who owns them?"
    start: 2024-10-08 18:30
    minutes: 90
    speakers:
      - {name: Grace Bell, role: Archivist, organisation: City Archive}
      - {id: guest, name: Secret Guest, status: invited}
partners:
  - {id: senate, name: Senate Department, tier: sponsors}
  - {id: library, name: City Library, tier: organises, url: "https://library.example"}
links:
  signup: https://library.example/come
  map:
quotes:
  - {id: shelves, text: “A shelf is a promise.”, emphasis: a promise, source: Grace Bell}
""",
    "posts/calendar.yaml": """\
- post: keynote
  for: panels
  when: start - 7d 10:00
  channels: all
  text: keynote
  card: announcement
  expires: start
- post: hello
  when: 2024-09-30 09:00
  channels: mastodon
  text: Hello from the stacks
  repeat: yes
""",
    "posts/texts/keynote.md": "{{ panel.title }}: {{ panel.when }}\n",
}


@pytest.fixture
def berlin() -> dict[str, str]:
    """Return the files of a small English campaign that has nothing wrong."""
    return dict(BERLIN)


@pytest.fixture
def reading() -> Callable[[Mapping[str, str | bytes]], Folder]:
    """Return a function that reads a folder given as texts."""

    def read_texts(files: Mapping[str, str | bytes]) -> Folder:
        tree = {path: c.encode() if isinstance(c, str) else c for path, c in files.items()}
        return read(tree, KNOWN)

    return read_texts


@pytest.fixture
def told() -> Callable[[Folder], list[tuple[str, str]]]:
    """Return a function that tells the problems of a folder: code and place."""

    def codes(folder: Folder) -> list[tuple[str, str]]:
        return [_pair(problem) for problem in folder.problems]

    return codes


def _pair(problem: Problem) -> tuple[str, str]:
    return problem.code.value, str(problem.place)
