"""``ask``: what the bot would answer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from campaign.cli.output import spoken
from campaign.cli.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.facts import Fact


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--sandbox", is_flag=True)
@click.option("--format", "form", type=click.Choice(["json", "text"]))
def ask(text: tuple[str, ...], form: str | None, *, sandbox: bool) -> None:
    """Answer a question, or one per line from standard input for ``-``.

    Somebody at a terminal reads words, a program that reads the output gets JSON.
    """
    from campaign.wiring.asking import Asking, Surroundings  # noqa: PLC0415
    from campaign.wiring.places import public_url  # noqa: PLC0415
    from campaign.wiring.sandboxes import settings_of_sandboxes  # noqa: PLC0415
    from campaign.wiring.team import team_chat  # noqa: PLC0415
    from campaign.wiring.tongues import tongues  # noqa: PLC0415

    here = session(sandbox=sandbox)
    settings = settings_of_sandboxes() if sandbox else here.settings
    loaded = here.run(lambda: _loaded(here))
    files, facts = loaded or ([here.files()], ())
    spoken(here.say("ask.from-ledger" if loaded else "ask.from-folder"), err=True)
    around = Surroundings(team_chat(settings), here.kind, public_url(here.settings))
    asking = Asking(files, facts, tongues(), here.clock.now(), around)
    form = form or ("text" if sys.stdout.isatty() else "json")
    for question in _questions(" ".join(text)):
        told = asking.answer(question)
        if form == "json":
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        if text == ("-",):
            click.echo(f"> {question}")
        click.echo(f"{told['answer']}\n" if text == ("-",) else told["answer"])


def _questions(text: str) -> Iterator[str]:
    if text != "-":
        yield text
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


async def _loaded(here: Session) -> tuple[Sequence[Mapping[str, bytes]], Sequence[Fact]] | None:
    """Return files of the last loaded revision and earlier ones, and its facts, if there is one."""
    from campaign.services.earlier import earlier_files  # noqa: PLC0415

    name = here.campaign_name()
    if not here.has_ledger(name):
        return None
    async with here.ledger(name) as ledger:
        snapshot = await ledger.snapshot()
        if snapshot.revision is None:
            return None
        files = await ledger.revision_files()
        return [files, *await earlier_files(ledger, files)], snapshot.facts
