"""From the tree of a YAML file to typed values, with a problem for whatever does not fit.

A :class:`Reader` stands for one mapping and one :class:`~campaign.sources.fields.Shape`.
It never raises for what a file says: it notes the problem and gives ``None``.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import available_timezones

from campaign.core.folding import folded
from campaign.core.problems import Code
from campaign.core.yes_no import yes_or_no
from campaign.likeness import nearest
from campaign.sources.fields import SHAPES, Form
from campaign.sources.findings import Findings, Places
from campaign.sources.yamldoc import Items, Pairs, Scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from enum import StrEnum

    from campaign.core.problems import Place
    from campaign.sources.fields import Field, Shape
    from campaign.sources.yamldoc import Node

T = TypeVar("T")
E = TypeVar("E", bound="StrEnum")

ID = re.compile(r"[^\W\d_][\w-]{0,63}")
"""A name that can stand in keys, files and moments."""

_LINK = re.compile(r"https?://[^\s<>\"]+")
_NUMBER = re.compile(r"\d{1,15}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN = 60
LONGEST = 20_000
"""Characters that a text of the folder may have: more is no text but a mistake."""
LONGEST_NAME = 500
"""The same of a name or title: it stands in every post and on every card."""
_NAMING = frozenset({"title", "name", "organisers"})
_NAMED = 3


class Reader:
    """Reads one mapping. ``bad`` tells whether anything in it was an error."""

    __slots__ = ("_nodes", "bad", "findings", "line", "shape")

    def __init__(self, node: Pairs, shape: Shape, findings: Findings) -> None:
        self.shape = shape
        self.findings = findings
        self.line = node.line
        self.bad = False
        self._nodes: dict[str, tuple[Node, int]] = {}
        self._take(node)

    def _take(self, node: Pairs) -> None:
        nodes = self._nodes
        names = _NAMES[self.shape.name]
        for key, value in node:
            name = key.text if type(key) is Scalar and key.text is not None else "?"
            if name not in names:
                self.wrong(
                    Code.UNKNOWN_FIELD, key.line, field=_short(name), known=nearest(name, names)
                )
            elif name in nodes:
                self.wrong(Code.DUPLICATE_FIELD, key.line, field=name, first=nodes[name][1])
            else:
                nodes[name] = (value, key.line)
        for name in _REQUIRED[self.shape.name]:
            if self._is_empty(name):
                self.wrong(Code.MISSING_FIELD, self.line, field=name)

    def _is_empty(self, name: str) -> bool:
        found = self._nodes.get(name)
        return found is None or (type(found[0]) is Scalar and not (found[0].text or "").strip())

    def wrong(self, code: Code, line: int | None, **params: object) -> None:
        """Note an error of this mapping."""
        self.bad = True
        self.findings.error(code, line, **params)

    def misfit(self, name: str, value: str, line: int | None = None, **why: str) -> None:
        """Note that a value does not have the form of its field; ``why`` says ``because`` of what,
        where the field alone does not, and what else the sentence for that names.
        """
        field = self.shape.field(name)
        line = line or self.line_of(name)
        params = {"field": name, "value": _short(value), "expected": field.expected}
        self.wrong(Code.BAD_VALUE, line, **params, **(why or _why(field, value)))

    def has(self, name: str) -> bool:
        """Tell whether the field is written and not empty."""
        return not self._is_empty(name)

    def line_of(self, name: str) -> int:
        """Return the line of a field, or that of the mapping."""
        found = self._nodes.get(name)
        return self.line if found is None else found[1]

    def place_of(self, name: str) -> Place:
        """Return the place of a field."""
        return self.findings.place(self.line_of(name))

    def places(self) -> Places:
        """Return the place of every field that is written."""
        lines = {name: line for name, (_, line) in self._nodes.items()}
        return Places(self.findings, lines)

    def node(self, name: str) -> Node | None:
        """Return what is written in a field, as it is."""
        found = self._nodes.get(name)
        return None if found is None else found[0]

    def text(self, name: str) -> str | None:
        """Return a text without spaces at its ends; ``None`` if it is empty."""
        found = self._nodes.get(name)
        if found is None:
            return None
        if type(found[0]) is not Scalar:
            self.misfit(name, _sign(found[0]))
            return None
        text = (found[0].text or "").strip()
        return None if self._is_long(name, text, found[1]) else text or None

    def _is_long(self, name: str, text: str, line: int) -> bool:
        """Note a text that is longer than anybody writes there: it would keep us busy for long."""
        limit = LONGEST_NAME if name in _NAMING else LONGEST
        if len(text) <= limit:
            return False
        params = {"field": name, "value": _short(text), "expected": self.shape.field(name).expected}
        length = f"{len(text)}"
        self.wrong(Code.BAD_VALUE, line, **params, because="long", length=length, limit=limit)
        return True

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return ``parse(text)``; a ValueError becomes a misfit."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError:
            self.misfit(name, text)
            return None

    def number(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        text = self.text(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
            self.wrong(
                Code.BAD_VALUE,
                self.line_of(name),
                field=name,
                value=_short(text),
                expected=f"{low}–{high}",
            )
            return None
        return int(text)

    def money(self, name: str) -> Decimal | None:
        """Return an amount of money, zero or more."""
        text = self.text(name)
        if text is None:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount <= 1_000_000:  # noqa: PLR2004 -- far beyond any budget
            self.misfit(name, text)
            return None
        return amount

    def flag(self, name: str) -> bool | None:
        """Return yes or no."""
        text = self.text(name)
        if text is None:
            return None
        said = yes_or_no(text)
        if said is None:
            self.misfit(name, text)
        return said

    def link(self, name: str) -> str | None:
        """Return a web address."""
        text = self.text(name)
        if text is not None and not _LINK.fullmatch(text):
            self.wrong(Code.LINK_BROKEN_FORM, self.line_of(name), value=_short(text))
            return None
        return text

    def id(self, name: str) -> str | None:
        """Return a name that can stand in keys."""
        text = self.text(name)
        if text is not None and not ID.fullmatch(text):
            self.misfit(name, text)
            return None
        return text

    def choice(self, name: str, values: type[E]) -> E | None:
        """Return a member of an enumeration."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return values(text)
        except ValueError:
            self.misfit(name, text)
            return None

    def one_of(self, name: str) -> str | None:
        """Return a text that is one of the field's choices."""
        text = self.text(name)
        if text is not None and text not in self.shape.field(name).choices:
            self.misfit(name, text)
            return None
        return text

    def texts(self, name: str, separators: str = "") -> tuple[str, ...]:
        """Return a list of texts; a single one may stand alone, or several in one line."""
        return tuple(text for text, _ in self.lined_texts(name, separators))

    def lined_texts(self, name: str, separators: str = "") -> list[tuple[str, int]]:
        """Return a list of texts, each with its line."""
        found = self._nodes.get(name)
        if found is None:
            return []
        node, line = found
        if type(node) is Scalar:
            pieces = (
                re.split(f"[{separators}]", node.text or "") if separators else [node.text or ""]
            )
            return [(piece.strip(), line) for piece in pieces if piece.strip()]
        if type(node) is not Items:
            self.misfit(name, _sign(node))
            return []
        return list(self._texts(name, node))

    def _texts(self, name: str, node: Items) -> Iterator[tuple[str, int]]:
        for child in node.nodes:
            if type(child) is not Scalar:
                self.misfit(name, _sign(child), child.line)
                continue
            text = (child.text or "").strip()
            if text and not self._is_long(name, text, child.line):
                yield text, child.line

    def group(self, name: str) -> Reader | None:
        """Return a reader of the mapping below a field."""
        found = self._nodes.get(name)
        if found is None or self._is_empty(name):
            return None
        if type(found[0]) is not Pairs:
            self.misfit(name, _sign(found[0]))
            return None
        return Reader(found[0], SHAPES[self.shape.field(name).shape or ""], self.findings)

    def groups(self, name: str) -> list[Reader]:
        """Return a reader for each mapping of the list below a field."""
        found = self._nodes.get(name)
        if found is None or self._is_empty(name):
            return []
        if type(found[0]) is not Items:
            self.misfit(name, _sign(found[0]))
            return []
        return groups(found[0], SHAPES[self.shape.field(name).shape or ""], self.findings)

    def pairs(self, name: str) -> dict[str, tuple[str | None, int]]:
        """Return a mapping with names of its own: each name's text and line."""
        found = self._nodes.get(name)
        if found is None or self._is_empty(name):
            return {}
        if type(found[0]) is not Pairs:
            self.misfit(name, _sign(found[0]))
            return {}
        read: dict[str, tuple[str | None, int]] = {}
        for key, value in found[0]:
            if type(key) is not Scalar or type(value) is not Scalar or not key.text:
                self.misfit(name, _sign(value), key.line)
            elif key.text in read:
                first = read[key.text][1]
                self.wrong(Code.DUPLICATE_FIELD, key.line, field=key.text, first=first)
            else:
                read[key.text] = ((value.text or "").strip() or None, key.line)
        return read


