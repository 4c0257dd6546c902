"""What the team wrote about a panel: an import that does not know of it leaves it as it stands."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from campaign.sources.imports.kept import PANELS
from campaign.sources.yamldoc import Items, Pairs, Scalar, decode, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.sources.yamldoc import Node

_INDENT: Final = " " * 4
_IDENTITY: Final = "id"
_SPEAKERS: Final = "speakers"
_OF_IMPORT: Final = " · "
"""What stands between room, kind and language where an import writes them as a comment."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A former panel of which something is not there any more: ``fields``, or all of it."""

    panel: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    value: Node
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Panel:
    """A panel as it is written: its fields, its lines, and whether one can take it apart."""

    fields: Mapping[str, _Field]
    first: int
    last: int
    lines: tuple[str, ...]
    apart: bool


def with_panels(file: str, imported: str, former: bytes) -> tuple[str, tuple[Replaced, ...]]:
    """Return an imported programme with what the ``former`` says of the same panels and the
    import leaves open, and what of the former is not there any more.

    Comments stay with their panel. What both say is as the import has it, except speakers of
    the same names, of whom the team may know more.
    """
    old, new = _panels(file, former), _panels(file, imported.encode())
    lines = imported.split("\n")
    replaced = [Replaced(name) for name in old if name not in new]
    for name, panel in reversed(new.items()):  # from below: what is above keeps its numbers
        before = old.get(name)
        if before is not None:
            body, lost = _merged(panel, before)
            lines[panel.first : panel.last] = body
            replaced += [Replaced(name, lost)] if lost else []
    text = "\n".join(lines)
    if parse(file, text.encode())[1] is None:
        return text, tuple(sorted(replaced, key=lambda one: [*old].index(one.panel)))
    return imported, tuple(Replaced(name) for name in old)  # pragma: no cover -- to be safe


def _merged(panel: _Panel, before: _Panel) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines of a panel with what was written of it before, and what is lost."""
    body = [line for line in panel.lines if line.strip()]
    lost: list[str] = []
    for name, field in before.fields.items():
        there = panel.fields.get(name)
        if name == _IDENTITY or _is_empty(field.value):
            continue
        if there is not None and _plain(there.value) == _plain(field.value):
            continue
        fills = there is None or _is_empty(there.value) or _same_people(name, there, field)
        if not (fills and before.apart):
            lost.append(name)
            continue
        body = [line for line in body if there is None or line not in there.lines]
        body += _indented(field.lines)
    said = {line.strip() for line in body}
    comments = [line.strip() for line in before.lines if line.lstrip().startswith("#")]
    new = [one for one in dict.fromkeys(comments) if one not in said and _OF_IMPORT not in one]
    return [*body, *(f"{_INDENT}{one}" for one in new), ""], tuple(lost)


def _panels(file: str, content: bytes) -> dict[str, _Panel]:
    """Return the panels of a programme by their ids, as they are written; none of a bad one."""
    node, problem = parse(file, content)
    text, _ = decode(file, content)
    if problem is not None or not isinstance(node, Pairs) or text is None:
        return {}
    fields = [(key, value) for key, value in node if isinstance(key, Scalar)]
    at = next((n for n, (key, _) in enumerate(fields) if key.text == PANELS), None)
    panels = None if at is None else fields[at][1]
    if at is None or not isinstance(panels, Items):
        return {}
    lines = text.split("\n")
    end = fields[at + 1][0].line - 1 if at + 1 < len(fields) else len(lines)
    return dict(_each(panels, lines, end))


def _each(items: Items, lines: Sequence[str], end: int) -> Iterator[tuple[str, _Panel]]:
    pairs = [one for one in items.nodes if isinstance(one, Pairs) and one.nodes]
    begins = [one.nodes[0].line - 1 for one in pairs]
    for one, first, last in zip(pairs, begins, [*begins, end][1:], strict=True):
        keys = [(key, value) for key, value in one if isinstance(key, Scalar) and key.text]
        starts = [key.line - 1 for key, _ in keys]
        fields = {
            str(key.text): _Field(value, _of_field(lines[start:until]))
            for (key, value), start, until in zip(keys, starts, [*starts, last][1:], strict=True)
        }
        identity = fields.get(_IDENTITY)
        name = identity.value.text if identity and isinstance(identity.value, Scalar) else None
        apart = len(set(starts)) == len(starts)
        if name:
            yield name, _Panel(fields, first, last, tuple(lines[first:last]), apart)


def _of_field(lines: Sequence[str]) -> tuple[str, ...]:
    """Return a field's lines without the comments that follow, which are of what comes then."""
    kept = [*lines]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith("#")):
        kept.pop()
    return tuple(kept)


def _indented(lines: Sequence[str]) -> list[str]:
    """Return a field's lines as deep as those of an imported panel; the first may begin an item."""
    first = lines[0].replace("- ", "  ", 1) if lines[0].lstrip().startswith("- ") else lines[0]
    return textwrap.indent(textwrap.dedent("\n".join([first, *lines[1:]])), _INDENT).split("\n")


def _is_empty(value: Node) -> bool:
    return isinstance(value, Scalar) and value.text is None


def _plain(value: Node) -> object:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Items):
        return [_plain(one) for one in value.nodes]
    return {str(_plain(key)): _plain(one) for key, one in value}


def _same_people(name: str, there: _Field, field: _Field) -> bool:
    return name == _SPEAKERS and _names(there.value) == _names(field.value) != set()


def _names(value: Node) -> set[object]:
    people = value.nodes if isinstance(value, Items) else []
    said = [dict(one) for one in map(_plain, people) if isinstance(one, dict)]
    return {one["name"] for one in said if one.get("name")}
