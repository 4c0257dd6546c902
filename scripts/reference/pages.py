"""The pages of the reference. Each takes the sentences of a language and returns Markdown."""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

import click

from campaign.cli.helping import Speaking, explained, speak
from campaign.cli.program import COMMANDS, NAME, program
from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move
from campaign.core.problems import Code
from campaign.languages import available
from campaign.settings import PREFIX, SETTINGS
from campaign.sources.fields import SHAPES
from scripts.reference.markdown import anchor, code, page, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.languages import Catalogue
    from campaign.sources.fields import Field, Shape

EXIT_CODES = ("0", "1", "2", "3")
LISTINGS = (
    "check",
    "plan",
    "plan-deliveries",
    "status",
    "deliveries",
    "show",
    "history",
    "report",
    "report-deliveries",
    "doctor",
    "retention",
    "ask",
)
"""What is listed as JSON, in the order of the page."""


def settings(phrases: Catalogue) -> str:
    """Return the settings, those of one network together."""
    say = _Say(phrases, "settings")
    rows = [
        [
            code(PREFIX + one.name),
            phrases.text(f"settings.{one.name}"),
            phrases.text("reference.yes" if one.secret else "reference.no"),
            code(one.default or ""),
        ]
        for one in SETTINGS
    ]
    headers = [say(name) for name in ("name", "what", "secret", "default")]
    return _page(phrases, "settings", table(headers, rows))


def commands(phrases: Catalogue) -> str:
    """Return every command with its arguments and options, and the exit codes."""
    say = _Say(phrases, "commands")
    context = Speaking(program, info_name=NAME)
    context.phrases = phrases
    speak(program, context, NAME, phrases)
    general = _options(phrases, NAME, program)
    codes = [[code(number), say(f"code-{number}")] for number in EXIT_CODES]
    pieces = [f"## {say('general')}", general]
    for name in COMMANDS:
        command = program.get_command(context, name)
        if command is not None:
            pieces.extend(_command(phrases, name, command))
    ending = table([say("code"), say("meaning")], codes)
    return _page(phrases, "commands", *pieces, f"## {say('codes')}", ending)


