"""``status`` and ``show``: looking without changing anything."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from campaign.cli.elsewhere import elsewhere_json, elsewhere_lines, seen_elsewhere
from campaign.cli.keys import unlike
from campaign.cli.names import names_in
from campaign.cli.output import FORMAT, as_json, flowed, screen_width, show_lines
from campaign.cli.saying import state_of, states
from campaign.cli.session import Session, session
from campaign.cli.times import Times, times
from campaign.core.deliveries import OPEN, State
from campaign.core.errors import FileChanged, SeveralDeliveries
from campaign.core.files import digests_of
from campaign.core.lateness import goes_at_once
from campaign.services.listing import beyond_state, delivery_fields, history_fields, iso, way_out
from campaign.services.planning import newest_generations
from campaign.services.standing import ATTENTION, groups_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.cli.names import Names
    from campaign.core.deliveries import Delivery, Key
    from campaign.ports.attendees import Outgoing
    from campaign.ports.ledger import Revision, Snapshot
    from campaign.wiring.sightings import Sighting

SANDBOX = click.option("--sandbox", is_flag=True)
_PROCESS = re.compile(r"[^\s:]+:\d+")

PLAIN = frozenset({State.WAITING, State.HELD, State.PLANNED, State.NEEDS_PERSON})
"""States that a reason says by itself."""

WHEN = 17
"""Columns for day and time."""

SOON = 8
"""How many of the next posts ``status`` lists, each on all its channels."""


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
        as_json({"alive": alive})
    elif not found:
        click.echo(here.say("status.run-silent"))
    else:
        role = max(found, key=lambda role: found[role])
        ago, called = found[role], here.say(f"status.role-{role}")
        said = {"seconds": round(ago), "minutes": round(ago / MINUTE), "role": called}
        click.echo(here.say("status.run-alive" if alive else "status.run-dead", **said))
    return 0 if alive else 1


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the ledger says, the files loaded, the bot's messages perhaps never sent, and what
    other campaigns' programs have of what this one needs.
    """

    snapshot: Snapshot
    files: Mapping[str, bytes]
    missed: Sequence[Outgoing]
    elsewhere: Sequence[Sighting]


async def _standing(here: Session) -> _Standing:
    async with here.ledger(here.campaign_name()) as ledger:
        snapshot = await ledger.snapshot()
        files = await ledger.revision_files() if snapshot.revision else {}
        elsewhere = seen_elsewhere(here, ledger, files) if files else []
        return _Standing(snapshot, files, await ledger.missed(), elsewhere)


def _status_json(here: Session, standing: _Standing) -> dict[str, object]:
    snapshot = standing.snapshot
    newest = newest_generations(snapshot.deliveries)
    rows = [delivery_fields(delivery, here.phrases) for delivery in newest.values()]
    from campaign.wiring.heartbeat import is_alive  # noqa: PLC0415

    hold = snapshot.hold
    return {
        "revision": snapshot.revision.number if snapshot.revision else None,
        "trusted": snapshot.trusted,
        "alive": is_alive(here.root, here.kind),
        "hold": {"by": hold.by, "reason": hold.reason, "at": iso(hold.at)} if hold else None,
        "counts": dict(Counter(str(row["state"]) for row in rows)),
        "deliveries": rows,
        "missed": [{"chat": one.message.chat, "text": _words(one)} for one in standing.missed],
        "elsewhere": elsewhere_json(standing.elsewhere),
    }


def _not_loaded(here: Session, revision: Revision) -> list[str]:
    """Say that the folder holds something else than what is loaded; while it is being written,
    nothing is known of it.
    """
    with suppress(FileChanged):
        if digests_of(here.files()) != dict(revision.files):
            return [here.say("status.folder-changed")]
    return []


def _status_lines(here: Session, standing: _Standing) -> list[str]:
    snapshot = standing.snapshot
    lines = _held(here, snapshot)
    if snapshot.revision is None:
        return [*lines, here.say("status.nothing")]
    names = names_in(here, standing.files, snapshot.facts)
    lines = [*_unread(here, snapshot, names), *_elsewhere(here, standing, names), *lines]
    lines += _not_loaded(here, snapshot.revision)
    newest = list(newest_generations(snapshot.deliveries).values())
    counts = states(here.phrases, Counter(str(delivery.state) for delivery in newest))
    posts = here.say("posts", n=len(newest))
    lines += flowed(here.say("status.counts", posts=posts, states=counts), screen_width(), hang=2)
    moments = times(here)
    telling, now = _Telling(here, moments, names, snapshot.hold is not None), here.clock.now()
    city = moments.campaign.city
    lines.append(here.say("status.zone-now", city=city, now=moments.brief(now)))
    groups = dict(groups_of(newest, now))
    following = list(dict.fromkeys(d.key.post for d in groups["next"]))
    groups["next"] = [d for d in groups["next"] if d.key.post in following[:SOON]]
    for name, deliveries in groups.items():
        if deliveries:
            lines += ["", click.style(here.say(f"status.{name}"), bold=True)]
            lines += telling.by_reason(deliveries)
        if name == "next" and following[SOON:]:
            lines += flowed(here.say("status.more", n=len(following[SOON:])), screen_width(), 2, 4)
    return lines


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


def _held(here: Session, snapshot: Snapshot) -> list[str]:
    """Say that everything is held, whatever is loaded."""
    if snapshot.hold is None:
        return []
    told = here.say("status.hold", by=snapshot.hold.by, why=snapshot.hold.reason)
    return [click.style(line, fg="red") for line in flowed(told, screen_width())]


