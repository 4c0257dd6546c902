"""``posts/programme.yaml`` and ``posts/notes/PANEL.md``: what happens.

A panel says how many seats it has (``speakers: 3``) while nobody has confirmed, or lists
its speakers. Seats are called ``panel-1-speaker-1`` and so on. A speaker who is only
``invited`` keeps the name to the team: for everybody else the seat is open.
"""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from campaign.core.emphasis import span
from campaign.core.fact_values import PANEL_FACTS, PUBLICATION_FACTS, SPEAKER_FACTS
from campaign.core.facts import LINKS, PUBLICATION, FactName
from campaign.core.problems import Code, Problem
from campaign.core.programme import (
    Panel,
    Partner,
    Programme,
    Publication,
    Quote,
    Speaker,
    Tier,
    seat_id,
)
from campaign.core.subjects import GROUPS
from campaign.core.walltime import Shift, at_wall
from campaign.likeness import nearest
from campaign.sources.assets import locate
from campaign.sources.localtime import local_time
from campaign.sources.yamldoc import Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, tzinfo

    from campaign.core.problems import Place
    from campaign.sources.reader import Reader

FILE: Final = "posts/programme.yaml"

RESERVED: Final = frozenset({*GROUPS, "links"})
"""Names that mean a group, so that no single thing can have them."""

_SHOWN = 160
"""How much of a quotation a message repeats, in characters."""

_MOST_SEATS = 50
_MOST_MINUTES = 24 * 60
_MOST_PEOPLE = 1_000_000
_MARKS = (("«", "»"), ("“", "”"), ('"', '"'))


