"""What is looked at before a fact is entered: whether it can be, and whether it is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.fact_doubts import Doubtful, consequences, doubts, entered
from campaign.core.fact_moves import moves
from campaign.core.fact_values import BadFact, Fault
from campaign.core.facts import facts_of, in_force, said_of
from campaign.services.checking import known_programme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.core.programme import Programme


def examined(folder: Folder, known: Sequence[Fact], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return facts with what the files say of them now.

    Raises:
        BadFact: for one that nobody can enter, or one taken back that is not there.
    """
    return tuple(fact for fact, _, _ in _one_by_one(folder, known, facts))


def doubtful(
    folder: Folder, known: Sequence[Fact], facts: Sequence[Fact], now: datetime
) -> list[Doubtful]:
    """Return why facts are hardly meant, and what they do to people.

    Raises:
        BadFact: as :func:`examined`.
    """
    zone = folder.campaign.zone
    return [
        doubt
        for fact, before, after in _one_by_one(folder, known, facts)
        for doubt in (
            *doubts(before, fact, now, zone),
            *moves(before, after, fact, now, zone),
            *consequences(before, fact),
        )
    ]


def _one_by_one(
    folder: Folder, known: Sequence[Fact], facts: Sequence[Fact]
) -> Iterator[tuple[Fact, Programme, Programme]]:
    """Yield each fact with the programme as it is known before it and after it."""
    so_far = list(known)
    for fact in facts:
        before, _ = known_programme(folder, so_far)
        if fact.value:
            entered(before, fact)
        else:
            _can_be_taken_back(before, so_far, fact)
        so_far.append(replace(fact, was=said_of(folder.programme, fact.what)))
        yield so_far[-1], before, known_programme(folder, so_far)[0]


def _can_be_taken_back(programme: Programme, known: Sequence[Fact], fact: Fact) -> None:
    there = {one.what for one in in_force(known)}
    if fact.what in there:
        return
    mine = " ".join(sorted(what.name for what in there if what.subject == fact.subject))
    names = {"subject": fact.subject, "name": fact.name, "known": mine}
    facts_of(programme, fact.subject)
    raise BadFact(Fault.NOT_ENTERED, **names)
