"""Help and complaints of the command line in the reader's language.

Click asks gettext for its own words; here they come from the catalogue like every other
sentence, and each command is told its language when it is looked up.
"""

from __future__ import annotations

import difflib
import re

import click

from campaign.core.folding import folded
from campaign.languages import Catalogue, available

CLICK_SAYS: dict[str, str] = {
    "choice": "{value!r} is not one of {choices}.",
    "number": "{value!r} is not a valid {number_type}.",
    "absent": "{name} {filename!r} does not exist.",
    "is-file": "{name} {filename!r} is a file.",
    "is-folder": "{name} {filename!r} is a directory.",
    "unreadable": "{name} {filename!r} is not readable.",
    "needs-value": "Option {name!r} requires an argument.",
    "no-value": "Option {name!r} does not take a value.",
    "extra": "Got unexpected extra argument ({args})",
    "extras": "Got unexpected extra arguments ({args})",
    "no-command": "Missing command.",
}
"""What click says of a wrong command line, by the name of our sentence for it."""

EVERYTHING = "everything"
"""What the catalogue calls the words for all posts."""

_QUOTED = re.compile(r"(['\"])(.*?)\1")
_SIGNS = ((click.types.IntParamType, "number"), (click.Path, "file"), (click.STRING, "text"))


class Words(click.HelpFormatter):
    """Writes help with the words of a catalogue."""

    def __init__(self, phrases: Catalogue, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self.phrases = phrases

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or f"{self.phrases.text('cli.usage')}: ")

    def write_heading(self, heading: str) -> None:
        """Write the title of a section; click's own in our words."""
        known = f"cli.sections.{heading.partition(' ')[0].lower()}"
        said = self.phrases.text(known) if self.phrases.has(known) else heading
        super().write_heading(said)


class Speaking(click.Context):
    """The context of a command that speaks ``phrases``; its parent's by default."""

    phrases: Catalogue | None = None

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help."""
        phrases = self.phrases or getattr(self.parent, "phrases", None)
        if phrases is None:
            return super().make_formatter()
        return Words(phrases, self.terminal_width, self.max_content_width)


def speak(command: click.Command, context: click.Context, name: str, phrases: Catalogue) -> None:
    """Give a command its sentences: what it does, its arguments, its options.

    ``context`` is one of the command's, or of its group's: it knows the names of ``--help``.

    Raises:
        KeyError: for an option that the catalogue does not explain.
    """
    command.context_class = Speaking
    command.help = phrases.text(f"cli.help.{name}")
    command.options_metavar = phrases.text("cli.signs.options")
    for parameter in command.params:
        _speak_of(parameter, name, phrases)
    helping = command.get_help_option(context)
    if helping is not None:
        helping.help = phrases.text("cli.options.all.help")


def _speak_of(parameter: click.Parameter, command: str, phrases: Catalogue) -> None:
    name = parameter.name or ""
    kind = "options" if isinstance(parameter, click.Option) else "arguments"
    told = explained(phrases, kind, command, name)
    sign = _sign(parameter, phrases)
    if isinstance(parameter, click.Option):
        parameter.help = told
        parameter.metavar = None if parameter.is_flag else sign
    elif isinstance(parameter, click.Argument):
        parameter.help = told
        many = "…" if parameter.nargs != 1 else ""
        parameter.metavar = f"{sign}{many}" if parameter.required else f"[{sign}{many}]"


def explained(phrases: Catalogue, kind: str, command: str, name: str) -> str:
    """Return what an option or argument is for: in this command, or wherever it occurs.

    Raises:
        KeyError: when the catalogue does not say.
    """
    for message_id in (f"cli.{kind}.{command}.{name}", f"cli.{kind}.all.{name}"):
        if phrases.has(message_id):
            return phrases.text(message_id)
    raise KeyError(command, name)


def _sign(parameter: click.Parameter, phrases: Catalogue) -> str | None:
    """Return the word in capitals that stands for the value; ``None`` leaves click's."""
    own = f"cli.signs.{parameter.name}"
    if phrases.has(own):
        return phrases.text(own)
    if isinstance(parameter.type, click.Path) and not parameter.type.file_okay:
        return phrases.text("cli.signs.folder")
    if isinstance(parameter, click.Argument) and isinstance(parameter.type, click.Choice):
        return "|".join(parameter.type.choices)
    for kind, word in _SIGNS:
        if isinstance(parameter.type, kind if isinstance(kind, type) else type(kind)):
            return phrases.text(f"cli.signs.{word}")
    return None