class ProgrammeReader:
    """Reads the programme of one folder; ``tree`` tells which files there are."""

    def __init__(self, zone: tzinfo, tree: Collection[str], found: list[Problem]) -> None:
        self.zone = zone
        self.tree = tree
        self.found = found
        self.ids: dict[str, Place] = {}
        self.said_at: dict[FactName, Place] = {}

    def read(self, reader: Reader, noted: list[tuple[Quote, Place]]) -> Programme:
        """Return the programme without its partners; ``noted`` are the quotations of the notes."""
        everywhere = reader.texts("accessibility")
        panels: list[Panel] = []
        for one in reader.groups("panels"):
            panel = self._panel(one, len(panels) + 1, everywhere)
            if panel is not None:
                panels.append(panel)
        names = [panel.id for panel in panels]
        pairs = reader.pairs("links")
        links = {name: self._link(reader, *pair) for name, pair in pairs.items()}
        for name, (_, line) in pairs.items():
            self.said_at[FactName(LINKS, name)] = reader.findings.place(line)
        return Programme(
            panels=tuple(panels),
            quotes=(*self._quotes(reader, names), *self._of_notes(noted, names)),
            publication=self._publication(reader, names),
            links=links,
            audience=reader.text("audience"),
            where=reader.text("where"),
        )

    def partners(self, reader: Reader) -> tuple[Partner, ...]:
        """Return the partners as they are written."""
        found: list[Partner] = []
        for one in reader.groups("partners"):
            name, tier = one.text("name"), one.choice("tier", Tier)
            identity = self._own_id(one, one.id("id"))
            logo = self._asset(one, "logo")
            url = one.link("url")
            if name and tier and identity:
                found.append(Partner(identity, name, tier, one.text("short"), url, logo))
        return tuple(found)

    def _panel(self, one: Reader, number: int, everywhere: tuple[str, ...]) -> Panel | None:
        identity, title = self._own_id(one, one.id("id")), one.text("title")
        if identity is None or title is None:
            return None
        self._note_places(one, identity, [*PANEL_FACTS, "capacity"])
        return Panel(
            id=identity,
            title=title,
            number=number,
            start=self._start(one, identity),
            window=one.text("window"),
            minutes=one.number("minutes", 1, _MOST_MINUTES) or 60,
            talk_minutes=_or(one.number("talk_minutes", 0, _MOST_MINUTES), 15),
            question_minutes=_or(one.number("question_minutes", 0, _MOST_MINUTES), 15),
            kind=one.one_of("kind") or "panel",
            summary=one.text("summary"),
            speakers=self._speakers(one, identity),
            stream=one.link("stream"),
            recording=one.link("recording"),
            note=one.link("note"),
            signup=one.link("signup"),
            capacity=one.number("capacity", 1, _MOST_PEOPLE),
            cancelled=one.flag("cancelled") or False,
            accessibility=one.texts("accessibility") or everywhere,
            place=one.findings.place(one.line),
        )

    def _start(self, one: Reader, panel: str) -> datetime | None:
        naive = one.parsed("start", local_time)
        if naive is None:
            return None
        wall = at_wall(naive, self.zone)
        if wall.shift is not Shift.NONE:
            gap = wall.shift is Shift.GAP
            code = Code.CLOCK_CHANGE_GAP if gap else Code.CLOCK_CHANGE_FOLD
            told = {"post": panel, "local": naive, "used": wall.local}
            one.findings.warning(code, one.line_of("start"), **told)
        return wall.local

    def _speakers(self, one: Reader, panel: str) -> tuple[Speaker, ...]:
        node = one.node("speakers")
        if type(node) is Items:
            listed = one.groups("speakers")
            found = (self._speaker(each, panel, n) for n, each in enumerate(listed, 1))
            return tuple(speaker for speaker in found if speaker is not None)
        if type(node) is not Scalar:
            one.texts("speakers")
            return ()
        place = one.place_of("speakers")
        seats = range(1, (one.number("speakers", 0, _MOST_SEATS) or 0) + 1)
        names = (self._claim(one, seat_id(panel, n), one.line_of("speakers")) for n in seats)
        return tuple(Speaker(name, panel, place=place) for name in names if name)

    def _speaker(self, one: Reader, panel: str, number: int) -> Speaker | None:
        identity = self._own_id(one, one.id("id") or seat_id(panel, number))
        if identity is None:
            return None
        self._note_places(one, identity, SPEAKER_FACTS)
        status = one.one_of("status") or "confirmed"
        return Speaker(
            id=identity,
            panel=panel,
            name=one.text("name") if status == "confirmed" else None,
            role=one.text("role"),
            organisation=one.text("organisation"),
            photo=self._asset(one, "photo"),
            photo_credit=one.text("photo_credit"),
            topic=one.text("topic"),
            focus=_focus(one),
            place=one.findings.place(one.line),
        )

    def _quotes(self, reader: Reader, panels: list[str]) -> list[Quote]:
        found: list[Quote] = []
        for one in reader.groups("quotes"):
            identity, text = self._own_id(one, one.id("id")), unquoted(one.text("text") or "")
            emphasis = unquoted(one.text("emphasis") or "") or None
            if emphasis is not None and not span(text, emphasis):
                one.misfit("emphasis", emphasis, because="emphasis", near=shorten(text, _SHOWN))
            panel = self._panel_name(one, "panel", panels)
            if identity and text:
                place = one.findings.place(one.line)
                found.append(Quote(identity, text, one.text("source"), panel, emphasis, place))
        return found

    def _of_notes(self, noted: list[tuple[Quote, Place]], panels: list[str]) -> list[Quote]:
        found: list[Quote] = []
        for quote, place in noted:
            if quote.panel not in panels:
                known = nearest(quote.panel or "", panels)
                params = {"value": quote.panel or "", "known": known}
                self.found.append(Problem(Code.UNKNOWN_SUBJECT, place, params))
            else:
                found.append(quote)
        return found

    def _publication(self, reader: Reader, panels: list[str]) -> Publication | None:
        one = reader.group("publication")
        title = one.text("title") if one else None
        if one is None or title is None:
            return None
        self._note_places(one, PUBLICATION, PUBLICATION_FACTS)
        return Publication(
            title=title,
            subtitle=one.text("subtitle"),
            summary=one.text("summary"),
            url=one.link("url"),
            launch_panel=self._panel_name(one, "launch_panel", panels),
            place=one.findings.place(one.line),
        )

    def _note_places(self, one: Reader, subject: str, names: Iterable[str]) -> None:
        """Keep where a thing's facts are written."""
        for name in names:
            if one.has(name):
                self.said_at[FactName(subject, name)] = one.place_of(name)

    def _panel_name(self, one: Reader, field: str, panels: list[str]) -> str | None:
        name = one.text(field)
        if name is None or name in panels:
            return name
        known = nearest(name, panels)
        one.wrong(Code.UNKNOWN_SUBJECT, one.line_of(field), value=name, known=known)
        return None

    def _own_id(self, one: Reader, identity: str | None) -> str | None:
        line = one.line_of("id")
        return None if identity is None else self._claim(one, identity, line)

    def _claim(self, one: Reader, identity: str, line: int) -> str | None:
        """Return ``identity`` unless something else has it."""
        if identity in RESERVED:
            one.misfit("id", identity)
            return None
        first = self.ids.setdefault(identity, one.findings.place(line))
        if first != one.findings.place(line):
            one.wrong(Code.DUPLICATE_ID, line, id=identity, first=first)
            return None
        return identity

    def _asset(self, one: Reader, field: str) -> str | None:
        name = one.text(field)
        if name is None:
            return None
        path, problem = locate(name, self.tree, one.place_of(field), field)
        if problem is not None:
            self.found.append(problem)
        return path

    @staticmethod
    def _link(reader: Reader, url: str | None, line: int) -> str | None:
        if url is None or re.fullmatch(r"https?://[^\s<>\"]+", url):
            return url
        reader.wrong(Code.LINK_BROKEN_FORM, line, value=url)
        return None


def by_tier(partners: Iterable[Partner]) -> tuple[Partner, ...]:
    """Return the partners, the tiers in their order and each tier as it is written."""
    return tuple(sorted(partners, key=lambda partner: list(Tier).index(partner.tier)))


def unquoted(text: str) -> str:
    """Return a quotation without the marks around it."""
    for opening, closing in _MARKS:
        inner = text[1:-1]
        if text == f"{opening}{inner}{closing}" and opening not in inner:
            return inner.strip()
    return text


def _focus(one: Reader) -> tuple[float, float] | None:
    """Return where the face is on a photo: two shares, from the left and from above."""
    written = one.lined_texts("focus")
    try:
        shares = [float(text) for text, _ in written]
    except ValueError:
        shares = []
    if len(shares) == len(("across", "down")) and all(0 <= share <= 1 for share in shares):
        return shares[0], shares[1]
    if one.has("focus"):
        one.misfit("focus", "[" + ", ".join(text for text, _ in written) + "]")
    return None


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
