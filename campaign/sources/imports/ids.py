"""Ids that stay when a programme is imported again: made of what does not change.

Titles, times and rooms change; the other tool's own number or UID does not.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from campaign.core.folding import slug
from campaign.core.problems import Code, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.sources.imports.schedule import Talk

LONGEST = 36
_UUID = re.compile(r"([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def panel_ids(talks: Sequence[Talk], file: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return an id for each talk, all different, and what was odd about them."""
    ids: list[str] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for talk in talks:
        wanted = talk.id or "panel-" + short(talk.key or talk.title or str(talk.line))
        found = wanted
        while found in taken:
            found = _next(found, wanted)
        taken.add(found)
        ids.append(found)
        code = None if talk.key else Code.IMPORT_NO_ID
        code = Code.IMPORT_SAME_ID if found != wanted else code
        if code:
            problems.append(warning(code, talk.place(file), event=talk.title or talk.key, id=found))
    return tuple(ids), tuple(problems)


def short(key: str, longest: int = LONGEST) -> str:
    """Return a key as a short readable word of ASCII letters, digits and dashes."""
    local = key.partition("@")[0] or key
    plain = slug(local)
    if found := _UUID.fullmatch(plain):
        return found[1]
    if plain and len(plain) <= longest:
        return plain
    return hashlib.sha256(key.encode()).hexdigest()[:10]


def _next(found: str, wanted: str) -> str:
    number = found[len(wanted) + 1 :]
    return f"{wanted}-{int(number or 1) + 1}"
