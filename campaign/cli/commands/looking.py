"""``status``: looking at everything without changing anything."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from campaign.cli.elsewhere import elsewhere_json, elsewhere_lines, seen_elsewhere
from campaign.cli.folderless import is_folderless, ledger_to_look_at
from campaign.cli.halts import halt_fields, halted, loudly, shut_lines
from campaign.cli.names import in_rows, missing_in, names_in
from campaign.cli.output import FORMAT, as_json, flowed, listed, screen_width, show_lines, spoken
from campaign.cli.saying import counted, state_of, states
from campaign.cli.session import Session, session
from campaign.cli.times import Times, times
from campaign.cli.ways import ways_out
from campaign.core.deliveries import State
from campaign.core.errors import FileChanged
from campaign.core.files import digests_of
from campaign.core.generations import counting
from campaign.core.lateness import goes_at_once
from campaign.services.listing import by_post, delivery_fields, iso
from campaign.services.standing import ATTENTION, groups_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.cli.names import Names
    from campaign.core.deliveries import Delivery
    from campaign.core.problems import Place
    from campaign.ports.attendees import Outgoing
    from campaign.ports.ledger import Revision, Snapshot
    from campaign.wiring.sightings import Sighting

SANDBOX = click.option("--sandbox", is_flag=True)

PLAIN = frozenset({State.WAITING, State.HELD, State.PLANNED, State.NEEDS_PERSON})
"""States that a reason says by itself."""

REHEARSAL = "posts/rehearsal.yaml"

WHEN = 17
"""Columns for day and time of this year."""

SHOWN = {"behind": 8, "next": 6, "waiting": 4}
"""How many posts of a group ``status`` lists at most, each on all its channels."""

URGENT = ("needs", "late", "behind")
ONE_SCREEN = 22
"""Lines that a small terminal shows of what was written last."""

NEAR = timedelta(days=2)
"""What waits and is due so soon is listed, however much it is."""


@click.command()
@click.option("--alive", is_flag=True)
@FORMAT
@SANDBOX
def status(form: str, *, alive: bool, sandbox: bool) -> int:
    """Tell what is due, late, waiting and unknown; or only whether ``run`` is at work."""
    here = session(sandbox=sandbox)
    if alive:
        return _tell_alive(here, form)
    standing: _Standing = here.run(lambda: _standing(here))
    if form == "json":
        as_json(_status_json(here, standing))
    else:
        show_lines([*_status_lines(here, standing), *_missed_lines(here, standing.missed)])
    return 0


def _tell_alive(here: Session, form: str) -> int:
    """Tell when ``run`` gave its last sign of life here, of its roles the one that is silent for
    longest; return 1 where that is too long ago.
    """
    from campaign.wiring.heartbeat import MINUTE, is_alive, silences  # noqa: PLC0415

    found, alive = silences(here.root, here.kind), is_alive(here.root, here.kind)
    if form == "json":
        as_json({"alive": _is_alive(here)})
    elif is_folderless(here):
        spoken(here.say("status.run-elsewhere"))
    elif not found:
        spoken(here.say("status.run-silent"))
    else:
        role = max(found, key=lambda role: found[role])
        ago, called = found[role], here.say(f"status.role-{role}")
        said = {"seconds": round(ago), "minutes": round(ago / MINUTE), "role": called}
        spoken(here.say("status.run-alive" if alive else "status.run-dead", **said))
    return 0 if alive else 1


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the ledger says, the files loaded, the bot's messages perhaps never sent, what other
    campaigns' programs have of what this one needs, and the posts that errors kept from loading.
    """

    snapshot: Snapshot
    files: Mapping[str, bytes]
    missed: Sequence[Outgoing]
    elsewhere: Sequence[Sighting]
    left_out: Mapping[str, Place]


async def _standing(here: Session) -> _Standing:
    async with ledger_to_look_at(here) as ledger:
        snapshot = await ledger.snapshot()
        files = await ledger.revision_files() if snapshot.revision else {}
        near = files and not is_folderless(here)
        elsewhere = seen_elsewhere(here, ledger, files) if near else []
        left_out = missing_in(files, snapshot.facts, snapshot.deliveries) if files else {}
        return _Standing(snapshot, files, await ledger.missed(), elsewhere, left_out)


def _is_alive(here: Session) -> bool | None:
    """Tell whether ``run`` is at work; ``None`` where its signs are in a folder elsewhere."""
    if is_folderless(here):
        return None
    from campaign.wiring.heartbeat import is_alive  # noqa: PLC0415

    return is_alive(here.root, here.kind)


