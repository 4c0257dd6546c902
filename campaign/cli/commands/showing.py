"""``show``: one post with all that happened to it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.folderless import ledger_to_look_at
from campaign.cli.halts import loudly, shut_for
from campaign.cli.keys import unlike
from campaign.cli.output import FORMAT, as_json, flowed, screen_width, show_lines
from campaign.cli.session import Session, session
from campaign.cli.times import Times, times
from campaign.cli.ways import ways_out
from campaign.core.deliveries import OPEN, State
from campaign.core.errors import NotLoaded, SeveralDeliveries, UnknownDelivery
from campaign.core.generations import counting
from campaign.services.listing import delivery_fields, history_fields, state_and_reason

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery, Key

_PROCESS = re.compile(r"[^\s:]+:\d+")


@click.command()
@click.argument("key")
@FORMAT
@click.option("--sandbox", is_flag=True)
def show(key: str, form: str, *, sandbox: bool) -> None:
    """Tell one delivery's whole history."""
    here = session(sandbox=sandbox)
    try:
        told = here.run(lambda: _histories(here, key))
    except UnknownDelivery as unknown:
        if _is_in_folder(here, key):
            raise NotLoaded(key=key) from unknown
        raise
    if form != "json":
        show_lines([line for one in told for line in (*_shown(here, one), "")][:-1])
    elif len(told) == 1:
        as_json(told[0])
    else:
        known = ", ".join(str(one["key"]) for one in told)
        raise SeveralDeliveries(key=key, known=known)


def _shown(here: Session, told: dict[str, Any]) -> list[str]:
    """Return a delivery for people: what it is, its words, what happened to it."""
    width, moments = screen_width(), times(here)
    values = {**told, **_moments(here, moments, told)}
    values["state"] = here.phrases.text(f"states.{told['state']}")
    lines: list[str] = []
    for name in ("key", "title", "state", "reason", "due", "expires", "url", "approved_by"):
        if values[name]:
            lines += flowed(f"{here.say(f'show.{name}')}: {values[name]}", width, hang=2)
    lines += loudly(told["shut"])
    for way in told["ways"]:
        lines += flowed(f"→ {way}", width, hang=2)
    if told["text"]:
        lines.append("")
        lines += [row for line in told["text"].split("\n") for row in flowed(line, width) or [""]]
    for alt in told["alts"]:
        lines += ["", *flowed(here.say("show.alt", alt=alt), width)]
    lines += ["", click.style(here.say("show.history"), bold=True)]
    for line in told["history"]:
        at = moments.brief(datetime.fromisoformat(line["at"]))
        state = here.phrases.text(f"states.{line['state']}")
        happened = state_and_reason(state, line["reason"] or "")
        told_already = not line["by"] or line["by"] in happened
        by = "" if told_already else f" · {_who(here, line['by'])}"
        lines += flowed(f"{at}  {happened}{by}", width, 2, 2)
    return lines


def _moments(here: Session, moments: Times, told: dict[str, Any]) -> dict[str, str | None]:
    """Return when a delivery is due and expires; what went out or ended cannot expire."""
    kept = ("due", "expires") if State(told["state"]) in OPEN else ("due",)
    said: dict[str, str | None] = {"expires": None}
    for name in kept:
        if told[name]:
            whole = moments.whole(datetime.fromisoformat(told[name]))
            said[name] = here.say("show.at-utc", **whole)
    return said


def _who(here: Session, by: str) -> str:
    """Return who did something: a publisher signs as machine and process."""
    return here.say("show.publisher", where=by) if _PROCESS.fullmatch(by) else by


async def _histories(here: Session, key: str) -> list[dict[str, object]]:
    async with ledger_to_look_at(here) as ledger:
        snapshot = await ledger.snapshot()
        newest = counting(snapshot.deliveries)
        return [
            {
                **delivery_fields(found, here.phrases),
                "text": found.payload.text if found.payload else None,
                "alts": [image.alt for image in found.payload.images] if found.payload else [],
                "shut": shut_for(here, found, snapshot),
                "ways": ways_out(here, found, str(found.key)),
                "history": [
                    history_fields(line, here.phrases)
                    for line in await ledger.history(str(found.key))
                ],
            }
            for found in _named(newest, key)
        ]


def _is_in_folder(here: Session, key: str) -> bool:
    """Tell whether the folder has a post or an entry of which nothing is loaded."""
    from campaign.core.expansion import expand  # noqa: PLC0415 -- where something is not found
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    folder = read_folder(here.posts())
    drafts = expand(folder.campaign, folder.programme, folder.entries).drafts
    keys = {f"{one.post}/{one.channel}" for one in drafts} | {one.post for one in drafts}
    entries = {one.id for one in folder.entries} | set(folder.left_out)
    return key in keys | entries or key.rpartition("/")[0] in keys


def _named(newest: dict[Key, Delivery], key: str) -> list[Delivery]:
    """Return the deliveries that ``key`` names: its own, those of its post, or of its entry
    where that is one post.

    Raises:
        UnknownDelivery: there is none.
        SeveralDeliveries: it is an entry with several posts.
    """
    exact = [delivery for known, delivery in newest.items() if str(known) == key]
    found = exact or [d for d in newest.values() if key in {d.key.post, d.entry}]
    if not found:
        raise unlike(key, newest)
    posts = sorted({delivery.key.post for delivery in found})
    if len(posts) > 1:
        raise SeveralDeliveries(key=key, known=", ".join(posts))
    return found
