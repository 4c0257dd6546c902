"""Ids of rows that have none of their own, kept in ``posts/calendar.ids.yaml``.

A row gets an id once, from its title, and keeps it. The file holds what each row said
when it was last loaded, so that a changed row is known again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.sheets.matching import Print, match
from campaign.sources.sheets.plain import one_line, plain, short_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORMAT = 1
_EQUAL, _ALMOST_EQUAL = 1, 2
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELDS = ("title", "when", "channels", "about", "text")


class BadRowIds(ValueError):
    """A file of ids that cannot be read; ``line`` is where, from 1, ``reason`` is why."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(reason, line)


@dataclass(frozen=True, slots=True)
class Remembered:
    """A row as it was when it was last loaded. ``gone``: it is no longer in its sheet."""

    post: str
    file: str
    print: Print
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row of today. ``post`` is the id that the team wrote; ``hint`` names it otherwise."""

    print: Print
    post: str | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RowIds:
    """All rows that were ever loaded, with their ids.

    ``reserved`` are ids of other sources, which no row is given.
    """

    rows: tuple[Remembered, ...] = ()
    reserved: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str) -> RowIds:
        """Read what :meth:`to_yaml` wrote; raises :class:`BadRowIds`."""
        return cls(tuple(_remembered(item) for item in _items(text)))

    def to_yaml(self) -> str:
        """Return the file: a block per row, sorted, so that two versions can be merged."""
        lines = [f"format: {FORMAT}", "rows:" if self.rows else "rows: []"]
        for row in sorted(self.rows, key=lambda row: (row.file, row.post)):
            lines.append(f"- post: {json.dumps(row.post)}")
            lines.append(f"  file: {json.dumps(row.file, ensure_ascii=False)}")
            lines.extend(
                f"  {name}: {json.dumps(value, ensure_ascii=False)}"
                for name in _FIELDS
                if (value := getattr(row.print, name))
            )
            if row.gone:
                lines.append("  gone: true")
        return "\n".join(lines) + "\n"

    def reserving(self, posts: Iterable[str]) -> RowIds:
        """Return the same, never giving a row one of ``posts``."""
        return replace(self, reserved=self.reserved | frozenset(posts))

    def assign(self, file: str, rows: Sequence[NewRow]) -> Assignment:
        """Give every row of ``file`` its id: its own, its former one, or a new one."""
        return _Assigner(self, file, rows).assign()


@dataclass(frozen=True, slots=True)
class Assignment:
    """An id per row, ``None`` where it is unsure; ``unsure`` has the candidates by row."""

    posts: tuple[str | None, ...]
    unsure: Mapping[int, tuple[str, ...]]
    ids: RowIds


def is_id(text: str) -> bool:
    """Tell whether ``text`` can be the id of a row."""
    return _ID.fullmatch(text) is not None


def read_row_ids(path: str, text: str) -> tuple[RowIds, tuple[Problem, ...]]:
    """Read the file of ids; what is wrong with it is a problem with its line."""
    try:
        return RowIds.parse(text), ()
    except BadRowIds as bad:
        return RowIds(), (
            error(Code.BAD_YAML, Place(path, bad.line), reason=bad.reason, because="ids"),
        )


class _Assigner:
    """One assignment, step by step."""

    def __init__(self, ids: RowIds, file: str, rows: Sequence[NewRow]) -> None:
        self.ids = ids
        self.file = file
        self.rows = rows
        self.posts: list[str | None] = [row.post for row in rows]
        self.own = [row for row in ids.rows if row.file == file]
        self.taken = {row.post for row in ids.rows} | ids.reserved
        self.taken |= {row.post for row in rows if row.post}
        self.counters: dict[str, int] = {}
        self.unsure: dict[int, tuple[str, ...]] = {}

    def assign(self) -> Assignment:
        live = [row for row in self.own if not row.gone]
        self.unsure = self._match(live, levels=None)
        self._match([row for row in self.own if row.gone], levels=_EQUAL)
        if not self.own:
            others = [row for row in self.ids.rows if row.file != self.file and not row.gone]
            self._match(others, levels=_ALMOST_EQUAL)
        candidates: dict[int, tuple[str, ...]] = {}
        for number, row in enumerate(self.rows):
            if number in self.unsure:
                candidates[number] = (*self.unsure[number], self._new(row, keep=False))
            elif self.posts[number] is None:
                self.posts[number] = self._new(row)
        waiting = {post for posts in self.unsure.values() for post in posts}
        return Assignment(tuple(self.posts), candidates, self._remember(waiting))

    def _match(
        self, former: Sequence[Remembered], levels: int | None
    ) -> dict[int, tuple[str, ...]]:
        """Give rows their former ids; return the unsure ones with their candidates."""
        used = {post for post in self.posts if post}
        former = [row for row in former if row.post not in used]
        if not former:
            return {}
        open_rows = [
            number
            for number, post in enumerate(self.posts)
            if post is None and number not in self.unsure
        ]
        found = match(
            [self.rows[number].print for number in open_rows],
            [row.print for row in former],
            levels=levels,
            titles=_titles(self.rows, self.own),
        )
        for here, there in found.pairs.items():
            self.posts[open_rows[here]] = former[there].post
        return {
            open_rows[here]: tuple(sorted(former[there].post for there in options))
            for here, options in found.unsure.items()
        }

    def _new(self, row: NewRow, *, keep: bool = True) -> str:
        base = short_slug(row.print.title) or short_slug(row.hint) or "post"
        number = self.counters.get(base, 1)
        post = base if number == 1 else f"{base}-{number}"
        while post in self.taken:
            number += 1
            post = f"{base}-{number}"
        self.counters[base] = number
        if keep:
            self.taken.add(post)
        return post

    def _remember(self, waiting: set[str]) -> RowIds:
        now = {
            post: Remembered(post, self.file, row.print)
            for row, post in zip(self.rows, self.posts, strict=True)
            if post is not None
        }
        before = [
            row if row.gone or row.post in waiting else replace(row, gone=True)
            for row in self.own
            if row.post not in now
        ]
        others = [row for row in self.ids.rows if row.file != self.file]
        kept = sorted((*others, *before, *now.values()), key=lambda row: (row.file, row.post))
        return replace(self.ids, rows=tuple(kept))


def _titles(rows: Sequence[NewRow], own: Sequence[Remembered]) -> frozenset[str]:
    """Return the titles that belong to one row only, today and ever."""
    today: dict[str, int] = {}
    ever: dict[str, int] = {}
    for row in rows:
        title = plain(row.print.title)
        today[title] = today.get(title, 0) + 1
    for former in own:
        title = plain(former.print.title)
        ever[title] = ever.get(title, 0) + 1
    return frozenset(
        title for title, count in today.items() if title and count == 1 and ever.get(title) == 1
    )


def _items(text: str) -> list[Any]:
    import yaml  # noqa: PLC0415 -- only folders with sheets need it here

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 -- both are safe loaders
    except yaml.MarkedYAMLError as bad:
        line = bad.problem_mark.line + 1 if bad.problem_mark else None
        raise BadRowIds(str(bad.problem or "yaml"), line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as bad:
        raise BadRowIds(type(bad).__name__) from None
    if data is None:
        return []
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        reason = f"format: {FORMAT}"
        raise BadRowIds(reason, 1)
    rows = data.get("rows") or []
    if not isinstance(rows, list):
        reason = "rows: [...]"
        raise BadRowIds(reason)
    return rows


def _remembered(item: object) -> Remembered:
    if not isinstance(item, dict):
        raise BadRowIds(one_line(repr(item), 60))
    post, file = item.get("post"), item.get("file")
    values = {name: item.get(name, "") for name in _FIELDS}
    texts = (post, file, *values.values())
    if not all(isinstance(value, str) for value in texts) or not is_id(str(post)):
        raise BadRowIds(one_line(f"post: {post!r}", 60))
    return Remembered(str(post), str(file), Print(**values), gone=item.get("gone") is True)