def _status_json(here: Session, standing: _Standing) -> dict[str, object]:
    snapshot = standing.snapshot
    newest = counting(snapshot.deliveries)
    rows = [delivery_fields(delivery, here.phrases) for delivery in newest.values()]
    hold = snapshot.hold
    return {
        "revision": snapshot.revision.number if snapshot.revision else None,
        "trusted": snapshot.trusted,
        "alive": _is_alive(here),
        "hold": {"by": hold.by, "reason": hold.reason, "at": iso(hold.at)} if hold else None,
        "stopped": [halt_fields(here, state) for state in halted(snapshot).values()],
        "counts": dict(Counter(str(row["state"]) for row in rows)),
        "deliveries": rows,
        "missed": [{"chat": one.message.chat, "text": _words(one)} for one in standing.missed],
        "elsewhere": elsewhere_json(standing.elsewhere),
        "left_out": list(standing.left_out),
    }


def _not_loaded(here: Session, revision: Revision) -> list[str]:
    """Say that the folder holds something else than what is loaded; while it is being written,
    nothing is known of it, nor where it is elsewhere. What happens in rehearsals is nothing that
    holds or does not.
    """
    if is_folderless(here):
        return []
    with suppress(FileChanged):
        there, loaded = digests_of(here.files()), dict(revision.files)
        if {**there, REHEARSAL: ""} != {**loaded, REHEARSAL: ""}:
            return flowed(here.say("status.folder-changed"), screen_width())
    return []


def _left_out(here: Session, posts: Mapping[str, Place]) -> list[str]:
    """Say which posts errors kept from being loaded: rows of a sheet by their numbers."""
    if not posts:
        return []
    what = listed(here.phrases, in_rows(here, posts.items()))
    return loudly([here.say("status.left-out", n=len(posts), what=what)])


def _status_lines(here: Session, standing: _Standing) -> list[str]:
    snapshot = standing.snapshot
    lines = shut_lines(here, snapshot)
    if snapshot.revision is None:
        return [*lines, here.say("status.nothing")]
    names = names_in(here, standing.files, snapshot.facts)
    lines = [*_unread(here, snapshot, names), *_elsewhere(here, standing, names), *lines]
    lines += [*_left_out(here, standing.left_out), *_not_loaded(here, snapshot.revision)]
    newest = list(counting(snapshot.deliveries).values())
    counts = states(here.phrases, by_post((one.key.post, str(one.state)) for one in newest))
    much = counted(here.phrases, (one.key.post for one in newest))
    lines += flowed(here.say("status.counts", states=counts, **much), screen_width(), hang=2)
    moments = times(here)
    telling, now = _Telling(here, moments, names, snapshot.hold is not None), here.clock.now()
    city = moments.campaign.city
    lines.append(here.say("status.zone-now", city=city, now=moments.brief(now)))
    groups = groups_of(newest, now)
    for name, deliveries in groups.items():
        if name == "lapsed":
            lines += telling.lapsed(deliveries)
            continue
        shown, more = _soonest(name, deliveries, now)
        if shown:
            lines += ["", click.style(here.say(f"status.{name}"), bold=True)]
            lines += telling.by_reason(shown)
        if more:
            lines += flowed(here.say("status.more", n=more), screen_width(), 2, 4)
    return [*lines, *_above(here, groups, len(lines))]


def _above(here: Session, groups: Mapping[str, Sequence[Delivery]], lines: int) -> list[str]:
    """Return a last line on what has run off the screen and is not to be overlooked."""
    urgent = {name: len({d.key.post for d in groups[name]}) for name in URGENT}
    if lines <= ONE_SCREEN or not any(urgent.values()):
        return []
    told = [f"{here.say(f'status.{name}')} ({n})" for name, n in urgent.items() if n]
    return ["", *loudly([here.say("status.above", what=", ".join(told))])]


def _soonest(
    name: str, deliveries: Sequence[Delivery], now: datetime
) -> tuple[list[Delivery], int]:
    """Return what of a group is shown, each post on all its channels, and how many posts are not:
    of what is to come, and of what waits with time left.
    """
    posts = list(dict.fromkeys(one.key.post for one in deliveries))
    most = SHOWN.get(name, len(posts))
    near = {d.key.post for d in deliveries if d.due is not None and d.due <= now + NEAR}
    shown = {*posts[:most], *(near if name == "waiting" else ())}
    return [d for d in deliveries if d.key.post in shown], len(posts) - len(shown)


def _missed_lines(here: Session, missed: Sequence[Outgoing]) -> list[str]:
    """Tell the reminders and alarms that are never repeated and may not have arrived."""
    if not missed:
        return []
    width = screen_width()
    head = flowed(here.say("status.missed", n=len(missed)), width)
    lines = ["", *(click.style(line, bold=True) for line in head)]
    for one in missed:
        told = here.say("status.missed-line", chat=one.message.chat, text=_words(one))
        lines += flowed(told, width, 2, 4)
    return lines


