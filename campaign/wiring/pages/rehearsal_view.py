"""The rehearsal's page as values: the outcome, the timeline, and everything else in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import State
from campaign.wiring.pages.rehearsal_changes import Changes, changes
from campaign.wiring.pages.rehearsal_talks import Talk, talks
from campaign.wiring.pages.rehearsal_waits import Waits, waits
from campaign.wiring.pages.showing import LATE_SECONDS, Places, Showing, lateness
from campaign.wiring.pages.shown import Column, Day, column
from campaign.wiring.pages.telling import Teller
from campaign.wiring.pages.timeline import Placed, rays, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.deliveries import Delivery
    from campaign.wiring.pages.rehearsed import Rehearsed

_FIGURES = ("published", "waiting", "expired", "superseded")
_BEYOND = State.PLANNED.value
"""What has not come when the rehearsal ends."""
_WORRIES = ("needs_person", "unknown", "refused", "paused", "retry", "held")


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number, what it counts, and how good it is: ``good``, ``wait``, ``bad``, ``""``."""

    value: str
    label: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery in the register; ``anchor`` leads to it in the timeline, if it is there."""

    key: str
    generation: int
    channel: str
    state: str
    state_word: str
    due: str
    lateness: str
    reason: str
    anchor: str


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """Everything on the page."""

    title: str
    zone: str
    monogram: str
    rays: tuple[int, ...]
    verdict: str
    fine: bool
    span: str
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]
    days: tuple[Day, ...]
    states: tuple[tuple[str, str], ...]
    waits: Waits
    changes: Changes
    talks: tuple[Talk, ...]
    register: tuple[Entry, ...]


def rehearsal_view(rehearsed: Rehearsed) -> RehearsalView:
    """Return the page of a rehearsal."""
    campaign = rehearsed.folder.campaign
    teller = Teller.of(campaign, rehearsed.programme)
    columns = _columns(rehearsed)
    showing = Showing(rehearsed, teller, columns)
    placed = [
        Placed(d.due, d.key.post, d.title, teller.about(d.subject), showing.show(d))
        for d in rehearsed.deliveries
        if d.due is not None and d.state is not State.SUPERSEDED
    ]
    places = Places(columns, frozenset(one.shown.anchor for one in placed))
    states = {one.shown.state: one.shown.state_word for one in placed}
    verdict, fine = _verdict(rehearsed, teller)
    return RehearsalView(
        title=campaign.title,
        zone=teller.zone,
        monogram=rehearsed.folder.monogram,
        rays=rays(d.receipt.at for d in rehearsed.deliveries if d.receipt),
        verdict=verdict,
        fine=fine,
        span=_span(rehearsed, teller),
        figures=_figures(rehearsed.told, teller),
        columns=tuple(columns.values()),
        days=timeline(placed, teller),
        states=tuple(states.items()),
        waits=waits(rehearsed, teller, places),
        changes=changes(rehearsed, teller, places),
        talks=talks(rehearsed.chats, teller),
        register=tuple(_entry(d, teller, places) for d in rehearsed.deliveries),
    )


def _columns(rehearsed: Rehearsed) -> dict[str, Column]:
    """Return the channels in the campaign's order, then those that only the ledger knows."""
    names = [*rehearsed.folder.campaign.channels, *(d.key.channel for d in rehearsed.deliveries)]
    found: dict[str, Column] = {}
    for name in dict.fromkeys(names):
        sheet = rehearsed.sheets.get(name)
        found[name] = column(len(found) + 1, name, sheet.label if sheet else name)
    return found


def _span(rehearsed: Rehearsed, teller: Teller) -> str:
    script = rehearsed.script
    start, end = (teller.words.say_long_day(at) for at in (script.start, script.end))
    return teller.say("rehearsal.span", start=start, end=end)


def _verdict(rehearsed: Rehearsed, teller: Teller) -> tuple[str, bool]:
    """Return how it went, in one sentence, and whether that is good."""
    told = rehearsed.told
    out = [row for row in told["deliveries"] if row["state"] == State.PUBLISHED]
    late = sum((row["late_s"] or 0) > LATE_SECONDS for row in out)
    counts = told["counts"]
    left = sum(counts.get(name, 0) for name in ("waiting", *_WORRIES))
    doubled, lost = told["duplicates"], told["lost"]
    clauses = [teller.say("verdict.none") if not out else teller.say("verdict.out", n=len(out))]
    if out:
        clauses[0] += teller.say("verdict.late", n=late) if late else teller.say("verdict.on_time")
    clauses += [teller.say("verdict.left", n=left)] if left else []
    expired = counts.get(State.EXPIRED.value, 0)
    clauses += [teller.say("verdict.expired", n=expired)] if expired else []
    beyond = counts.get(_BEYOND, 0)
    clauses += [teller.say("verdict.beyond", n=beyond)] if beyond else []
    clauses += [teller.say("verdict.doubled", n=doubled)] if doubled else []
    clauses += [teller.say("verdict.lost", n=lost)] if lost else []
    clauses += [] if doubled or lost else [teller.say("verdict.sound")]
    fine = not (doubled or lost or late or expired) and bool(out)
    return "; ".join(clauses) + ".", fine


def _figures(told: Mapping[str, Any], teller: Teller) -> tuple[Figure, ...]:
    counts = told["counts"]
    tones = {"published": "good", "waiting": "wait"}
    names = [*_FIGURES, *(name for name in (_BEYOND, *_WORRIES) if counts.get(name))]
    figures = []
    for name in names:
        n = counts.get(name, 0)
        tone = tones.get(name, "bad" if name in _WORRIES else "")
        figures.append(Figure(str(n), teller.say(f"figure.{name}", n=n), tone if n else ""))
    for name in ("duplicates", "lost"):
        n = told[name]
        figures.append(Figure(str(n), teller.say(f"figure.{name}", n=n), "bad" if n else "good"))
    seconds = f"{told['seconds']:.1f}".replace(".", teller.say("decimal"))
    figures.append(Figure(seconds, teller.say("figure.seconds")))
    return tuple(figures)


def _entry(
    delivery: Delivery,
    teller: Teller,
    places: Places,
) -> Entry:
    due = delivery.due
    return Entry(
        key=str(delivery.key),
        generation=delivery.generation,
        channel=places.label(delivery),
        state=delivery.state.value,
        state_word=teller.state(delivery.state),
        due=teller.brief(due) if due else "—",
        lateness=lateness(delivery, teller),
        reason="; ".join(teller.why(delivery)),
        anchor=places.anchor(delivery),
    )
