"""Facts that were entered, against files that say something else since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from campaign.core.fact_values import MOMENTS, BadFact, as_text
from campaign.core.facts import in_force, parse_fact, said_of
from campaign.core.problems import Code, Problem, warning
from campaign.core.walltime import as_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.core.facts import Fact
    from campaign.core.folder import Folder


def overruled(folder: Folder, facts: Sequence[Fact]) -> Iterator[Problem]:
    """Yield a warning where a file says something else than a fact, and did not when it came.

    The fact holds. What the file said already when the fact was entered is what the fact
    replaced, and needs no word.
    """
    for fact in in_force(facts):
        said = said_of(folder.programme, fact.what)
        try:
            held = as_text(parse_fact(folder.programme, fact))
        except BadFact:
            continue
        if said is None or said in {held, fact.was}:
            continue
        place = folder.said_at.get(fact.what, folder.campaign.place)
        yield warning(
            Code.FACT_OVERRULES,
            place,
            file=place.shown,
            subject=fact.subject,
            name=fact.name,
            said=_shown(folder, fact, said),
            value=_shown(folder, fact, held or fact.value),
            by=fact.by,
            on=fact.at.astimezone(folder.campaign.zone),
        )


def _shown(folder: Folder, fact: Fact, text: str) -> str:
    """Return a value as people write it in the file."""
    if fact.name not in MOMENTS:
        return text
    return as_typed(datetime.fromisoformat(text).astimezone(folder.campaign.zone))
