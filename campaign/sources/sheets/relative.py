"""Moments told from something else: ``1 día antes del panel 1``, ``two hours after the launch``.

*After* a panel counts from its end, *before* it from its start, unless the words say which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from campaign.core.when import Anchor, Unit
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_HALF_HOUR = 30


@dataclass(frozen=True, slots=True)
class Relative:
    """A distance from a point; ``rest`` are the words that say from what, maybe none."""

    amount: int
    unit: Unit
    anchor: Anchor
    rest: str
    whole_day: bool = False


def read_relative(text: str) -> Relative | None:
    """Return the distance that ``text`` tells, ``None`` if it is something else."""
    said = plain(text).strip(" .,;")
    for pattern in (_distance(), _day_of(), _moment()):
        found = pattern.fullmatch(said)
        if found is not None:
            return _relative(found.groupdict())
    return None


def _relative(found: dict[str, str | None]) -> Relative:
    rest, anchor = _anchor(found["rest"] or "")
    direction = found.get("direction")
    if direction is None:
        spoken = words().tables["moments"].get(found.get("moment") or "")
        if spoken is not None:
            return Relative(0, Unit.MINUTE, Anchor(spoken), rest)
        eve = -1 if found.get("eve") else 0
        return Relative(eve, Unit.DAY, anchor or Anchor.START, rest, whole_day=True)
    before = words().tables["directions"][direction] == "before"
    amount, unit = _amount(found)
    default = Anchor.START if before else Anchor.END
    return Relative(-amount if before else amount, unit, anchor or default, rest)


def _amount(found: dict[str, str | None]) -> tuple[int, Unit]:
    unit = Unit(words().tables["units"][found["unit"] or ""])
    number = found["amount"]
    if found["half"]:
        return _HALF_HOUR, Unit.MINUTE
    amount = 1
    if number is not None:
        amount = int(words().tables["ordinals"].get(number, number))
    if found["more"]:
        return amount * 60 + _HALF_HOUR, Unit.MINUTE
    return amount, unit


def _anchor(rest: str) -> tuple[str, Anchor | None]:
    """Take ``del inicio``, ``of the end`` out of the rest."""
    found = _point().match(rest)
    if found is None:
        return rest.strip(), None
    return rest[found.end() :].strip(), Anchor(words().tables["moments"][found["point"]])


@cache
def _distance() -> re.Pattern[str]:
    units = _any(words().tables["units"])
    counting = _any(w for w, means in words().tables["ordinals"].items() if means.isdigit())
    direction = _any((*words().of("directions", "before"), *words().of("directions", "after")))
    hours = _any(words().of("units", "h"))
    return re.compile(
        rf"""(?:(?:el|al|la|the|on[ ]the|aprox\.?|unos|about)\s+)?
        (?:(?P<half>(?:media|half[ ]an?|half)\s+(?={hours}))|(?P<amount>\d{{1,5}}|{counting})\s*)?
        (?P<unit>{units})(?P<more>\s+y\s+media|\s+and\s+a\s+half)?\.?\s+
        (?P<direction>{direction})(?!\w)(?P<rest>.*)""",
        re.VERBOSE,
    )


@cache
def _day_of() -> re.Pattern[str]:
    same, eve = _any(words().of("directions", "same")), _any(words().of("directions", "eve"))
    return re.compile(rf"(?:(?:en|on)\s+)?(?:(?P<same>{same})|(?P<eve>{eve}))(?!\w)(?P<rest>.*)")


@cache
def _moment() -> re.Pattern[str]:
    return re.compile(rf"(?P<moment>{_any(words().tables['moments'])})(?!\w)(?P<rest>.*)")


@cache
def _point() -> re.Pattern[str]:
    points = _any(words().tables["moments"])
    return re.compile(rf"\s*(?:(?:de|del|of|the|el|la|al|que)\s+)*(?P<point>{points})(?!\w)")


def _any(options: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(options, key=lambda w: (-len(w), w)))
