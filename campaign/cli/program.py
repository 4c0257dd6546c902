"""The program ``pregonero``: global options, commands loaded only when they run."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import sys
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.helping import Speaking, complaint, speak
from campaign.cli.output import spoken
from campaign.cli.saying import SANDBOX, complaint_of, of_system
from campaign.cli.session import Session
from campaign.core.errors import EnvironmentFailure, PregoneroError
from campaign.core.walltime import YEARS
from campaign.languages import FALLBACK, Catalogue, available

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS: dict[str, str] = {
    "init": "starting:init",
    "check": "checking:check",
    "plan": "planning:plan",
    "load": "planning:load",
    "preview": "previewing:preview",
    "cards": "carding:cards",
    "fact": "facts:fact",
    "rehearse": "rehearsing:rehearse",
    "run": "running:run",
    "status": "looking:status",
    "show": "showing:show",
    "approve": "deciding:approve",
    "hold": "deciding:hold",
    "resume": "deciding:resume",
    "cancel": "cancelling:cancel",
    "retry": "deciding:retry",
    "resolve": "deciding:resolve",
    "withdraw": "withdrawing:withdraw",
    "ask": "asking:ask",
    "sandbox": "running:sandbox",
    "import": "importing:import_programme",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "store": "keeping:store",
    "retention": "forgetting:retention",
    "doctor": "examining:doctor",
}
"""Each command's function, as ``module:name`` in ``campaign.cli.commands``."""


NAME = "pregonero"


INTERRUPTED = 130

NEW_OBJECTS = 50_000
"""Objects between two looks for cyclic garbage: a large calendar is none, and is looked through."""


class LazyGroup(click.Group):
    """Knows its commands by name and imports one only to run it."""

    context_class = Speaking

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a campaign needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, with its sentences."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(importlib.import_module(f"campaign.cli.commands.{module}"), name)
        if not isinstance(found, click.Command):
            raise TypeError(cmd_name)
        speak(found, Speaking(found, parent=ctx), cmd_name, _phrases(ctx))
        return _with_globals(found)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the global options; from here on the language is known."""
        phrases = Catalogue(_language(_asked(args)))
        if isinstance(ctx, Speaking):
            ctx.phrases = phrases
        self.subcommand_metavar = phrases.text("cli.signs.command")
        speak(self, ctx, NAME, phrases)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        phrases = _phrases(ctx)
        rows = [(name, phrases.text(f"cli.help.{name}").partition(". ")[0]) for name in COMMANDS]
        with formatter.section(phrases.text("cli.commands")):
            formatter.write_dl(rows)


def _phrases(ctx: click.Context) -> Catalogue:
    spoken = ctx.phrases if isinstance(ctx, Speaking) else None
    return spoken or Catalogue(_language(ctx.params.get("lang")))


def _language(given: str | None) -> str:
    """Return the language to speak: as asked, as the environment says, or Spanish."""
    asked = given or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    short = asked.partition("_")[0].partition(".")[0].lower()
    return short if short in available() else FALLBACK


def _moment(ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        return _of_our_time(datetime.fromisoformat(value))
    except ValueError as wrong:
        raise click.BadParameter(_phrases(ctx).text("cli.wrong.moment", value=value)) from wrong


def _of_our_time(moment: datetime) -> datetime:
    """Return the moment; raises ValueError where a calendar would end."""
    if moment.year not in YEARS:
        raise ValueError(moment.year)
    return moment


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--campaign", "folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--now", callback=_moment)
@click.option("--lang", type=click.Choice(available()))
@click.version_option(package_name=NAME, prog_name=NAME, message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context, folder: Path, now: datetime | None, lang: str | None) -> None:
    """Run the communications campaign of a public seminar series from one folder."""
    ctx.obj = Session(folder.resolve(), lang or _phrases(ctx).language, now, ctx.obj["bot"])


def _with_globals(command: click.Command) -> click.Command:
    """Return a command that takes the global options behind its name, too; the last counts."""
    behind = copy(command)
    behind.params = [*command.params]
    there = {name for parameter in command.params for name in parameter.opts}
    for option in program.params:
        name = option.name or ""
        if name in _MEANT and not there & {*option.opts}:
            taken = click.Option(
                [*option.opts, f"global_{name}"],
                type=option.type,
                callback=_meant_globally,
                expose_value=False,
                hidden=True,
            )
            behind.params.append(taken)
    return behind


def _meant_globally(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    here = ctx.find_object(Session)
    if value is not None and here is not None:
        _MEANT[(param.name or "").removeprefix("global_")](here, ctx, param, value)


def _on_folder(here: Session, _ctx: click.Context, _param: click.Parameter, value: Path) -> None:
    here.root = value.resolve()


def _at_moment(here: Session, ctx: click.Context, param: click.Parameter, value: str) -> None:
    here.now = _moment(ctx, param, value)


def _in_language(here: Session, _ctx: click.Context, _param: click.Parameter, value: str) -> None:
    here.language, here.phrases = value, Catalogue(value)


_MEANT: dict[str, Callable[[Session, click.Context, click.Parameter, Any], None]] = {
    "folder": _on_folder,
    "now": _at_moment,
    "lang": _in_language,
}
"""What each global option does to the session, by its name."""


def _stand_on_three() -> None:
    """Open what a daemon or cron has closed: the next file to be opened would get its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            if nothing != number:
                os.dup2(nothing, number)
                os.close(nothing)
            os.set_inheritable(number, True)  # noqa: FBT003 -- the rendering child needs them too
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


