"""Which panels were moved, and when they were to begin before."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.fact_values import BadFact, moment
from campaign.core.facts import in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.core.facts import Fact
    from campaign.core.programme import Panel, Programme


def with_former_starts(
    known: Programme,
    files: Programme,
    facts: Iterable[Fact],
    former: Sequence[Programme] = (),
) -> Programme:
    """Return ``known``, where every panel that was moved says when it was to begin before.

    That is what the files said when the fact was entered, or else what ``files`` say now; with
    a delay, the start it is counted from. Where the files were edited, it is what they said in
    the ``former`` programmes, the newest first. Where none tells another time, none is known.
    """
    starts = {fact.subject: fact for fact in in_force(facts) if fact.name == "start"}
    panels = []
    for panel in known.panels:
        told = _told(panel, files.panel(panel.id), starts.get(panel.id))
        earlier = (old.begins for one in former if (old := one.panel(panel.id)) is not None)
        times = (one for one in (*told, *earlier) if one is not None)
        before = next((one for one in times if one != panel.begins), None)
        panels.append(panel if before is None else replace(panel, moved_from=before))
    return replace(known, panels=tuple(panels))


def _told(panel: Panel, own: Panel | None, fact: Fact | None) -> Iterator[datetime]:
    if fact is not None and fact.was:
        with suppress(BadFact):  # of an older version: what the files say now is told
            yield moment(fact.was)
    if own is not None and own.begins is not None:
        yield own.begins
    if panel.start is not None:
        yield panel.start
