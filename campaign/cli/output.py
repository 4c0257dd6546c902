"""How commands show things: lines of the screen's width for people, JSON for programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from campaign.core.errors import NobodyAnswers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.cli.records import Records
    from campaign.languages import Catalogue

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
"""The option that every command which lists has."""

_BEFORE_BRACKETS = re.compile(r"(?<=\S) (?=\(\w+\))")
_STAYS = "\0"
"""Stands for a blank where no line may end."""

MOST_NAMED = 8
"""How many names of files are listed."""


def as_json(data: Any) -> None:
    """Write ``data`` as JSON, the only thing on standard output; indented for a terminal.

    Python indents five times slower than it writes, which counts for 10,000 deliveries.
    """
    indent = 2 if sys.stdout.isatty() else None
    click.echo(json.dumps(data, ensure_ascii=False, indent=indent))


def agreed(question: str, phrases: Catalogue) -> bool:
    """Ask and tell whether the answer was yes; anything else is no, and what is neither is told.

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
    said = answer.strip().casefold()
    if said and said not in (*phrases.words("cli.yes"), *phrases.words("cli.no")):
        yes = phrases.words("cli.yes")[0]
        click.echo(phrases.text("cli.neither", said=answer.strip(), yes=yes), err=True)
    return said in phrases.words("cli.yes")


def screen_width() -> int:
    """Return the columns to write in: the terminal's, or 80 where there is none."""
    return max(40, min(120, shutil.get_terminal_size((80, 24)).columns))


def flowed(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Return ``text`` in lines of at most ``width``, all indented, those after the first further.

    What is longer than a line by itself (an address) stays whole, and a word in brackets with the
    one before it: *X (Twitter)*.
    """
    first, rest = " " * indent, " " * (indent + hang)
    if indent + len(text) <= width and "\n" not in text:
        return [first + text]  # nearly all: textwrap takes thirty times as long
    lines = textwrap.wrap(
        _BEFORE_BRACKETS.sub(_STAYS, text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_STAYS, " ") for line in lines]


class _Voice:
    """How sentences are written: for people, or as records for programs."""

    records: Records | None = None


def speak_in_records(records: Records) -> None:
    """Write from now on a record for each sentence."""
    _Voice.records = records


def speak_of(campaign: str) -> None:
    """Say in the records, if any are written, of which campaign they are."""
    if _Voice.records is not None:
        _Voice.records.campaign = campaign


def spoken(
    text: str,
    *,
    err: bool = False,
    message_id: str | None = None,
    about: Mapping[str, object] | None = None,
) -> None:
    """Write sentences for people, as :func:`folded`; as a record where programs read them, with
    which message it is and what it is ``about``.
    """
    if _Voice.records is not None:
        click.echo(_Voice.records.said(text, message_id, about or {}, wrong=err), err=err)
    else:
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
    if _Voice.records is None:
        click.echo("\n".join(lines))
        return
    for line in lines:
        spoken(line)


def clipped(text: str, width: int) -> str:
    """Return one line of at most ``width`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def listed(phrases: Catalogue, names: Sequence[str]) -> str:
    """Return the first of these names, and how many more there are."""
    more = len(names) - MOST_NAMED
    rest = phrases.text("cli.more-names", n=more) if more > 0 else ""
    return ", ".join(names[:MOST_NAMED]) + rest
