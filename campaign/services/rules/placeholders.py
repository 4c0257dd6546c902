"""Posts that still say what a new folder says in the place of a name: they wait."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from campaign.core.deliveries import Wait, WaitKind
from campaign.core.folding import folded
from campaign.core.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

MENDING = Wait(WaitKind.MENDING, str(Code.PLACEHOLDER))


def waiting_for_words(folder: Folder, items: Sequence[Prepared]) -> list[Prepared]:
    """Return the deliveries; those of a thread that shows a placeholder wait to be mended.

    Without a zone of its own a campaign has no hour at which anything could go out.
    """
    if folder.campaign.zone_is_unset:
        return [replace(item, waits=(*item.waits, MENDING)) for item in items]
    if not folder.placeholders:
        return list(items)
    words = "|".join(re.escape(folded(value.lstrip("#"))) for value in folder.placeholders)
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    unfinished = {item.key.thread for item in items if pattern.search(folded(_shown(item)))}
    return [
        replace(item, waits=(*item.waits, MENDING)) if item.key.thread in unfinished else item
        for item in items
    ]


def _shown(item: Prepared) -> str:
    """Return all words of a delivery: its text as far as it is known, and its pictures'."""
    card = asdict(item.card) if item.card is not None else None
    return "\n".join((item.text or item.outline, *item.alts, *_words(card)))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
