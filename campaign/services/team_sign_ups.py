"""The list of sign-ups for the team: how many there are, and the table that goes with it.

The table is made when it is sent and stored nowhere: what somebody has erased is in no outbox.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from campaign.core.attendees import Seat
from campaign.services.conversation import Document, Reply, Turn
from campaign.services.team_counter import Command, command_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.programme import Programme
    from campaign.ports.attendees import Listed, People
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation import Content, Heard, Tongues
    from campaign.services.team_counter import Request

CSV, XLSX = "made:sign-ups.csv", "made:sign-ups.xlsx"
"""By which names the tables are made when they are sent."""

_COLUMNS = ("panel", "title", "begins", "seat", "place", "at", "language", "reachable", "person")
_TYPES = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SignUpsCounter:
    """Hands out who signed up for what."""

    def __init__(self, people: People) -> None:
        self._people = people

    def serves(self, heard: Heard, tongues: Tongues) -> bool:
        """Tell whether somebody asks for the list."""
        return command_of(heard, tongues) is Command.SIGN_UPS

    async def answer(self, request: Request) -> Turn:
        """Return the counts and both files; without anybody only that."""
        listed = await self._people.listed()
        if not listed:
            return request.say("sign-ups.none")
        lines = _counts(listed, request.view.content.programme, request.phrases)
        text = request.text("sign-ups.counts", n=len(listed), panels="\n".join(lines))
        name = request.text("sign-ups.file")
        day = f"{request.view.now.astimezone(request.view.content.campaign.zone):%Y-%m-%d}"
        files = {
            made: Document(f"{name}-{day}.{made.rpartition('.')[2]}", kind, made=made)
            for made, kind in _TYPES.items()
        }
        second = request.text("sign-ups.second")
        return Turn((Reply(text, document=files[XLSX]), Reply(second, document=files[CSV])))


def sign_up_table(
    listed: Sequence[Listed], content: Content, phrases: Phrases
) -> tuple[list[str], list[list[object]]]:
    """Return headers and rows, in the order of the panels and then of signing up.

    There is no name and no way to write to anybody among it: ``person`` only tells who is the same.
    """
    order = {panel.id: n for n, panel in enumerate(content.programme.panels)}
    headers = [phrases.text(f"team.sign-ups.column.{name}") for name in _COLUMNS]
    by_panel = sorted(listed, key=lambda one: order.get(one.sign_up.panel, len(order)))
    return headers, [_row(one, content, phrases) for one in by_panel]


def _row(one: Listed, content: Content, phrases: Phrases) -> list[object]:
    signed, zone = one.sign_up, content.campaign.zone
    panel = content.programme.panel(signed.panel)
    reached = "yes" if one.reachable else "no"
    return [
        signed.panel,
        panel.title if panel else "",
        panel.begins.astimezone(zone) if panel and panel.begins else None,
        phrases.text(f"team.sign-ups.{signed.state}"),
        signed.place,
        signed.at.astimezone(zone),
        one.language,
        phrases.text(f"team.sign-ups.{reached}"),
        signed.attendee,
    ]


def _counts(listed: Sequence[Listed], programme: Programme, phrases: Phrases) -> list[str]:
    """Return a line for each panel that somebody signed up for."""
    found = Counter((one.sign_up.panel, one.sign_up.state) for one in listed)
    titles = {panel.id: panel.title for panel in programme.panels}
    ids = dict.fromkeys([*titles, *(one.sign_up.panel for one in listed)])
    lines = []
    for panel in ids:
        seated, waiting = found[panel, Seat.SEATED], found[panel, Seat.WAITING]
        if seated or waiting:
            name = "line-waiting" if waiting else "line"
            told = {"title": titles.get(panel, panel), "seated": seated, "waiting": waiting}
            lines.append(phrases.text(f"team.sign-ups.{name}", **told))
    return lines
