"""YAML with places: a small tree of text, lists and mappings that knows its lines.

Every scalar stays the text that was typed, so that ``17:00`` is never read as 1020,
nor ``no`` as false. The tree is built from libyaml's events and not by its composer,
which recurses in C: 100,000 open brackets would end the process.
"""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from campaign.core.problems import Code, Place, error
from campaign.sources.yaml_faults import why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from campaign.core.problems import Problem

DEEPEST: Final = 32
"""Levels of nesting that a file may have; the campaign's own go to 6."""

MOST_BORROWED: Final = 100_000
"""Values that aliases may bring in all together (a few lines of them can mean billions)."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar:
    """A piece of text; ``None`` where the file says nothing (``end:``) or ``null``."""

    __slots__ = ("line", "text")

    def __init__(self, text: str | None, line: int) -> None:
        self.text = text
        self.line = line


class Items:
    """A list."""

    __slots__ = ("line", "nodes")

    def __init__(self, line: int) -> None:
        self.nodes: list[Node] = []
        self.line = line


class Pairs:
    """A mapping, in the order of the file and with its repetitions."""

    __slots__ = ("line", "nodes")

    def __init__(self, line: int) -> None:
        self.nodes: list[Node] = []
        self.line = line

    def __iter__(self) -> Iterator[tuple[Node, Node]]:
        """Return keys and values by turns."""
        return zip(self.nodes[::2], self.nodes[1::2], strict=True)


Node = Scalar | Items | Pairs


def parse(
    file: str, content: bytes, given: str | None = None
) -> tuple[Node | None, Problem | None]:
    """Return the tree of a YAML file, ``None`` for an empty one, and what is wrong with it.

    ``given`` is what people call the file if its content comes from elsewhere.
    """
    where = Place(file, given=given)
    text, problem = _text(where, content)
    if text is None:
        return None, problem
    try:
        with without_collection():
            return _Builder().build(CParser(text)), None
    except _TooMuch as much:
        place = replace(where, line=much.line)
        return None, error(Code.BAD_YAML, place, reason=much.what, because=much.because)
    except yaml.YAMLError as wrong:
        return None, _bad(where, wrong, text)


def decode(file: str, content: bytes) -> tuple[str | None, Problem | None]:
    """Return the text of a UTF-8 file, with or without a byte order mark."""
    return _text(Place(file), content)


def _text(where: Place, content: bytes) -> tuple[str | None, Problem | None]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        return None, error(Code.BAD_ENCODING, replace(where, line=line), file=where.shown)
    return text, None


def _bad(where: Place, wrong: yaml.YAMLError, text: str) -> Problem:
    marks = [getattr(wrong, "problem_mark", None), getattr(wrong, "context_mark", None)]
    reason = getattr(wrong, "problem", None) or getattr(wrong, "reason", None) or str(wrong)
    lines = text.split("\n")
    numbers = [mark.line for mark in marks if mark is not None]
    because = why(reason, "".join(lines[n] for n in numbers[:1] if n < len(lines)))
    # What was opened and never closed is found at the end, and mended where it begins.
    number = min(numbers) if because in {"quotes", "brackets"} else next(iter(numbers), None)
    if because == "control" and (sign := _CONTROL.search(text)):
        number = text.count("\n", 0, sign.start())
    place = replace(where, line=None if number is None else number + 1)
    return error(Code.BAD_YAML, place, reason=reason, because=because or "")


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the cyclic collector away while a tree grows: there is no garbage (6 times faster)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse(because: str, what: str, line: int) -> NoReturn:
    raise _TooMuch(because, what, line)


class _TooMuch(Exception):
    """A document beyond the limits: why, the sign that shows it, and its line."""

    def __init__(self, because: str, what: str, line: int) -> None:
        self.because = because
        self.what = what
        self.line = line
        super().__init__(because, what, line)


class _Builder:
    """Puts events together into a tree, within the limits of depth and aliases."""

    def __init__(self) -> None:
        self.root = Items(1)
        self.open: list[Items | Pairs] = [self.root]
        self.anchors: dict[str, Node] = {}
        self.borrowed = 0

    def build(self, parser: CParser) -> Node | None:
        take: Callable[[], Any] = parser.get_event
        put = self.root.nodes.append
        event = take()
        while event is not None:
            kind = type(event)
            if kind is ScalarEvent:
                node = Scalar(event.value, event.start_mark.line + 1)
                if not event.style and node.text in _NOTHING:
                    node.text = None
                if event.anchor is not None:
                    self.anchors[event.anchor] = node
                put(node)
            else:
                put = self._other(event)
            event = take()
        return self.root.nodes[0] if self.root.nodes else None

    def _other(self, event: Any) -> Callable[[Node], None]:
        """Take an event that changes where the next value goes, and return where."""
        line: int = event.start_mark.line + 1
        if isinstance(event, MappingStartEvent):
            self._enter(event, Pairs(line))
        elif isinstance(event, SequenceStartEvent):
            self._enter(event, Items(line))
        elif isinstance(event, CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, AliasEvent):
            self._borrow(event)
        elif isinstance(event, DocumentStartEvent) and self.root.nodes:
            _refuse("documents", "---", line)
        return self.open[-1].nodes.append

    def _enter(self, event: Any, node: Items | Pairs) -> None:
        if len(self.open) > DEEPEST:
            much = "{" if isinstance(node, Pairs) else "["
            _refuse("deep", f"{much * 3}… > {DEEPEST}", node.line)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.open[-1].nodes.append(node)
        self.open.append(node)

    def _borrow(self, event: Any) -> None:
        line = event.start_mark.line + 1
        node = self.anchors.get(event.anchor)
        if node is None or node in self.open:
            _refuse("alias", f"*{event.anchor}", line)
        self.borrowed += _size(node, MOST_BORROWED)
        if self.borrowed > MOST_BORROWED:
            _refuse("borrowed", f"*{event.anchor} > {MOST_BORROWED}", line)
        self.open[-1].nodes.append(node)


def _size(node: Node, enough: int) -> int:
    """Count the values below ``node``, and stop counting beyond ``enough``."""
    count = 0
    todo: list[Node] = [node]
    while todo and count <= enough:
        one = todo.pop()
        count += 1
        if not isinstance(one, Scalar):
            todo.extend(one.nodes)
    return count
