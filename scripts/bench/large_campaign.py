"""A campaign folder of any size, for measuring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANNELS = ("x", "telegram")
ENTRIES_FOR_PANELS = 40
"""Entries that expand over all panels: four fifths of the deliveries."""

FIRST = datetime(2031, 1, 1, 9)  # noqa: DTZ001 -- a local time, as it is typed

_CAMPAIGN = """\
format: 1
name: large
title: Un ciclo grande
zone: America/Santiago
languages: [es]
channels: [x, telegram]
closest: 0
"""


def write(folder: Path, deliveries: int) -> None:
    """Write a campaign of so many deliveries, a multiple of 1,000."""
    (folder / "posts" / "texts").mkdir(parents=True)
    panels = deliveries * 4 // 5 // ENTRIES_FOR_PANELS // len(CHANNELS)
    dated = deliveries // 5 // len(CHANNELS)
    posts = folder / "posts"
    (posts / "campaign.yaml").write_text(_CAMPAIGN, encoding="utf-8")
    (posts / "programme.yaml").write_text("\n".join(_programme(panels)), encoding="utf-8")
    (posts / "calendar.yaml").write_text("\n".join(_calendar(dated)), encoding="utf-8")
    for number in range(ENTRIES_FOR_PANELS):
        text = f"Aviso {number}: «{{{{ panel.title }}}}», {{{{ panel.when }}}}.\n"
        (posts / "texts" / f"notice-{number}.md").write_text(text, encoding="utf-8")


def _programme(panels: int) -> Iterator[str]:
    yield "panels:"
    for number in range(1, panels + 1):
        start = FIRST + timedelta(days=60 + number, hours=number % 9)
        yield f"  - id: panel-{number}"
        yield f"    title: Conversación {number} sobre datos abiertos y ciudades"
        yield f"    start: {start:%Y-%m-%d %H:%M}"


def _calendar(dated: int) -> Iterator[str]:
    for number in range(ENTRIES_FOR_PANELS):
        yield f"- post: notice-{number}"
        yield "  for: panels"
        yield f"  when: start - {number + 1}d {9 + number % 11:02}:{number * 7 % 60:02}"
        yield f"  channels: [{', '.join(CHANNELS)}]"
        yield f"  text: notice-{number}"
        yield f"  expires: start - {number}d 23:59"
    for number in range(dated):
        moment = FIRST + timedelta(hours=number)
        yield f"- post: daily-{number}"
        yield f"  when: {moment:%Y-%m-%d %H:%M}"
        yield f"  channels: [{', '.join(CHANNELS)}]"
        yield f"  text: Dato número {number} de la serie, contado en dos líneas."
