"""Rehearsals that never took place: an English series in Berlin, told by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import Delivery, Image, Key, Payload, Receipt, State
from campaign.core.folder import Folder
from campaign.core.programme import Speaker
from campaign.core.script import Script
from campaign.languages import Catalogue
from campaign.ports.history import HistoryLine
from campaign.services.outcome import Seen, report
from campaign.testing import fake_sheet
from campaign.wiring.pages.rehearsed import Rehearsed
from tests.core.factories import BERLIN, campaign, panel, programme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.reasons import Reason

CHANNELS = ("x", "telegram", "instagram")
SERIES = programme(
    panel(
        "tides",
        "2027-10-30 18:00",
        title="Tides & <Storms>",
        speakers=(Speaker("tides-1", "tides", "Ada Quay"), Speaker("tides-2", "tides")),
    ),
    panel("delta", title="The Delta", number=2),
)
START = datetime(2027, 10, 20, 9, 0, tzinfo=BERLIN)
END = datetime(2027, 11, 5, 20, 0, tzinfo=BERLIN)


def at(local: str) -> datetime:
    """Return an instant from a local time of Berlin."""
    return datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)


class Ledger:
    """Rows of a ledger, each written in one line of a test."""

    def __init__(self) -> None:
        self.rows: list[Delivery] = []
        self.lines: dict[str, list[HistoryLine]] = {}

    def add(self, key: str, state: State, due: str | None = None, **more: Any) -> Delivery:
        """Add a delivery; ``text`` and ``images`` are its payload, ``late`` in minutes."""
        text, images = more.pop("text", "Some words."), more.pop("images", ())
        late = timedelta(minutes=more.pop("late", 0))
        moment = at(due) if due else None
        payload = Payload(text, "en", images) if text is not None else None
        number = len(self.rows) + 1
        receipt = None
        if state is State.PUBLISHED and moment:
            receipt = Receipt(f"r{number}", None, moment + late)
        row = Delivery(
            id=number,
            key=Key.parse(key),
            generation=more.pop("generation", 1),
            entry=more.pop("entry", key.partition("/")[0]),
            title=more.pop("title", key.partition("/")[0].capitalize()),
            subject=more.pop("subject", None),
            state=state,
            due=moment,
            local=due,
            expires=None,
            payload=payload,
            payload_hash=None,
            inputs="",
            receipt=receipt,
            **more,
        )
        self.rows.append(row)
        return row

    def history(
        self, key: str, *lines: tuple[str, State, Reason | None], generation: int = 1
    ) -> None:
        """Write down what happened to a key: local time, state, reason."""
        told = self.lines.setdefault(key, [])
        for local, state, reason in lines:
            told.append(HistoryLine(at(local), generation, state, None, reason, "rehearsal"))

    def played(self, seen: Sequence[Seen] | None = None, **changes: Any) -> Rehearsed:
        """Return the rehearsal; followers see what was published unless ``seen`` says otherwise."""
        visible = seen
        if visible is None:
            out = [d for d in self.rows if d.receipt and d.payload]
            visible = [Seen(d.key.channel, d.payload.text, "") for d in out if d.payload]
        sheets = {name: fake_sheet(name) for name in CHANNELS}
        told = report(self.rows, self.lines, visible, sheets, Catalogue("en"), END)
        settings = campaign(channels=CHANNELS, title="Autumn <Lectures>")
        rehearsed = Rehearsed(
            told={**told, "seconds": 3.21},
            folder=Folder(settings, SERIES),
            programme=SERIES,
            script=Script(START, END),
            deliveries=self.rows,
            histories=self.lines,
            sheets=sheets,
        )
        return replace(rehearsed, **changes)


def photo(sha: str, alt: str, size: tuple[int, int] = (1200, 675)) -> Image:
    """Return a picture of a payload."""
    return Image(sha * 64, "image/jpeg", *size, alt)
