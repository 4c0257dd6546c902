"""What followers will read because of a fact, told before it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.names import names_of
from campaign.cli.output import flowed, screen_width
from campaign.cli.saying import change_of, counted, state_of
from campaign.cli.times import times
from campaign.core.deliveries import State
from campaign.core.problems import Code
from campaign.services.foreseeing import is_news, passes
from campaign.services.listing import tell_problem, tell_reason, tell_wait
from campaign.services.planning import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.cli.names import Names
    from campaign.cli.session import Session
    from campaign.cli.times import Times
    from campaign.core.programme import Panel, Programme
    from campaign.services.loader import Loaded
    from campaign.services.planning import Row
    from campaign.services.proposing import Proposal


def consequences(here: Session, before: Programme, foreseen: Proposal) -> list[str]:
    """Return the public corrections that follow, word for word, what goes out no more, and what
    would go out in quiet hours.

    With the corrections: what each panel was and will be, and how many posts are made anew.
    Nothing where there is neither.
    """
    passing = _passing(here, foreseen)
    return [*_corrected(here, before, foreseen), *passing, *_by_night(here, foreseen)]


def _corrected(here: Session, before: Programme, foreseen: Proposal) -> list[str]:
    touched = foreseen.plan.touched
    corrections = [row for row in touched if is_news(row)]
    if not corrections:
        return []
    others = [r for r in touched if r.change is not Change.RENAMED and not is_news(r)]
    lines = [here.say("fact.corrects", n=len(corrections))]
    names, told = names_of(here, foreseen.checked.programme), times(here)
    for panel in _panels(foreseen.checked.programme, corrections):
        old = next((one for one in before.panels if one.id == panel.id), panel)
        was, now = _when(here, told, old), _when(here, told, panel)
        lines.append(here.say("fact.corrects-panel", title=panel.title, was=was, now=now))
    for row in corrections:
        lines += _told(here, names, row)
    return [*lines, here.say("fact.redone", **_much(here, others))] if others else lines


def typed_days(here: Session, before: Programme, foreseen: Proposal) -> list[str]:
    """Return a line for each typed day that was a panel's until now: nothing corrects it."""
    panels = ((now, before.panel(now.id)) for now in foreseen.checked.programme.panels)
    moved = {now.title for now, old in panels if old is not None and old.begins != now.begins}
    told = []
    for one in foreseen.checked.problems:
        if one.code is Code.OLD_DAY and one.params["panel"] in moved:
            said = (tell_problem(one, here.phrases, part) for part in ("message", "hint"))
            told.append(f"{here.say('warning')} {one.place}: {' '.join(said)}")
    return told


def _by_night(here: Session, foreseen: Proposal) -> list[str]:
    """Return what a fact moves into the quiet hours: those keep nothing from its own time."""
    moved = {row.key.post for row in foreseen.plan.touched if len(set(_times_of(row))) > 1}
    found = [
        f"{here.say('warning')}: {tell_problem(one, here.phrases, 'message')}"
        for one in foreseen.checked.problems
        if one.code is Code.QUIET_HOURS and one.params["post"] in moved
    ]
    return list(dict.fromkeys(found))


def _passing(here: Session, foreseen: Proposal) -> list[str]:
    """Return the posts whose time would be over, each with its channels."""
    rows = [row for row in foreseen.plan.touched if passes(row)]
    names, told = names_of(here, foreseen.checked.programme), times(here)
    posts: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        name = str(names.plan_row(row)["name"])
        at = [told.brief(moment) for moment in _times_of(row) if moment]
        posts.setdefault((name, " → ".join(at)), []).append(row)
    lines = [here.say("fact.passes", **_much(here, rows))] if rows else []
    for (name, moved), those in posts.items():
        channels = names.channels(row.key.channel for row in those)
        row_of = "passes-row" if moved else "passes-row-undated"
        lines.append(here.say(f"fact.{row_of}", name=name, channels=channels, moved=moved))
    return lines


