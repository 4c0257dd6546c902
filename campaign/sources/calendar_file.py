"""``posts/calendar.yaml``: a list of entries.

An entry with an error is left out; the others load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from campaign.core.calendar import (
    ALL_CHANNELS,
    CORRECTION,
    Entry,
    Status,
    reads_as_words,
)
from campaign.core.problems import Code
from campaign.core.when import NEVER, UNKNOWN, Anchor, Never, When, WhenError, parse_when
from campaign.likeness import nearest
from campaign.sources.fields import ENTRY
from campaign.sources.findings import Findings
from campaign.sources.localtime import duration
from campaign.sources.reader import groups
from campaign.sources.yamldoc import Items, parse, without_collection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.problems import Place, Problem
    from campaign.sources.reader import Reader

FILE: Final = "posts/calendar.yaml"

_LIKE_A_DISTANCE = re.compile(r".*-\d{1,6}[wdhm]")
_TAKEN = frozenset({CORRECTION, NEVER.value, *(anchor.value for anchor in Anchor)})


@dataclass(slots=True)
class Written:
    """The entries of all calendar files.

    ``named`` tells where each name stands, ``left_out`` those of entries with an error;
    ``unfinished`` are those of them whose words can be looked at.
    """

    entries: list[Entry] = field(default_factory=list)
    named: list[tuple[str, Place]] = field(default_factory=list)
    left_out: dict[str, Place] = field(default_factory=dict)
    unfinished: list[Entry] = field(default_factory=list)
    skipped: int = 0

    def leave_out(self, name: str | None, place: Place) -> None:
        """Count an entry that does not load."""
        self.skipped += 1
        if name:
            self.left_out[name] = place


def read_calendar(
    content: bytes,
    channels: Mapping[str, str],
    own: tuple[str, ...],
    found: list[Problem],
    given: str | None = None,
) -> Written:
    """Return the entries.

    ``channels`` maps usual names (lower case) to channels, ``own`` are the campaign's.
    ``given`` is what people call the file if its content comes from elsewhere.
    """
    findings = Findings(FILE, found, given)
    written = Written()
    node, problem = parse(FILE, content, given)
    if problem is not None:
        found.append(problem)
        return written
    with without_collection():
        readers = groups(node, ENTRY, findings)
        if isinstance(node, Items):
            written.skipped = len(node.nodes) - len(readers)
        known = _Channels(channels, own)
        for one in readers:
            _take(one, known, written)
    return written


def _take(one: Reader, channels: _Channels, written: Written) -> None:
    entry = _entry(one, channels)
    name = one.text("post")
    if name:
        written.named.append((name, one.place_of("post")))
    if entry is None or one.bad:
        written.leave_out(name, one.place_of("post"))
        if entry is not None:
            written.unfinished.append(entry)
    else:
        written.entries.append(entry)


def _entry(one: Reader, channels: _Channels) -> Entry | None:
    identity, when, text = _post(one), _when(one, "when"), one.text("text")
    expires = _expires(one)
    spread = one.parsed("spread", duration) or timedelta()
    status = one.choice("status", Status) or Status.READY
    repeat = one.flag("repeat") or False
    named = channels.read(one)
    if identity is None or text is None:
        return None
    return Entry(
        id=identity,
        when=when or UNKNOWN,
        channels=named or (ALL_CHANNELS,),
        text=text,
        literal=reads_as_words(text),
        subject=one.text("for"),
        card=one.text("card"),
        images=one.texts("images"),
        alt=one.texts("alt"),
        expires=expires,
        needs=one.texts("needs"),
        spread=spread,
        status=status,
        repeat=repeat,
        title=one.text("title"),
        place=one.findings.place(one.line),
        places=one.places(),
    )


def _post(one: Reader) -> str | None:
    """Return the entry's name: one that ``when`` cannot take for anything else."""
    name = one.id("post")
    if name is not None and (name in _TAKEN or _LIKE_A_DISTANCE.fullmatch(name)):
        one.misfit("post", name)
        return None
    return name


def _expires(one: Reader) -> When | Never | None:
    return NEVER if one.text("expires") == NEVER.value else _when(one, "expires")


def _when(one: Reader, field_name: str) -> When | None:
    text = one.text(field_name)
    if text is None:
        return None
    try:
        return parse_when(text)
    except WhenError as wrong:
        one.wrong(wrong.code, one.line_of(field_name), **wrong.params)
        return None


class _Channels:
    """Reads the channels of an entry; one without an account here is left out of it."""

    def __init__(self, known: Mapping[str, str], own: tuple[str, ...]) -> None:
        self.known = known
        self.own = own

    def read(self, one: Reader) -> tuple[str, ...]:
        found: dict[str, None] = {}
        without: list[tuple[str, str, int]] = []
        for name, line in one.lined_texts("channels", ",;"):
            channel = ALL_CHANNELS if name == ALL_CHANNELS else self.known.get(name.lower())
            if channel is None:
                names = (*(self.own or sorted(set(self.known.values()))), ALL_CHANNELS)
                one.wrong(Code.UNKNOWN_CHANNEL, line, value=name, known=nearest(name, names))
            elif not self.own or channel in self.own or channel == ALL_CHANNELS:
                found[channel] = None
            else:
                without.append((name, channel, line))
        for name, channel, line in without:
            note = one.findings.warning if found else one.wrong
            note(Code.CHANNEL_NOT_SET_UP, line, value=name, channel=channel)
        return tuple(found)