def main(arguments: Sequence[str], bot: Callable[..., Any]) -> int:
    """Run the program and return its exit code; ``bot`` makes the Telegram bot."""
    _stand_on_three()
    gc.set_threshold(NEW_OBJECTS)
    try:
        code = program.main(list(arguments), NAME, standalone_mode=False, obj={"bot": bot})
    except click.exceptions.Exit as left:
        code = left.exit_code
    except click.Abort:
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception as wrong:  # noqa: BLE001 -- nobody is shown a traceback
        code = _complain(wrong, arguments)
    return code if isinstance(code, int) else 0


def _complain(wrong: Exception, arguments: Sequence[str]) -> int:
    """Tell what went wrong in the reader's language and return the exit code."""
    phrases = Catalogue(_language(_asked(arguments)))
    if isinstance(wrong, click.ClickException):
        spoken(complaint(wrong, phrases), err=True)
        return wrong.exit_code
    if isinstance(wrong, PregoneroError):
        here = SANDBOX if SANDBOX.strip() in arguments else ""
        spoken(complaint_of(wrong, phrases, here), err=True)
        return wrong.exit_code
    if isinstance(wrong, OSError) and wrong.strerror:
        _let_go_of_output()
        detail = of_system(wrong, phrases)
        spoken(phrases.text("error.environment", detail=detail), err=True)
        return EnvironmentFailure.exit_code
    return _unexpected(wrong, phrases)


def _let_go_of_output() -> None:
    """Drop what cannot be written: Python would try again at its end, and exit with 120."""
    try:
        sys.stdout.flush()
    except OSError:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.close(nothing)


def _unexpected(wrong: Exception, phrases: Catalogue) -> int:
    """Tell what nobody foresaw in one sentence; the whole story with ``PREGONERO_DEBUG``."""
    if os.environ.get("PREGONERO_DEBUG"):
        raise wrong
    detail = f"{type(wrong).__name__}: {wrong}".splitlines()[0][:300]
    spoken(phrases.text("error.unexpected", detail=detail), err=True)
    return EnvironmentFailure.exit_code


def _asked(arguments: Sequence[str]) -> str | None:
    for before, after in itertools.pairwise(arguments):
        if before == "--lang":
            return after
    return next((a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")), None)
