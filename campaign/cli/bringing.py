"""What is shown before a load: what a sheet brings, and where it says what is said already."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from campaign.cli.agenda import agenda, by_time
from campaign.cli.names import names_of
from campaign.cli.proposals import brought_by
from campaign.cli.saying import counted, state_of
from campaign.cli.times import times

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from campaign.cli.names import Names
    from campaign.cli.session import Session
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal
    from campaign.services.twins import Twin

MOST_SHOWN = 60
"""How many deliveries ``load`` shows before it asks; ``plan`` shows all."""
MOST_TWINS = 20


def about_to_load(here: Session, proposal: Proposal, sheet: Path | None) -> list[str]:
    """Return what loading changes, what a given sheet brings first: nobody agrees to a number."""
    own, others = _parted(proposal.plan.touched, sheet)
    if not own or not others:
        return [*_shown(here, proposal, [*own, *others], MOST_SHOWN, sheet), ""]
    lines = [here.say("load.of-sheet", file=sheet), ""]
    lines += _shown(here, proposal, own, MOST_SHOWN, sheet)
    lines += ["", here.say("load.besides"), ""]
    return [*lines, *_shown(here, proposal, others, max(MOST_SHOWN - len(own), 0), sheet), ""]


def _parted(rows: Iterable[Row], sheet: Path | None) -> tuple[list[Row], list[Row]]:
    place = brought_by(sheet)
    own: list[Row] = []
    others: list[Row] = []
    for row in rows:
        of_sheet = row.item is not None and row.item.entry.place.file == place
        (own if of_sheet else others).append(row)
    return own, others


def _shown(
    here: Session, proposal: Proposal, rows: Sequence[Row], most: int, sheet: Path | None
) -> list[str]:
    names = names_of(here, proposal.checked.programme)
    told = by_time([names.plan_row(row) for row in rows])
    lines = agenda(here, times(here), told[:most])
    if len(told) > most:
        file = "" if sheet is None else f" {shlex.quote(str(sheet))}"
        much = counted(here.phrases, (str(row["post"]) for row in told[most:]))
        lines.append(here.say("load.more", file=file, **much))
    return lines


def twin_lines(here: Session, proposal: Proposal) -> list[str]:
    """Return which new posts say what another calendar says, each with where both stand."""
    posts: dict[tuple[str, str], list[Twin]] = {}
    for twin in proposal.twins:
        posts.setdefault((twin.new.key.post, twin.other.key.post), []).append(twin)
    if not posts:
        return []
    lines = [here.say("load.twins", n=len(posts))]
    for alike in list(posts.values())[:MOST_TWINS]:
        lines += _pair(here, proposal, alike)
    if len(posts) > MOST_TWINS:
        lines.append(here.say("load.twins-more", n=len(posts) - MOST_TWINS))
    return [*lines, here.say("load.twins-way")]


def _pair(here: Session, proposal: Proposal, alike: Sequence[Twin]) -> list[str]:
    names, one = names_of(here, proposal.checked.programme), alike[0]
    channels = names.channels(twin.new.key.channel for twin in alike)
    new, other = _told(here, names, one.new), _told(here, names, one.other)
    return [
        here.say("load.twin-new", **new, channels=channels),
        here.say("load.twin-other", **other),
    ]


def _told(here: Session, names: Names, row: Row) -> dict[str, object]:
    due = row.item.draft.due if row.item is not None else None
    return {
        "name": names.plan_row(row)["name"],
        "when": times(here).brief(due.utc) if due is not None else here.say("status.undated"),
        "where": row.item.entry.place if row.item is not None else "",
        "key": row.key.post,
        "state": state_of(here.phrases, row.state),
    }
