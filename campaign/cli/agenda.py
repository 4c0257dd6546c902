"""The plan in a terminal: by day, a post's channels together, no line wider than the screen."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from campaign.cli.output import clipped, flowed, screen_width
from campaign.cli.saying import change_of, changes, counted, state_of
from campaign.core.deliveries import Late, State
from campaign.core.lateness import keeps_quiet
from campaign.services.listing import by_post
from campaign.services.planning import Change
from campaign.services.quiet import quiet_until

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from campaign.cli.session import Session
    from campaign.cli.times import Times

Fields = dict[str, object]

INDENT = 9
"""Columns before what is told of a post, for its time of day."""

NEVER = frozenset({State.REFUSED, State.EXPIRED, State.CANCELLED, State.SUPERSEDED})
_PURSES = {
    State.WAITING: "waiting",
    State.HELD: "waiting",
    State.PUBLISHED: "published",
    State.REMOVED: "published",
}
_SAME = ("utc", "post", "part", "change", "state", "waits", "reason", "loses_approval")

UNDATED, OVER = "undated", "over"


def agenda(here: Session, told: Times, rows: Sequence[Fields]) -> list[str]:
    """Return the lines of a plan: a heading for each day, a few lines for each post."""
    if not rows:
        return []
    width = screen_width()
    zone = "status.zone" if told.is_utc else "plan.zone"
    lines = [here.say(zone, city=told.campaign.city)]
    last = None
    for group in together(rows):
        at = _instant(group[0]["utc"])
        day = told.day(at) if at else here.say(f"plan.{_undated(group[0])}")
        if day != last:
            lines += ["", click.style(day, bold=True)]
            last = day
        lines += _post(here, told, group, width)
    return lines


def by_time(rows: Iterable[Fields]) -> list[Fields]:
    """Return rows by their time; those without one after them, what never goes out last."""

    def place(row: Fields) -> tuple[bool, bool, str]:
        return row["utc"] is None, row["utc"] is None and _undated(row) == OVER, str(row["utc"])

    return sorted(rows, key=place)


def _undated(row: Fields) -> str:
    """Tell what a post without a time is: one that waits for it, or one that goes out no more."""
    return OVER if State(str(row["state"])) in NEVER else UNDATED


def together(rows: Iterable[Fields]) -> list[list[Fields]]:
    """Return the rows by their time, the channels on which a post fares alike in one group."""
    groups: dict[tuple[str, ...], list[Fields]] = {}
    for row in by_time(rows):
        groups.setdefault(tuple(str(row[name]) for name in _SAME), []).append(row)
    return list(groups.values())


def _post(here: Session, told: Times, group: list[Fields], width: int) -> list[str]:
    first = group[0]
    at = _instant(first["utc"])
    part = f" ({first['part']})" if first["part"] != 1 else ""
    name = f"{first['name']}{part}"
    clock = told.clock(at) if at else ""
    channels = ", ".join(str(row["label"]) for row in group)
    head = flowed(f"{name} · {channels}", width, INDENT)
    head[0] = f"  {clock:5}  {head[0][INDENT:].replace(name, click.style(name, bold=True), 1)}"
    lines = head + flowed(" · ".join(_details(here, told, group)), width, INDENT)
    why = _why(first)
    if first["loses_approval"]:
        lost = here.say("plan.loses-approval", who=first["loses_approval"])
        lines += flowed(lost, width, INDENT)
    lines += flowed(why[:1].upper() + why[1:] + ".", width, INDENT) if why else []
    if at is not None and _goes_at_once(told, first, at, here.clock.now()):
        lines += flowed(here.say("plan.at-once"), width, INDENT)
    text = clipped(str(first["text"] or ""), width - INDENT)
    return [*lines, " " * INDENT + text] if text else lines


def _details(here: Session, told: Times, group: list[Fields]) -> list[str]:
    first = group[0]
    at, was = _instant(first["utc"]), _instant(first["was_utc"])
    change = change_of(here.phrases, str(first["change"]), state=str(first["state"]))
    ends = _instant(first["expires"])
    if ends and first["change"] == "deadline":
        change = here.say("plan.deadline", change=change, ends=told.brief(ends))
    if was and was != at and first["change"] == "moved":
        change = here.say("plan.moved", change=change, was=told.brief(was))
    costs = [row["cost_usd"] for row in group if row["cost_usd"] is not None]
    money = dollars(here, sum((Decimal(str(cost)) for cost in costs), Decimal(0)))
    return [
        change,
        state_of(here.phrases, str(first["state"])),
        *([money] if costs else []),
        *([told.utc(at)] if at and not told.is_utc else []),
        *([f"[{first['post']}]"] if first["post"] != first["name"] else []),
    ]


def _goes_at_once(told: Times, row: Fields, at: datetime, now: datetime) -> bool:
    """Tell whether a post was moved to a time that has passed, and goes out once it is loaded: not
    in quiet hours, where it waits for the morning.
    """
    if row["change"] != Change.MOVED or row["state"] != State.PLANNED or at >= now:
        return False
    return not keeps_quiet(Late.AWAKE, at, now) or quiet_until(told.campaign, now) is None


def _why(row: Fields) -> str:
    waits = row["waits"] if isinstance(row["waits"], list) else []
    return "; ".join(
        [*map(str, waits), *([] if waits or not row["reason"] else [str(row["reason"])])]
    )


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def dollars(here: Session, amount: Decimal) -> str:
    """Return an amount in words: cents at least, nothing as *free*."""
    if not amount:
        return here.say("plan.free")
    exact = f"{amount.normalize():f}"
    shown = exact if len(exact.partition(".")[2]) > 2 else f"{amount:.2f}"  # noqa: PLR2004 - cents
    return here.say("plan.dollars", amount=shown.replace(".", here.phrases.text("pages.decimal")))


def costs(rows: Iterable[Fields]) -> dict[str, Decimal]:
    """Return what a plan costs in US dollars: what is out, what goes at its time, what waits.

    What will never go out costs nothing.
    """
    found = dict.fromkeys(("published", "scheduled", "waiting"), Decimal(0))
    for row in rows:
        state = State(str(row["state"]))
        if state not in NEVER:
            found[_PURSES.get(state, "scheduled")] += Decimal(str(row["cost_usd"] or 0))
    return found


def _cost(here: Session, rows: Iterable[Fields]) -> str:
    """Return the costs in words; one sum where there is only one."""
    found = costs(rows)
    told = {name: amount for name, amount in found.items() if amount}
    if not told or [*told] == ["scheduled"]:
        return dollars(here, found["scheduled"])
    told = {"scheduled": found["scheduled"], **told}
    return "; ".join(here.say(f"plan.cost-{n}", cost=dollars(here, c)) for n, c in told.items())


def summary(here: Session, rows: Sequence[Fields]) -> list[str]:
    """Return what the plan amounts to: each channel with its certainty, changes, cost."""
    if not rows:
        return [here.say("plan.nothing")]
    lines = []
    counts: dict[str, list[str]] = {}
    for row in rows:
        counts.setdefault(str(row["label"]), []).append(str(row["post"]))
    certain = {str(row["label"]): row["certainty"] for row in rows if row["certainty"]}
    for channel, certainty in certain.items():
        much = counted(here.phrases, counts[channel])
        sure = here.say(f"certainty.{certainty}")
        line = here.say("plan.channel-line", channel=channel, certainty=sure, **much)
        lines += flowed(line, screen_width(), hang=2)
    what = changes(here.phrases, by_post((str(row["post"]), str(row["change"])) for row in rows))
    much = counted(here.phrases, (str(row["post"]) for row in rows))
    total = here.say("plan.total", changes=what, cost=_cost(here, rows), **much)
    return [*lines, "", *flowed(total, screen_width(), hang=2)]
