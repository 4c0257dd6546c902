"""The words of short answers in one language, from ``[brief]`` of its ``intents.toml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from campaign.services.understanding.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.services.understanding.words import Spelling


class Nod(StrEnum):
    """How somebody agrees. *Ok* is less than *yes*: enough to go on, too little to erase."""

    YES = "yes"
    FINE = "fine"
    NO = "no"
    NONE = "none"


_SETS = (
    *("fillers", "every", "both", "plural", "excepts", "firsts", "lasts"),
    *("leaves", "joins", "wants", "also"),
)


@dataclass(frozen=True)
class BriefWords:
    """Words keyed by sound; ``signs`` are pictures.

    ``doubts`` are rows of words that answer nothing, ``idioms`` rows that only sound like a no.
    ``vain`` are rows that hold *all* and mean none of it (*after all*).
    ``wants`` begin another wish after a refusal (*no quiero el 1, quiero el 2*).
    ``selves`` are rows with which people say who they are (*soy de …*): no panel is named by that.
    ``regrets`` are rows with which people take back what they had begun (*me arrepentí*).
    ``ifs`` are yeses that, written without an accent, may as well begin a condition (*si*).
    ``corrects`` are rows that put what follows in the place of what was named (*no, perdón*).
    ``also`` asks for one thing more (*también al 1*).
    ``leaves`` and ``joins`` stand before a panel that is left or joined (*del 1 al 2*).
    """

    nods: Mapping[Nod, frozenset[str]] = field(default_factory=dict)
    signs: Mapping[Nod, frozenset[str]] = field(default_factory=dict)
    doubts: tuple[tuple[str, ...], ...] = ()
    idioms: tuple[tuple[str, ...], ...] = ()
    vain: tuple[tuple[str, ...], ...] = ()
    selves: tuple[tuple[str, ...], ...] = ()
    corrects: tuple[tuple[str, ...], ...] = ()
    regrets: tuple[tuple[str, ...], ...] = ()
    ifs: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    both: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()
    excepts: frozenset[str] = frozenset()
    firsts: frozenset[str] = frozenset()
    lasts: frozenset[str] = frozenset()
    leaves: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        """All words that a short answer may hold beside a panel."""
        return frozenset().union(*self.nods.values(), *self._counts)

    @property
    def _counts(self) -> tuple[frozenset[str], ...]:
        return self.fillers, self.every, self.both, self.plural, self.firsts, self.lasts

    @classmethod
    def from_table(cls, table: Mapping[str, object], spelling: Spelling) -> BriefWords:
        """Read the table ``brief``; what is missing is empty."""
        nods = (Nod.YES, Nod.FINE, Nod.NO)
        return cls(
            {nod: _keys(table, nod.value, spelling) for nod in nods},
            {nod: frozenset(map(str, _list(table, f"{nod.value}_signs"))) for nod in nods},
            _rows(table, "doubts", spelling),
            _rows(table, "idioms", spelling),
            _rows(table, "vain", spelling),
            _rows(table, "selves", spelling),
            _rows(table, "corrects", spelling),
            _rows(table, "regrets", spelling),
            frozenset(map(str, _list(table, "ifs"))),
            **{name: _keys(table, name, spelling) for name in _SETS},
        )


def _rows(
    table: Mapping[str, object], name: str, spelling: Spelling
) -> tuple[tuple[str, ...], ...]:
    rows = (spelling.words(str(row)) for row in _list(table, name))
    return tuple(tuple(word.key for word in row) for row in rows)


def _list(table: Mapping[str, object], name: str) -> list[object]:
    found = table.get(name)
    return found if isinstance(found, list) else []


def _keys(table: Mapping[str, object], name: str, spelling: Spelling) -> frozenset[str]:
    return frozenset(spelling.sound(fold(str(word))) for word in _list(table, name))