def _elsewhere(here: Session, standing: _Standing, names: Names) -> list[str]:
    """Say which other programs keep something from going out here."""
    told = elsewhere_lines(here, standing.elsewhere, names)
    return [click.style(row, fg="red") for one in told for row in flowed(one, screen_width())]


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
            told = f"{when:<{WHEN}}  {name} · {channels}"
            lines += flowed(told, screen_width(), indent, WHEN + 2)
            key = str(same[0].key) if len(same) == 1 else str(post)
            lines.append(click.style(" " * (indent + WHEN + 2) + f"[{key}]", dim=True))
        return lines

    def _when(self, one: Delivery, due: datetime | None) -> str:
        """Return when a post goes out, or was to; of a correction what it goes out after."""
        if not goes_at_once(one, self.here.clock.now()):
            at = self.moments.brief(due) if due is not None else None
            return at or self.here.say("status.undated")
        if self.is_held:
            return self.here.say("status.once-resumed")
        from campaign.wiring.heartbeat import is_alive  # noqa: PLC0415

        alive = is_alive(self.here.root, self.here.kind)
        return self.here.say("status.at-once" if alive else "status.once-running")

    def _way(self, alike: Sequence[Delivery]) -> list[str]:
        """Return what a person can do about posts that need one."""
        key = str(alike[0].key) if len(alike) == 1 else self.here.say("signs.key")
        return [
            line
            for way in _ways(self.here, alike[0], key)[:1]
            for line in flowed(f"→ {way}", screen_width(), 4, 2)
        ]


def _ways(here: Session, one: Delivery, key: str) -> list[str]:
    """Return what a person can do for a post to go on, one sentence for each thing it lacks."""
    if one.state is State.WAITING:
        return [way_out(wait, here.phrases, key, here.here) for wait in one.waits]
    if one.state in ATTENTION:
        return [here.phrases.text(f"states.way.{one.state}", key=key, here=here.here)]
    return []


@click.command()
@click.argument("key")
@FORMAT
@SANDBOX
def show(key: str, form: str, *, sandbox: bool) -> None:
    """Tell one delivery's whole history."""
    here = session(sandbox=sandbox)
    told = here.run(lambda: _histories(here, key))
    if form != "json":
        show_lines([line for one in told for line in (*_shown(here, one), "")][:-1])
    elif len(told) == 1:
        as_json(told[0])
    else:
        known = ", ".join(str(one["key"]) for one in told)
        raise SeveralDeliveries(key=key, known=known)


def _shown(here: Session, told: dict[str, Any]) -> list[str]:
    """Return a delivery for people: what it is, its words, what happened to it."""
    width, moments = screen_width(), times(here)
    values = {**told, **_moments(here, moments, told)}
    values["state"] = here.phrases.text(f"states.{told['state']}")
    lines: list[str] = []
    for name in ("key", "title", "state", "reason", "due", "expires", "url", "approved_by"):
        if values[name]:
            lines += flowed(f"{here.say(f'show.{name}')}: {values[name]}", width, hang=2)
    for way in told["ways"]:
        lines += flowed(f"→ {way}", width, hang=2)
    if told["text"]:
        lines.append("")
        lines += [row for line in told["text"].split("\n") for row in flowed(line, width) or [""]]
    for alt in told["alts"]:
        lines += ["", *flowed(here.say("show.alt", alt=alt), width)]
    lines += ["", click.style(here.say("show.history"), bold=True)]
    for line in told["history"]:
        at = moments.brief(datetime.fromisoformat(line["at"]))
        state = here.phrases.text(f"states.{line['state']}")
        why = beyond_state(state, line["reason"] or "")
        happened = ": ".join(filter(None, (state, why)))
        told_already = not line["by"] or line["by"] in why
        by = "" if told_already else f" ({_who(here, line['by'])})"
        lines += flowed(f"{at}  {happened}{by}", width, 2, 2)
    return lines


def _moments(here: Session, moments: Times, told: dict[str, Any]) -> dict[str, str | None]:
    """Return when a delivery is due and expires; what went out or ended cannot expire."""
    kept = ("due", "expires") if State(told["state"]) in OPEN else ("due",)
    said: dict[str, str | None] = {"expires": None}
    for name in kept:
        if told[name]:
            whole = moments.whole(datetime.fromisoformat(told[name]))
            said[name] = here.say("show.at-utc", **whole)
    return said


def _who(here: Session, by: str) -> str:
    """Return who did something: a publisher signs as machine and process."""
    return here.say("show.publisher", where=by) if _PROCESS.fullmatch(by) else by


async def _histories(here: Session, key: str) -> list[dict[str, object]]:
    async with here.ledger(here.campaign_name()) as ledger:
        newest = newest_generations((await ledger.snapshot()).deliveries)
        return [
            {
                **delivery_fields(found, here.phrases),
                "text": found.payload.text if found.payload else None,
                "alts": [image.alt for image in found.payload.images] if found.payload else [],
                "ways": _ways(here, found, str(found.key)),
                "history": [
                    history_fields(line, here.phrases)
                    for line in await ledger.history(str(found.key))
                ],
            }
            for found in _named(newest, key)
        ]


def _named(newest: dict[Key, Delivery], key: str) -> list[Delivery]:
    """Return the deliveries that ``key`` names: its own, those of its post, or of its entry
    where that is one post.

    Raises:
        UnknownDelivery: there is none.
        SeveralDeliveries: it is an entry with several posts.
    """
    exact = [delivery for known, delivery in newest.items() if str(known) == key]
    found = exact or [d for d in newest.values() if key in {d.key.post, d.entry}]
    if not found:
        raise unlike(key, newest)
    posts = sorted({delivery.key.post for delivery in found})
    if len(posts) > 1:
        raise SeveralDeliveries(key=key, known=", ".join(posts))
    return found
