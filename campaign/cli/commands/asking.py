"""``ask``: what the bot would answer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from campaign.cli.session import Session, session

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--sandbox", is_flag=True)
def ask(text: tuple[str, ...], *, sandbox: bool) -> None:
    """Answer a question, or one per line from standard input for ``-``."""
    from campaign.wiring.asking import Asking  # noqa: PLC0415

    here = session(sandbox=sandbox)
    asking = Asking(here.files(), here.run(lambda: _facts(here)), here.clock.now())
    for question in _questions(" ".join(text)):
        click.echo(json.dumps(asking.answer(question), ensure_ascii=False))


def _questions(text: str) -> Iterator[str]:
    if text != "-":
        yield text
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


async def _facts(here: Session) -> object:
    name = here.campaign_name()
    if not here.has_ledger(name):
        return None
    async with here.ledger(name) as ledger:
        snapshot = await ledger.snapshot()
        files = await ledger.revision_files() if snapshot.revision else None
        return files, snapshot.facts