def _words(outgoing: Outgoing) -> str:
    """Return the text of a message in one line."""
    return " ".join(str(json.loads(outgoing.message.body).get("text") or "").split())


def _elsewhere(here: Session, standing: _Standing, names: Names) -> list[str]:
    """Say which other programs keep something from going out here."""
    return loudly(elsewhere_lines(here, standing.elsewhere, names))


def _unread(here: Session, snapshot: Snapshot, names: Names) -> list[str]:
    """Say first that nothing leaves before the networks were read back."""
    if snapshot.trusted and not snapshot.unread:
        return []
    if snapshot.trusted:
        channels = names.channels(sorted(snapshot.unread))
        some = here.say("status.unread-some", n=len(snapshot.unread), channels=channels)
        return flowed(some, screen_width())
    if not snapshot.forgetful:
        return flowed(here.say("status.unread-new"), screen_width())
    told = flowed(here.say("status.unread-older"), screen_width())
    return [click.style(line, fg="red") for line in told]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells deliveries for people: when, what, where; the key to type below."""

    here: Session
    moments: Times
    names: Names
    is_held: bool = False

    def lapsed(self, deliveries: Sequence[Delivery]) -> list[str]:
        """Return how much goes out no more: nothing can be done about it here."""
        if not deliveries:
            return []
        much = counted(self.here.phrases, (one.key.post for one in deliveries))
        told = self.here.say("status.lapsed-posts", **much)
        head = click.style(self.here.say("status.lapsed"), bold=True)
        return ["", head, *flowed(told, screen_width(), 2, 2)]

    def by_reason(self, deliveries: Sequence[Delivery]) -> list[str]:
        """Return lines for deliveries, those that are where they are for one reason below it."""
        groups: dict[str, list[Delivery]] = {}
        for one in deliveries:
            groups.setdefault(self._why(one), []).append(one)
        lines: list[str] = []
        for why, alike in groups.items():
            headed = alike[0].state is not State.PLANNED
            told = f"{why[:1].upper()}{why[1:]}:"
            lines += flowed(told, screen_width(), 2, 2) if headed else []
            lines += self._lines(alike, 4 if headed else 2)
            lines += self._way(alike)
        return lines

    def _why(self, one: Delivery) -> str:
        """Return what stands above posts that fare alike; the state where it says more."""
        why = self.names.why(one)
        if why and one.state in PLAIN:
            return why
        return ": ".join(filter(None, (state_of(self.here.phrases, one.state), why)))

    def _lines(self, alike: Sequence[Delivery], indent: int) -> list[str]:
        """Return two lines per post: the channels on which it fares alike stand together."""
        posts: dict[tuple[object, ...], list[Delivery]] = {}
        for one in alike:
            alone = str(one.key) if one.state in ATTENTION else one.key.part
            posts.setdefault((one.due, one.key.post, alone), []).append(one)
        lines: list[str] = []
        for (due, post, _), same in posts.items():
            when = self._when(same[0], due if isinstance(due, datetime) else None)
            name = self.names.post(same[0].title, same[0].subject)
            channels = self.names.channels(one.key.channel for one in same)
            width = max(WHEN, len(when))
            told = f"{when:<{width}}  {name} · {channels}"
            lines += flowed(told, screen_width(), indent, width + 2)
            key = str(same[0].key) if len(same) == 1 else str(post)
            lines.append(click.style(" " * (indent + width + 2) + f"[{key}]", dim=True))
        return lines

    def _when(self, one: Delivery, due: datetime | None) -> str:
        """Return when a post goes out, or was to; of a correction what it goes out after."""
        if not goes_at_once(one, self.here.clock.now()):
            at = self.moments.brief(due) if due is not None else None
            return at or self.here.say("status.undated")
        if self.is_held:
            return self.here.say("status.once-resumed")
        dead = _is_alive(self.here) is False
        return self.here.say("status.once-running" if dead else "status.at-once")

    def _way(self, alike: Sequence[Delivery]) -> list[str]:
        """Return what a person can do about posts that need one."""
        keys, posts = {str(one.key) for one in alike}, {one.key.post for one in alike}
        named = [*keys] if len(keys) == 1 else [*posts] if len(posts) == 1 else []
        key = named[0] if named else self.here.say("signs.key")
        return [
            line
            for way in ways_out(self.here, alike[0], key)[:1]
            for line in flowed(f"→ {way}", screen_width(), 4, 2)
        ]