def groups(node: Node | None, shape: Shape, findings: Findings) -> list[Reader]:
    """Return a reader for each mapping of a list; ``None`` is an empty list."""
    if node is None or (type(node) is Scalar and node.text is None):
        return []
    if type(node) is not Items:
        _misplaced(node, shape, Form.GROUPS, findings)
        return []
    readers: list[Reader] = []
    for child in node.nodes:
        if type(child) is Pairs:
            readers.append(Reader(child, shape, findings))
        else:
            _misplaced(child, shape, Form.GROUP, findings)
    return readers


def whole(node: Node | None, shape: Shape, findings: Findings) -> Reader | None:
    """Return a reader of a file that is one mapping; ``None`` and a problem if it is not."""
    if type(node) is Pairs:
        return Reader(node, shape, findings)
    if node is not None:
        _misplaced(node, shape, Form.GROUP, findings)
        return None
    return Reader(Pairs(1), shape, findings)


def _misplaced(node: Node, shape: Shape, form: Form, findings: Findings) -> None:
    value = _short(node.text or "") if type(node) is Scalar else _sign(node)
    params = {"field": shape.name, "value": value, "expected": form.value, **_fields(shape)}
    findings.error(Code.BAD_VALUE, node.line, **params)


def _why(field: Field, value: str) -> dict[str, str]:
    """Return why a value does not have its form, where that can be told, and what would do."""
    if field.form in {Form.GROUP, Form.GROUPS} and field.shape:
        return _fields(SHAPES[field.shape])
    if field.form is Form.NAME:
        bare = re.sub(r"[^a-z0-9]+", "-", folded(value)).strip("-0123456789")[:_SHOWN]
        return {"because": "name", "near": bare or field.expected}
    if field.form is Form.ZONE:
        return {
            "because": "zone",
            "near": nearest(value, sorted(available_timezones() - {value}), _NAMED),
        }
    if field.form is Form.TEXT and value in _GROUPED:
        return {"because": "text"}
    if field.form is Form.LOCAL and _is_no_day(value):
        return {"because": "no-such-day"}
    return {}


def _fields(shape: Shape) -> dict[str, str]:
    """Return that fields are wanted, and which come first: those that must be there."""
    names = sorted(shape.fields, key=lambda field: not field.required)
    return {"because": "group", "fields": ", ".join(f"{one.name}: …" for one in names[:_NAMED])}


def _is_no_day(value: str) -> bool:
    """Tell whether a date is well written, and of a day that no calendar has."""
    written = _DAY.match(value)
    if written is None:
        return False
    try:
        date.fromisoformat(written[0])
    except ValueError:
        return True
    return False


def _sign(node: Node) -> str:
    if type(node) is Scalar:
        return node.text or ""
    return _GROUPED[0] if type(node) is Items else _GROUPED[1]


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"


_GROUPED = ("[…]", "{…}")
"""How a message shows a list and a mapping."""

_NAMES: dict[str, dict[str, bool]] = {
    name: {field.name: field.required for field in shape.fields} for name, shape in SHAPES.items()
}
_REQUIRED = {
    name: tuple(n for n, must in fields.items() if must) for name, fields in _NAMES.items()
}
