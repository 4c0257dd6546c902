"""Rows of one post: a team writes a row per network, and they are one entry together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.calendar import ALL_CHANNELS
from campaign.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.calendar import Entry
    from campaign.sources.sheets.rows import Draft, RowReader

Work = tuple["RowReader", "Draft"]
"""A row with the reader of its sheet."""


def joined(work: Sequence[Work]) -> list[Work]:
    """Return the rows, those of one post that differ in nothing but their networks as the first
    of them, on the networks of all.

    Where they differ in more, or name a network twice, they stay apart: then the post stands
    twice in the calendar, which is an error of every one of them.
    """
    groups: dict[str, list[Work]] = {}
    for reader, draft in work:
        if draft.post is not None and draft.is_good:
            groups.setdefault(draft.post, []).append((reader, draft))
    gone: set[int] = set()
    for post, rows in groups.items():
        if len(rows) > 1 and _are_one(post, rows):
            first, *others = (draft for _, draft in rows)
            first.also = tuple(draft.cells.place for draft in others)
            names = (name for _, draft in rows for name in draft.networks.channels)
            first.networks = replace(first.networks, channels=tuple(names))
            first.cells.problems += [one for draft in others for one in draft.cells.problems]
            gone.update(map(id, others))
    return [(reader, draft) for reader, draft in work if id(draft) not in gone]


def _are_one(post: str, rows: Sequence[Work]) -> bool:
    named = [name for _, draft in rows for name in draft.networks.channels]
    if len(set(named)) < len(named) or ALL_CHANNELS in named:
        return False
    first, *others = (_but_for_networks(reader.entry(draft, post)) for reader, draft in rows)
    return all(entry == first for entry in others)


def _but_for_networks(entry: Entry) -> Entry:
    return replace(entry, channels=(), place=Place(), places={})