def _command(phrases: Catalogue, name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join([NAME, name, *command.collect_usage_pieces(context)])
    yield f"## {name}"
    yield phrases.text(f"cli.help.{name}")
    yield f"```text\n{usage}\n```"
    say = _Say(phrases, "commands")
    named = [one for one in command.params if isinstance(one, click.Argument)]
    rows = [
        [code(one.make_metavar(context)), explained(phrases, "arguments", name, one.name or "")]
        for one in named
    ]
    yield table([say("argument"), say("what")], rows) if rows else ""
    yield _options(phrases, name, command)


def _options(phrases: Catalogue, name: str, command: click.Command) -> str:
    say = _Say(phrases, "commands")
    context = click.Context(command)
    rows = []
    for one in command.params:
        record = one.get_help_record(context)
        if isinstance(one, click.Option) and record is not None:
            rows.append([code(record[0]), explained(phrases, "options", name, one.name or "")])
    return table([say("option"), say("what")], rows) if rows else ""


def fields(phrases: Catalogue) -> str:
    """Return every field of every file, and the columns of a sheet."""
    pieces: list[str] = []
    for file, shapes in groupby(_by_file(), key=lambda shape: shape.file):
        pieces.append(f"## {code(file)}")
        for shape in shapes:
            pieces.extend(_shape(phrases, shape))
    return _page(phrases, "fields", *pieces, *_columns(phrases))


def _by_file() -> list[Shape]:
    """Return the shapes, those of one file together, as the files come first."""
    order = list(dict.fromkeys(shape.file for shape in SHAPES.values()))
    return sorted(SHAPES.values(), key=lambda shape: order.index(shape.file))


def _shape(phrases: Catalogue, shape: Shape) -> Iterator[str]:
    say = _Say(phrases, "fields")
    yield f"### {phrases.text(f'reference.shapes.{shape.name}')}"
    rows = [
        [
            code(one.name),
            code(one.expected),
            phrases.text("reference.yes" if one.required else "reference.no"),
            _told(phrases, shape, one),
        ]
        for one in shape.fields
    ]
    yield table([say(name) for name in ("name", "form", "required", "what")], rows)


def _told(phrases: Catalogue, shape: Shape, one: Field) -> str:
    languages = ", ".join(map(code, available()))
    told = phrases.text(f"fields.{shape.name}.{one.name}", languages=languages)
    if one.shape is None:
        return told
    below = phrases.text(f"reference.shapes.{one.shape}")
    named = below[0].lower() + below[1:]
    where = phrases.text("reference.fields.below", shape=named, anchor=anchor(below))
    return f"{told} {where}"


def _columns(phrases: Catalogue) -> Iterator[str]:
    """Return the titles by which a sheet's columns are known, as teams write them."""
    say = _Say(phrases, "fields")
    yield f"## {say('sheet')}"
    yield say("sheet-intro")
    source = resources.files("campaign.sources.sheets").joinpath(
        "words", f"{phrases.language}.toml"
    )
    headers: dict[str, list[str]] = tomllib.loads(source.read_text(encoding="utf-8"))["headers"]
    rows = []
    for name, (usual, *others) in headers.items():
        field = say("ignored") if name == "ignored" else code(name)
        rows.append([field, ", ".join([f"**{usual}**", *others])])
    yield table([say("name"), say("columns")], rows)


def check_codes(phrases: Catalogue) -> str:
    """Return every problem that ``check`` finds: what it means, says and advises."""
    say = _Say(phrases, "check-codes")
    rows = [
        [
            code(one.value),
            phrases.pattern(f"problems.{one.value}.doc"),
            phrases.pattern(f"problems.{one.value}.message"),
            phrases.pattern(f"problems.{one.value}.hint"),
        ]
        for one in Code
    ]
    headers = [say(name) for name in ("code", "what", "says", "hint")]
    return _page(phrases, "check-codes", table(headers, rows))


def states(phrases: Catalogue) -> str:
    """Return the states of a delivery, and what can follow each."""
    say = _Say(phrases, "states")
    rows = [
        [
            code(state.value),
            phrases.text(f"states.{state}"),
            phrases.text(f"reference.state.{state}"),
            _next(phrases, state),
        ]
        for state in State
    ]
    headers = [say(name) for name in ("state", "called", "meaning", "next")]
    return _page(phrases, "states", table(headers, rows))


def _next(phrases: Catalogue, state: State) -> str:
    found = [
        f"{phrases.text(f'reference.move.{move}')} → {code(after.value)}"
        for (before, move), after in MOVES.items()
        if before is state and after is not before
    ]
    return "; ".join(found) or phrases.text("reference.states.final")


def life(phrases: Catalogue) -> str:
    """Return the diagram of a delivery's life."""
    say = _Say(phrases, "states")
    names = [f'    state "{phrases.text(f"states.{s}")}" as {s.value}' for s in State]
    lines = [f"    [*] --> {State.WAITING.value}", f"    [*] --> {State.PLANNED.value}"]
    for (before, after), moves in _arrows().items():
        told = ", ".join(phrases.text(f"reference.move.{move}") for move in moves)
        lines.append(f"    {before.value} --> {after.value}: {told}")
    leaving = {before for before, _ in MOVES}
    lines += [f"    {state.value} --> [*]" for state in State if state not in leaving]
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *names, *lines, "```"])
    made = f"<!-- {phrases.text('reference.made')} -->"
    return page(made, f"# {say('life')}", say("life-intro"), diagram)


def _arrows() -> dict[tuple[State, State], list[Move]]:
    found: dict[tuple[State, State], list[Move]] = {}
    for (before, move), after in MOVES.items():
        if before is not after:
            found.setdefault((before, after), []).append(move)
    return found


def report(phrases: Catalogue) -> str:
    """Return the fields of what is listed as JSON."""
    say = _Say(phrases, "report")
    pieces: list[str] = []
    for name in LISTINGS:
        told = phrases.table(f"reference.json.{name}")
        rows = [[code(field), str(what)] for field, what in told.items()]
        pieces += [f"## {say(name)}", table([say("field"), say("what")], rows)]
    return _page(phrases, "report", *pieces)


class _Say:
    """Says the sentences of one page."""

    def __init__(self, phrases: Catalogue, topic: str) -> None:
        self.phrases = phrases
        self.topic = topic

    def __call__(self, name: str) -> str:
        return self.phrases.text(f"reference.{self.topic}.{name}")


def _page(phrases: Catalogue, topic: str, *pieces: str) -> str:
    say = _Say(phrases, topic)
    made = f"<!-- {phrases.text('reference.made')} -->"
    return page(made, f"# {say('title')}", phrases.pattern(f"reference.{topic}.intro"), *pieces)


PAGES = {
    "docs/reference/commands.md": commands,
    "docs/reference/fields.md": fields,
    "docs/reference/check-codes.md": check_codes,
    "docs/reference/states.md": states,
    "docs/reference/report.md": report,
    "docs/reference/settings.md": settings,
    "docs/explanation/life-of-a-delivery.md": life,
}
"""Every page that is written, by its place in the repository."""
