"""The schedule JSON of pretalx and frab: the model of the XML with other brackets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from campaign.core.problems import Code, Place, error
from campaign.sources.imports.frab import Day, FrabReader, RawEvent, zone_named
from campaign.sources.imports.lined_json import line_of, read_lined
from campaign.sources.imports.schedule import Person, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

_PERSON_NAMES = ("public_name", "name", "full_public_name")
_PERSON_KEYS = ("id", "code", "guid")


def read_json(file: str, content: str, zone: tzinfo) -> Schedule:
    """Read a schedule; ``zone`` is for times that name neither offset nor zone."""
    try:
        root = read_lined(content)
    except json.JSONDecodeError as wrong:
        problem = error(Code.IMPORT_UNREADABLE, Place(file, wrong.lineno), reason=wrong.msg)
        return Schedule(problems=(problem,))
    except (RecursionError, ValueError) as wrong:  # nested, or a number of a million digits
        problem = error(Code.IMPORT_UNREADABLE, Place(file, 1), reason=wrong)
        return Schedule(problems=(problem,))
    conference = _object(_object(root, "schedule"), "conference")
    reader = FrabReader(file, zone)
    name = _text(conference, "time_zone_name")
    reader.zone = zone_named(name, zone, reader.problems, Place(file))
    reader.named = str(reader.zone) == name
    talks = tuple(
        reader.talk(_raw(event, room, line_of(event, content)), day)
        for day, room, event in _events(conference)
    )
    return Schedule(_text(conference, "title") or None, talks, tuple(reader.problems))


def _events(conference: dict[str, Any]) -> Iterator[tuple[Day, str, dict[str, Any]]]:
    for day in _list(conference, "days"):
        bounds = Day.read(_text(day, "date"), _text(day, "day_start"))
        for room, events in _object(day, "rooms").items():
            for event in events if isinstance(events, list) else ():
                if isinstance(event, dict):
                    yield bounds, room, event


def _raw(event: dict[str, Any], room: str, line: int | None) -> RawEvent:
    fields = {name: _text(event, name) for name in event}
    fields["room"] = fields.get("room") or room
    return RawEvent(
        fields={name: value for name, value in fields.items() if value},
        line=line,
        persons=tuple(_persons(event)),
        url=_text(event, "url") or None,
        optout=_text(event, "do_not_record"),
    )


def _persons(event: dict[str, Any]) -> Iterator[Person]:
    for person in _list(event, "persons"):
        name = next(filter(None, (_text(person, key) for key in _PERSON_NAMES)), "")
        key = next(filter(None, (_text(person, key) for key in _PERSON_KEYS)), "")
        if name:
            yield Person(key, name)


def _object(node: Any, name: str) -> dict[str, Any]:
    found = node.get(name) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _list(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = node.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(node: dict[str, Any], name: str) -> str:
    """Return a field as text; lists, objects and nothing are no text."""
    value = node.get(name)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, (int, float)) else ""
