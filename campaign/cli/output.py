"""How commands show things: lines of the screen's width for people, JSON for programs."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from campaign.core.errors import NobodyAnswers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.languages import Catalogue

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
"""The option that every command which lists has."""

MOST_NAMED = 8
"""How many names of files are listed."""


def as_json(data: Any) -> None:
    """Write ``data`` as JSON, the only thing on standard output; indented for a terminal.

    Python indents five times slower than it writes, which counts for 10,000 deliveries.
    """
    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(data, ensure_ascii=False, indent=indent))


def agreed(question: str, phrases: Catalogue) -> bool:
    """Ask and tell whether the answer was yes; anything else is no.

    Raises:
        NobodyAnswers: where there is nobody to ask, in a script or a closed terminal.
    """
    asked = f"{question} [{phrases.text('cli.yes-or-no')}]"
    try:
        answer: str = click.prompt(asked, default="", show_default=False, prompt_suffix=" ")
    except click.Abort as left:
        if isinstance(left.__context__, EOFError):  # and not Ctrl-C
            click.echo("", err=True)
            raise NobodyAnswers from left
        raise
    return answer.strip().casefold() in phrases.words("cli.yes")


def screen_width() -> int:
    """Return the columns to write in: the terminal's, or 80 where there is none."""
    return max(40, min(120, shutil.get_terminal_size((80, 24)).columns))


def flowed(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Return ``text`` in lines of at most ``width``, all indented, those after the first further.

    What is longer than a line by itself (an address) stays whole.
    """
    first, rest = " " * indent, " " * (indent + hang)
    if indent + len(text) <= width and "\n" not in text:
        return [first + text]  # nearly all: textwrap takes thirty times as long
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def spoken(text: str, *, err: bool = False) -> None:
    """Write sentences for people, as :func:`folded`."""
    click.echo(folded(text, err=err), err=err)


def folded(text: str, hang: int = 2, *, err: bool = False) -> str:
    """Return sentences in lines of the screen's width where there is a screen, in whole ones for a
    file or another program. A line that is set in stays set in.
    """
    stream = sys.stderr if err else sys.stdout
    if "COLUMNS" not in os.environ and not stream.isatty():
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        words = line.lstrip(" ")
        lines += flowed(words, screen_width(), len(line) - len(words), hang) or [""]
    return "\n".join(lines)


def show_lines(lines: Sequence[str]) -> None:
    """Write lines at once: a call for each takes longer than making them."""
    click.echo("\n".join(lines))


def clipped(text: str, width: int) -> str:
    """Return one line of at most ``width`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def listed(phrases: Catalogue, names: Sequence[str]) -> str:
    """Return the first of these names, and how many more there are."""
    more = len(names) - MOST_NAMED
    rest = phrases.text("cli.more-names", n=more) if more > 0 else ""
    return ", ".join(names[:MOST_NAMED]) + rest
