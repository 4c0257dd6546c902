"""What a load leaves out because of errors: said before it is agreed to, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.commands.checking import problem_json
from campaign.cli.names import in_rows, kind_of
from campaign.cli.output import listed
from campaign.services.left_out import Fate, left_out
from campaign.services.sheet_rows import CALENDARS, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.cli.session import Session
    from campaign.core.problems import Place
    from campaign.services.proposing import Proposal
    from campaign.services.sheet_rows import Rows

MOST_TOLD = 12
"""How many posts are told one by one before the question."""


def leaving_out(here: Session, proposal: Proposal) -> list[str]:
    """Return lines on what is not loaded, or waits: rows of calendars, then posts."""
    lines: list[str] = []
    for found in rows_of(proposal.checked):
        if found.waiting:
            lines += waiting_rows(here, found)
    posts = [one for one in left_out(proposal) if not _is_in_calendar(one.place)]
    for one in posts[:MOST_TOLD]:
        where = here.say("load.where", place=one.place) if one.place else ""
        lines += [f"  {here.say(f'load.post-{one.fate}', post=one.post, where=where)}"]
    if len(posts) > MOST_TOLD:
        lines += [f"  {here.say('load.posts-more', n=len(posts) - MOST_TOLD)}"]
    return lines


def waiting_rows(here: Session, found: Rows) -> list[str]:
    """Return how many rows of a calendar can be loaded, and what each other one waits for."""
    first = next(iter(found.waiting.values())).place
    message = f"load.partly-{kind_of(first)}"
    lines = [here.say(message, file=first.shown, good=found.good, all=found.all)]
    for row, problem in found.waiting.items():
        told = problem_json(here.phrases, problem)
        where = problem.place.cell or problem.place.line
        words = {"message": told["message"], "hint": told["hint"]}
        kind = kind_of(problem.place)
        lines += [f"  {here.say(f'load.{kind}', row=row, where=where, **words)}"]
    return lines


def what_is_left_out(proposal: Proposal) -> list[tuple[str, Place | None]]:
    """Return all that is not loaded at all, with where it stands: posts, and rows that are no
    post yet.
    """
    posts = [one for one in left_out(proposal) if one.fate is Fate.OUT]
    return [*((one.post, one.place) for one in posts), *_rows(proposal)]


def left_out_line(here: Session, proposal: Proposal) -> str | None:
    """Return the last thing that a load says, where it left something out."""
    found = what_is_left_out(proposal)
    if not found:
        return None
    what = listed(here.phrases, in_rows(here, found))
    return here.say("load.left-out", n=len(found), what=what)


def _rows(proposal: Proposal) -> Iterator[tuple[str, Place]]:
    """Yield the rows that could not be read: what is wrong with others has their post's name."""
    faulty = proposal.checked.faulty
    for found in rows_of(proposal.checked):
        for problem in found.waiting.values():
            if problem.params.get("post") not in faulty:
                yield "", problem.place


def _is_in_calendar(place: object) -> bool:
    return str(place).startswith(CALENDARS)
