"""How commands show things: aligned tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.languages import Catalogue

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
"""The option that every command which lists has."""


def as_json(data: Any) -> None:
    """Write ``data`` as JSON, the only thing on standard output; indented for a terminal.

    Python indents five times slower than it writes, which counts for 10,000 deliveries.
    """
    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(data, ensure_ascii=False, indent=indent))


def agreed(question: str, phrases: Catalogue) -> bool:
    """Ask and tell whether the answer was yes; anything else is no."""
    asked = f"{question} [{phrases.text('cli.yes-or-no')}]"
    answer: str = click.prompt(asked, default="", show_default=False, prompt_suffix=" ")
    return answer.strip().casefold() in phrases.words("cli.yes")


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows in columns as wide as their content."""
    if not rows:
        return
    widths = [max(_width(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    click.echo(click.style(_line(headers, widths), bold=True))
    for row in rows:
        click.echo(_line(row, widths))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in pairs).rstrip()


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(unicodedata.combining(letter) > 0 for letter in text)
    return len(text) + wide - marks


def clipped(text: str, width: int) -> str:
    """Return one line of at most ``width`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"
