"""Which row of today is which row of before, decided by what they say, never by guessing.

From strong to weak: equal in everything; equal but for one field; equal in a long text,
or in two fields with it; same title and a similar text; a title that only ever one row
had. Last, without titles, a similar text or the same subject: that is never sure.
At each level a pair counts only if neither side has another candidate there.
What has several candidates at a level is unsure. What has none is new.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.sources.sheets.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_LONG_TEXT = 20
_SIMILAR = 60
_NEARLY_THE_SAME = 90
"""So alike are the words of one post that was renamed and mended, in percent."""
_COMPARED = 64
_MOST_PAIRS = 1_000_000
"""Where more than these are left, it is another calendar and not a changed one."""


@dataclass(frozen=True, slots=True)
class Print:
    """What a row says, one line each; ``about`` is its image, card and subject."""

    title: str = ""
    text: str = ""
    when: str = ""
    channels: str = ""
    about: str = ""


@dataclass(slots=True)
class Matches:
    """Pairs of positions (row, record), and rows with several candidates."""

    pairs: dict[int, int] = field(default_factory=dict)
    unsure: dict[int, tuple[int, ...]] = field(default_factory=dict)


_Fields = tuple[str, str, str, str, str]
_TITLE, _TEXT, _WHEN, _CHANNELS, _ABOUT = range(5)
_ONE_APART = tuple(tuple(i for i in range(5) if i != left_out) for left_out in range(5))
_WITH_TEXT = ((_TITLE, _TEXT), (_TEXT, _WHEN), (_TITLE, _WHEN))


def match(
    rows: Sequence[Print],
    records: Sequence[Print],
    *,
    levels: int | None = None,
    titles: frozenset[str] = frozenset(),
) -> Matches:
    """Match ``rows`` with ``records``; only the strongest ``levels``, or all.

    ``titles`` are those that only one row has, and only one record ever had (plain).
    """
    return _Matcher(rows, records, titles).run(levels)


class _Matcher:
    """Walks through the levels; what is decided at one is out of the next."""

    def __init__(
        self, rows: Sequence[Print], records: Sequence[Print], titles: frozenset[str]
    ) -> None:
        self.rows = dict(enumerate(map(_fields, rows)))
        self.records = dict(enumerate(map(_fields, records)))
        self.titles = titles
        self.found = Matches()

    def run(self, levels: int | None) -> Matches:
        self._equal()
        steps: tuple[Callable[[], dict[int, set[int]]], ...] = (
            lambda: self._by_keys(_ONE_APART),
            lambda: self._by_keys(_WITH_TEXT),
            lambda: self._by_keys(((_TEXT,),)),
            self._similar,
            self._same_title,
            self._alike,
        )
        for step in steps[: None if levels is None else levels - 1]:
            if self.rows and self.records:
                self._decide(step())
        return self.found

    def _equal(self) -> None:
        """Pair what is equal in everything, in order: nobody can tell such rows apart."""
        records: dict[_Fields, list[int]] = {}
        for there in reversed(self.records):
            records.setdefault(self.records[there], []).append(there)
        for here, fields in list(self.rows.items()):
            if records.get(fields):
                self._pair(here, records[fields].pop())

    def _by_keys(self, keys: Iterable[tuple[int, ...]]) -> dict[int, set[int]]:
        candidates: dict[int, set[int]] = {}
        for key in keys:
            table: dict[tuple[str, ...], list[int]] = {}
            for there, fields in self.records.items():
                if _tells(fields, key):
                    table.setdefault(tuple(fields[i] for i in key), []).append(there)
            for here, fields in self.rows.items():
                same = table.get(tuple(fields[i] for i in key), ())
                candidates.setdefault(here, set()).update(same[:_COMPARED])
        return candidates

    def _similar(self) -> dict[int, set[int]]:
        from rapidfuzz import fuzz  # noqa: PLC0415 -- only changed rows need it

        candidates = self._by_keys(((_TITLE,),))
        for here, options in candidates.items():
            text = self.rows[here][_TEXT]
            candidates[here] = {
                there
                for there in options
                if fuzz.ratio(text, self.records[there][_TEXT]) >= _SIMILAR
            }
        return candidates

    def _same_title(self) -> dict[int, set[int]]:
        """Accept a title that only one row ever had; any other is unsure, even alone."""
        candidates = self._by_keys(((_TITLE,),))
        for here, options in list(candidates.items()):
            if options and self.rows[here][_TITLE] not in self.titles:
                self._leave(here, options)
                del candidates[here]
        return candidates

    def _alike(self) -> dict[int, set[int]]:
        """Leave to a person what may be one row with another time and other words: never sure.

        Two that have titles, and not the same, are two, unless they say nearly the same.
        """
        if len(self.rows) * len(self.records) > _MOST_PAIRS:
            return {}
        for here, fields in list(self.rows.items()):
            options = {
                there for there, record in self.records.items() if _may_be_one(fields, record)
            }
            if options:
                self._leave(here, set(sorted(options)[:_COMPARED]))
        return {}

    def _decide(self, candidates: dict[int, set[int]]) -> None:
        suitors: dict[int, int] = {}
        for options in candidates.values():
            for there in options:
                suitors[there] = suitors.get(there, 0) + 1
        for here, options in candidates.items():
            if len(options) == 1 and suitors[min(options)] == 1:
                self._pair(here, min(options))
            elif options:
                self._leave(here, options)
        for there in [there for there in self.records if suitors.get(there, 0) > 1]:
            del self.records[there]

    def _pair(self, here: int, there: int) -> None:
        self.found.pairs[here] = there
        del self.rows[here]
        del self.records[there]

    def _leave(self, here: int, options: set[int]) -> None:
        self.found.unsure[here] = tuple(sorted(options))
        del self.rows[here]


def _fields(row: Print) -> _Fields:
    return (
        plain(row.title),
        plain(row.text),
        plain(row.when),
        plain(row.channels),
        plain(row.about),
    )


def _tells(fields: _Fields, key: tuple[int, ...]) -> bool:
    """Tell whether the fields of a key say enough to know a row by them."""
    if key == (_TEXT,):
        return len(fields[_TEXT]) >= _LONG_TEXT
    if len(key) < len(_ONE_APART[0]):
        return all(fields[i] for i in key)
    return bool(fields[_TITLE] or fields[_TEXT]) and any(fields[i] for i in key)


def _may_be_one(fields: _Fields, record: _Fields) -> bool:
    from rapidfuzz import fuzz  # noqa: PLC0415 -- only changed rows need it

    named_otherwise = bool(fields[_TITLE] and record[_TITLE])
    enough = _NEARLY_THE_SAME if named_otherwise else _SIMILAR
    has_words = bool(fields[_TEXT]) or not named_otherwise
    if has_words and fuzz.ratio(fields[_TEXT], record[_TEXT], score_cutoff=enough):
        return True
    return not named_otherwise and bool(fields[_ABOUT]) and fields[_ABOUT] == record[_ABOUT]