def _times_of(row: Row) -> tuple[datetime | None, datetime | None]:
    """Return when a post was due and is due."""
    was = row.delivery.due if row.delivery is not None else None
    due = row.item.draft.due if row.item is not None else None
    return was, due.utc if due is not None else None


def changed_by(here: Session, loaded: Loaded) -> list[str]:
    """Return what entering a fact has changed, post by post, and how many posts those are.

    With each: where it was and is now, and the approval that it has lost.
    """
    rows = [row for row in loaded.proposal.plan.touched if row.change is not Change.RENAMED]
    names, told = names_of(here, loaded.proposal.checked.programme), times(here)
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        alike.setdefault(_change_told(here, names, told, row), []).append(row)
    lines: list[str] = []
    for (name, change, state, *more), those in alike.items():
        channels = names.channels(row.key.channel for row in those)
        what = {"name": name, "channels": channels, "change": change, "state": state}
        lines += [here.say("fact.row", **what), *more]
    way = [here.say("fact.passes-way")] if any(map(passes, rows)) else []
    done = here.say("fact.done" if rows else "fact.done-nothing", **_much(here, rows))
    return [*lines, done, *way]


def approvals_lost(here: Session, proposal: Proposal) -> list[str]:
    """Return which approvals loading takes away, and how they are given again."""
    lost: dict[str, set[str]] = {}
    for row in proposal.plan.touched:
        if row.loses_approval:
            lost.setdefault(row.key.post, set()).add(row.loses_approval)
    if not lost:
        return []
    who = ", ".join(sorted(set().union(*lost.values())))
    told = here.say("load.unapproved", n=len(lost), who=who, keys=" ".join(lost))
    return flowed(told, screen_width(), hang=2)


def _much(here: Session, rows: Iterable[Row]) -> dict[str, object]:
    return counted(here.phrases, (row.key.post for row in rows))


def _change_told(here: Session, names: Names, told: Times, row: Row) -> tuple[str, ...]:
    """Return a row's post, change and state, and then the lines below them."""
    shown = names.plan_row(row)
    said = (str(shown["name"]), change_of(here.phrases, row.change, state=row.state))
    lines = [state_of(here.phrases, row.state)]
    if row.state is State.WAITING:
        lines = [here.say("fact.state-waits", state=lines[0], what=_lacks(here, row))]
    was, now = _times_of(row)
    if passes(row):
        at = {"now": told.brief(now)} if now else {}
        lines.append(here.say("fact.row-passes" if now else "fact.row-passes-undated", **at))
    elif was is not None and now is not None and was != now:
        lines.append(here.say("fact.row-moved", was=told.brief(was), now=told.brief(now)))
    elif row.change is Change.DEADLINE and (ends := row.item and row.item.draft.expires):
        lines.append(here.say("fact.row-expires", at=told.brief(ends)))
    if row.loses_approval:
        key = row.key.post
        lines.append(here.say("fact.row-unapproved", who=row.loses_approval, key=key))
    return (*said, *lines)


def _lacks(here: Session, row: Row) -> str:
    """Return what a waiting post lacks, in words."""
    waits = "; ".join(tell_wait(wait, here.phrases) for wait in row.waits)
    return waits or tell_reason(row.reason, here.phrases)


def _panels(programme: Programme, corrections: Iterable[Row]) -> list[Panel]:
    named = {row.item.entry.subject for row in corrections if row.item}
    return [panel for panel in programme.panels if panel.id in named]


def _when(here: Session, told: Times, panel: Panel) -> str:
    if panel.cancelled:
        return here.say("fact.cancelled")
    return told.brief(panel.begins) if panel.begins else here.say("fact.no-day")


def _told(here: Session, names: Names, row: Row) -> Sequence[str]:
    state = state_of(here.phrases, row.state)
    head = here.say("fact.correction", channel=names.channels((row.key.channel,)), state=state)
    text = (row.item.text if row.item else None) or ""
    return [head, *(part for line in text.split("\n") for part in flowed(line, screen_width(), 4))]