def complaint(wrong: click.ClickException, phrases: Catalogue) -> str:
    """Return what was wrong with a command line, and how it is called."""
    said = f"{phrases.text('cli.error')}: {_what(wrong, phrases)}"
    context = getattr(wrong, "ctx", None)
    if not isinstance(wrong, click.UsageError) or context is None:
        return said
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        return wrong.message
    more = phrases.text("cli.wrong.more", command=context.command_path)
    return f"{context.get_usage()}\n{more}\n\n{said}"


def _what(wrong: click.ClickException, phrases: Catalogue) -> str:
    if isinstance(wrong, click.NoSuchOption):
        return _unknown(phrases, "option", wrong.option_name, wrong.possibilities)
    if isinstance(wrong, click.exceptions.NoSuchCommand):
        return _unknown(phrases, "command", wrong.command_name, _commands_like(wrong, phrases))
    if isinstance(wrong, click.MissingParameter):
        return phrases.text("cli.wrong.missing", name=_named(wrong))
    said = _translated(wrong.message, phrases)
    if isinstance(wrong, click.BadParameter) and _named(wrong):
        return phrases.text("cli.wrong.value", name=_named(wrong), what=said)
    return said


def _commands_like(wrong: click.exceptions.NoSuchCommand, phrases: Catalogue) -> list[str]:
    """Return the commands that a name means in some language, or of which it may be a slip."""
    meant = _meant(wrong.command_name, phrases)
    if meant is not None:
        return [meant]
    group = wrong.ctx.command if wrong.ctx is not None else None
    names = group.list_commands(wrong.ctx) if isinstance(group, click.Group) and wrong.ctx else []
    return difflib.get_close_matches(wrong.command_name, names)


def _meant(name: str, phrases: Catalogue) -> str | None:
    """Return what to type instead of a word that people use for a command."""
    said = folded(name)
    for table in _tables(phrases):
        found = next((one for one, words in table.items() if said in words), None)
        if found is not None and found != EVERYTHING:
            own = f"cli.typed.{found}"
            return phrases.text(own) if phrases.has(own) else found
    return None


def means_everything(name: str, phrases: Catalogue) -> bool:
    """Tell whether a word means all posts, in whatever language."""
    return any(folded(name) in table[EVERYTHING] for table in _tables(phrases))


def _tables(phrases: Catalogue) -> list[dict[str, list[str]]]:
    """Return what people call the commands: the reader's language first, then the others."""
    others = [Catalogue(code) for code in available() if code != phrases.language]
    return [one.table("cli.meant") for one in (phrases, *others)]


def _unknown(phrases: Catalogue, kind: str, name: str, near: list[str] | None) -> str:
    said = phrases.text(f"cli.wrong.{kind}", name=name)
    return f"{said} {phrases.text('cli.wrong.near', names=', '.join(near))}" if near else said


def _named(wrong: click.BadParameter) -> str:
    if wrong.param is None or wrong.ctx is None:
        return ""
    if isinstance(wrong.param, click.Argument):
        return wrong.param.make_metavar(wrong.ctx).strip("[]…")
    return max(wrong.param.opts, key=len)


def _translated(message: str, phrases: Catalogue) -> str:
    for name, pattern in CLICK_SAYS.items():
        found = _pattern(pattern).fullmatch(message)
        if found is not None:
            values = {key: _QUOTED.sub(r"\2", value) for key, value in found.groupdict().items()}
            return phrases.text(f"cli.wrong.{name}", **values)
    return message


def _pattern(sentence: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)(?:!r)?\}", sentence)
    names = {number for number in range(len(pieces)) if number % 2}
    told = (f"(?P<{p}>.*)" if n in names else re.escape(p) for n, p in enumerate(pieces))
    return re.compile("".join(told), re.DOTALL)
