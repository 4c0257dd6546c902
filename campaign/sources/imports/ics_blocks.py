"""A calendar file cut into its sessions and its zones, each with its line.

Every session is read by itself, so that a damaged one costs itself only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAFE_RULE_PARTS = {"FREQ", "BYMONTH", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT", "WKST"}


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one component. ``whole`` is false where its end is missing."""

    kind: str
    line: int
    text: str
    whole: bool = True


def blocks(text: str) -> tuple[Block, ...]:
    """Return the sessions and zones of a calendar, in the order of the file."""
    return tuple(_cut(re.split(r"\r\n|\n|\r", text)))


def _cut(lines: list[str]) -> Iterator[Block]:
    kind, first, kept = "", 0, list[str]()
    for number, line in enumerate(lines, start=1):
        mark = line.rstrip().upper()
        if mark in {"BEGIN:VEVENT", "BEGIN:VTIMEZONE"}:
            if kind:
                yield Block(kind, first, "\n".join(kept), whole=False)
            kind, first, kept = mark.removeprefix("BEGIN:"), number, []
        if kind:
            kept.append(line)
        if kind and mark == f"END:{kind}":
            yield Block(kind, first, "\n".join(kept))
            kind = ""
    if kind:
        yield Block(kind, first, "\n".join(kept), whole=False)


def header(text: str, name: str) -> str | None:
    """Return the value of a property of the calendar itself."""
    found = re.search(rf"(?im)^{re.escape(name)}(?:;[^:\r\n]*)?:(.+?)\s*$", text)
    return found[1] if found else None


def is_plain_zone(block: Block) -> bool:
    """Tell whether a zone's clock changes are yearly: a rule by the second has no end."""
    for rule in re.findall(r"(?im)^RRULE[^:\n]*:(.*)$", block.text):
        parts = dict(part.split("=", 1) for part in rule.strip().upper().split(";") if "=" in part)
        if parts.get("FREQ") != "YEARLY" or not parts.keys() <= _SAFE_RULE_PARTS:
            return False
    return True
