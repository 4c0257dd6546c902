"""The schedule XML of frab, pretalx and their kin: days, rooms, events.

Entities and external references are refused: a small file of entities can unfold into
gigabytes, and a reference can read other files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from campaign.core.problems import Code, Place, Problem, error
from campaign.sources.imports.frab import Day, FrabReader, RawEvent, zone_named
from campaign.sources.imports.schedule import Person, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo


class _Lined(Element):
    """An element that knows its line in the file."""

    line: int | None = None


class _LinedBuilder(TreeBuilder):
    """Builds the tree and notes the line at which each element begins."""

    parser: Any = None

    def start(self, tag: str, attrs: Mapping[Any, Any], /) -> Element:
        element = super().start(tag, attrs)  # type: ignore[arg-type]
        if isinstance(element, _Lined) and self.parser is not None:
            element.line = self.parser.CurrentLineNumber
        return element


def read_xml(file: str, content: bytes, zone: tzinfo) -> Schedule:
    """Read a schedule; ``zone`` is for times that name neither offset nor zone.

    A file that is damaged anywhere gives no talks and the line of the damage.
    """
    builder = _LinedBuilder(element_factory=_Lined)
    parser = DefusedXMLParser(target=builder)
    builder.parser = parser.parser
    try:
        parser.feed(content)
        root = parser.close()
    except DefusedXmlException:
        return _refused(error(Code.IMPORT_ENTITIES, Place(file, builder.parser.CurrentLineNumber)))
    except ParseError as wrong:
        place = Place(file, wrong.position[0])
        return _refused(error(Code.IMPORT_UNREADABLE, place, reason=wrong))
    except (LookupError, ValueError) as wrong:  # an encoding that no codec knows
        return _refused(error(Code.IMPORT_UNREADABLE, Place(file, 1), reason=wrong))
    return _schedule(file, root, zone)


def _refused(problem: Problem) -> Schedule:
    return Schedule(problems=(problem,))


def _schedule(file: str, root: Element, zone: tzinfo) -> Schedule:
    reader = FrabReader(file, zone)
    name = _text(root, "conference/time_zone_name")
    reader.zone = zone_named(name, zone, reader.problems, Place(file))
    reader.named = str(reader.zone) == name
    talks = [
        reader.talk(_raw(event, room.get("name")), Day.read(day.get("date"), day.get("start")))
        for day in root.iter("day")
        for room in day.iter("room")
        for event in room.iter("event")
    ]
    title = _text(root, "conference/title") or None
    return Schedule(title, tuple(talks), tuple(reader.problems))


def _raw(event: Element, room: str | None) -> RawEvent:
    fields = {child.tag: _text(child) for child in event}
    fields |= {name: (event.get(name) or "").strip() for name in ("id", "guid")}
    fields["room"] = fields.get("room") or (room or "").strip()
    return RawEvent(
        fields={name: value for name, value in fields.items() if value},
        line=event.line if isinstance(event, _Lined) else None,
        persons=tuple(
            Person(person.get("id") or person.get("guid") or person.get("code") or "", name)
            for person in event.iterfind("persons/person")
            for name in (_text(person),)
            if name
        ),
        url=_text(event, "url") or None,
        optout=_text(event, "recording/optout"),
    )


def _text(element: Element, path: str | None = None) -> str:
    found = element if path is None else element.find(path)
    return "" if found is None else "".join(found.itertext()).strip()
