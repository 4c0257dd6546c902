"""The alarms of a campaign at work: what is alarming goes to the team's chat, each thing once."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.lateness import is_over
from campaign.core.programme import NAME, seat_of
from campaign.core.proofs import told_as
from campaign.core.reasons import OURSELVES, Reason
from campaign.ports.ledger import LedgerChange
from campaign.services.alarming import DAY, HOURS, Cause, Stage, alarms, has_rest
from campaign.services.daily import daily_message
from campaign.services.listing import kept_back_by, reason_of, tell_problem
from campaign.services.now_and_then import NowAndThen
from campaign.services.roles import tell_role
from campaign.services.team_counter import to_type

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from datetime import datetime, time, tzinfo

    from campaign.core.deliveries import Delivery
    from campaign.core.problems import Problem
    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.history import Stray
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.ports.messages import Message
    from campaign.ports.phrases import Phrases
    from campaign.services.alarming import Alarm
    from campaign.services.team_messages import TeamMessages

PAUSE = 15.0
"""Seconds between two looks."""
LONGEST_DAY = timedelta(hours=26)
"""No local day is longer: so far back begins today, and so much further ends another day."""
MINUTES = 60
"""So many minutes before a post's time they are counted."""
_CUT_OFF = frozenset({Cause.LATE, Cause.WAITS, Cause.EXPIRED, Cause.REFUSED})
"""What certainly keeps a part in, also where the one before is out."""
MOST_WORDS = 300
"""So much of a line that cannot be read is shown."""
MOST = 3
"""So many problems are told in one message, which is read on a phone."""


class Alarms:
    """Looks at the ledger now and then. ``campaign`` gives the loaded campaign.

    ``daily`` is when on the wall the team reads what goes out that day, ``None`` for never.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        campaign: Callable[[], Awaitable[Campaign]],
        team: TeamMessages,
        daily: time | None = None,
    ) -> None:
        self._daily = daily
        self._ledger, self._clock, self._campaign, self._team = ledger, clock, campaign, team
        self._pause = NowAndThen(clock, PAUSE)

    async def look_now_and_then(self) -> None:
        """Look, unless it was done a moment ago or there is no chat to tell."""
        if self._team.chat is not None and self._pause.is_time():
            await self.look()

    async def look(self) -> None:
        """Put what is alarming now into the outbox, which knows what was told before."""
        now, campaign = self._clock.now(), await self._campaign()
        snapshot = await self._ledger.near(now - LONGEST_DAY, now + DAY + LONGEST_DAY)
        enough = await self._ledger.spent(now, campaign.channels)
        # Beside the loop: with thousands that lack something it takes longer than it may stand.
        messages = await asyncio.to_thread(self._derived, snapshot, campaign, now, tuple(enough))
        strays = (of_stray(one, self._team) for one in await self._ledger.strays())
        messages += [message for message in strays if message is not None]
        # What was taken back, since some of it was not true any more, is told anew of the rest.
        unheard = await self._ledger.unheard([str(message.dedupe) for message in messages])
        new = [message for message in messages if message.dedupe in unheard]
        if new:
            await self._ledger.apply(LedgerChange(now, OURSELVES, messages=new))

    def _derived(
        self, snapshot: Snapshot, campaign: Campaign, now: datetime, enough: Sequence[str]
    ) -> list[Message]:
        """Return everything that the team has to hear of now, told before or not."""
        found = alarms(snapshot, campaign.zone, now, enough)
        messages = [*self._messages(found, snapshot, campaign, now)]
        if self._daily is not None:
            daily = daily_message(snapshot, campaign.zone, now, self._daily, self._team)
            messages += [daily] if daily is not None else []
        return messages

    def _messages(
        self, found: Sequence[Alarm], snapshot: Snapshot, campaign: Campaign, now: datetime
    ) -> Iterator[Message]:
        for alarm in found:
            text = alarm_text(alarm, snapshot, campaign, self._team, now)
            message = self._team.notice(text, alarm.once, as_long=alarm.as_long)
            if message is not None:
                yield message


def of_folder(team: TeamMessages, errors: int, revision: int) -> Message | None:
    """Return the message about a changed folder that cannot be loaded beside ``revision``."""
    return team.notice(team.phrases.text("alarms.folder", n=errors), f"alarm:folder:{revision}")


def of_waiting_folder(team: TeamMessages, which: str, revision: int) -> Message | None:
    """Return the message about a changed folder that a person must load, once for each change:
    ``which`` tells it from every other.
    """
    text = team.phrases.text("alarms.folder-waits")
    return team.notice(text, f"alarm:folder-waits:{revision}:{which}")


def of_gone_out(team: TeamMessages, found: Sequence[Problem], _: int = 0) -> Message | None:
    """Return the message that what is out, or was taken down, does not go out as it reads now;
    once for the same things found, whichever revision is loaded.
    """
    say = partial(tell_problem, phrases=team.phrases)
    told = [f"{say(one, part='message')}\n→ {say(one, part='hint')}" for one in found]
    more = [team.phrases.text("team.late-more", n=len(told) - MOST)] if len(told) > MOST else []
    posts = "\n\n".join([*told[:MOST], *more])
    text = team.phrases.text("alarms.gone-out", n=len(told), posts=posts)
    which = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    return team.notice(text, f"alarm:gone-out:{which}")


def of_stray(stray: Stray, team: TeamMessages) -> Message | None:
    """Return the message about something that is out, and not in this ledger, or cannot be read."""
    return team.notice(stray_text(stray, team.phrases), f"alarm:stray:{stray.name}")


def stray_text(stray: Stray, phrases: Phrases) -> str:
    """Return what is out, and not in this ledger, and what to do."""
    if stray.receipt is None:
        return phrases.text("alarms.stray-unread", words=stray.words[:MOST_WORDS], file=stray.file)
    url = stray.receipt.url or stray.receipt.remote_id
    told = {"url": url, "file": stray.file}
    if stray.key is None:
        return phrases.text("alarms.stray-unnamed", **told)
    return phrases.text("alarms.stray", key=stray.key, generation=stray.generation, **told)


async def tell_of_full_disk(
    ledger: Ledger, team: TeamMessages, zone: tzinfo, *span: datetime
) -> None:
    """Tell the team, once an hour, from when to when (``span``) nothing could be written."""
    since, until = (moment.astimezone(zone) for moment in span)
    text = team.phrases.text("alarms.full", since=since, until=until.time())
    message = team.notice(text, f"alarm:full:{span[0]:%Y%m%dT%H}")
    if message is not None:
        await ledger.apply(LedgerChange(span[1], OURSELVES, messages=[message]))


def alarm_text(
    alarm: Alarm, snapshot: Snapshot, campaign: Campaign, team: TeamMessages, now: datetime
) -> str:
    """Return what the team reads at ``now``: what happened, to which posts, who acts and how."""
    first, phrases = alarm.deliveries[0], team.phrases
    if alarm.cause is Cause.UNWANTED:
        said = Reason.stored(first.reason)
        return _of_one(f"alarms.{told_as(said)}", first, team, said.params)
    if alarm.cause is Cause.OVERTAKEN and (hold := snapshot.hold) is not None:
        stopped = {"by": hold.by, "why": hold.reason}
        return _of_one(f"alarms.{alarm.cause}", first, team, stopped)
    posts = dict.fromkeys(d.key.post for d in alarm.deliveries)
    told = {
        "n": len(posts),
        "posts": _listed(alarm, alarm.deliveries, snapshot, team),
        "post": first.key.post,
        "key": str(first.key),
        "what": alarm.what,
        "until": _until(first, campaign.zone, phrases),
        "keys": " ".join(posts),
        "channel": team.label(alarm.what),
        "owner": _owner(alarm, campaign, phrases),
        "why": reason_of(first, phrases) or phrases.text("alarms.no-reason"),
        "kept": kept_back_by(first, phrases),
    }
    told["way"] = _way(alarm, team, told)
    if alarm.cause is Cause.WAITS and (until := snapshot.channels[alarm.what].hold_until):
        told |= _of_wait(alarm, until, campaign.zone, snapshot, team)
    head = _head(alarm, team, campaign.zone, now)
    return "\n\n".join([*head, _said(alarm, snapshot, phrases, told)])


def _of_wait(
    alarm: Alarm, until: datetime, zone: tzinfo, snapshot: Snapshot, team: TeamMessages
) -> Mapping[str, object]:
    """Return until when a network wants us to wait, which posts go afterwards, and which expire."""
    over = [one for one in alarm.deliveries if is_over(one.expires, until)]
    later = [one for one in alarm.deliveries if one not in over]

    def told(name: str, posts: Sequence[Delivery]) -> str:
        n, listed = len({one.key.post for one in posts}), _listed(alarm, posts, snapshot, team)
        return team.phrases.text(f"alarms.waits-{name}", n=n, posts=listed) if n else ""

    until_then = team.phrases.dates.say_briefly(until.astimezone(zone))
    return {"until": until_then, "later": told("later", later), "over": told("over", over)}


def _listed(alarm: Alarm, posts: Sequence[Delivery], snapshot: Snapshot, team: TeamMessages) -> str:
    """Return a line for each post, and one for each thread that stands cut off on its network."""
    said = [team.lines(posts)]
    if alarm.cause in _CUT_OFF:
        out = {one.key for one in snapshot.deliveries if one.state is State.PUBLISHED}
        cut = (one for one in posts if replace(one.key, part=one.key.part - 1) in out)
        said += [
            team.phrases.text("alarms.cut-off", title=one.title, part=one.key.part) for one in cut
        ]
    return "\n".join(said)


def _of_one(sentence: str, one: Delivery, team: TeamMessages, more: Mapping[str, str]) -> str:
    """Return what the team reads of a post that should not be out: where it is, and how it goes."""
    url = one.receipt.url if one.receipt else None
    told = {
        "channel": team.label(one.key.channel),
        "title": one.title,
        "key": str(one.key),
        "url": url or "",
        "why": reason_of(one, team.phrases) or team.phrases.text("alarms.no-reason"),
        "address": url or str(one.key),
    }
    return team.phrases.text(sentence, **{**told, **more})


def _said(alarm: Alarm, snapshot: Snapshot, phrases: Phrases, told: dict[str, object]) -> str:
    if alarm.cause is Cause.FACT:
        subject, _, name = alarm.what.rpartition(".")
        known = f"facts.{name}"
        called = phrases.text(known) if phrases.has(known) else name
        told |= {"subject": subject, "called": called}
        if name == NAME and (seat := seat_of(subject)) is not None:
            return phrases.text("alarms.seat", **told | {"panel": seat[0], "n": seat[1]})
    elif alarm.cause is Cause.APPROVAL:
        told["role"] = tell_role(alarm.what, phrases)
    elif alarm.cause is Cause.STOPPED:
        state = snapshot.channels[alarm.what]
        told["why"] = phrases.text(f"reasons.stopped-{state.stopped}", words=state.words or "")
        return phrases.text(f"alarms.stopped-{state.stopped}", **told)
    elif alarm.cause is Cause.REFUSED:
        follows = has_rest(snapshot, alarm.deliveries[0])
        told["rest"] = "\n" + phrases.text("alarms.refused-rest") if follows else ""
    return phrases.text(f"alarms.{alarm.cause}", **told)


def _way(alarm: Alarm, team: TeamMessages, told: Mapping[str, object]) -> str:
    """Return what to do: where there is a team's chat first there, then on the computer."""
    phrases, in_chat = team.phrases, team.chat is not None
    if alarm.cause is Cause.APPROVAL:
        return phrases.text(f"alarms.way-approval{'-chat' * in_chat}", **told)
    if alarm.cause is not Cause.FACT:
        return ""
    subject, name, value = _fact(alarm, phrases)
    said = {"subject": subject, "name": name, "value": value}
    typed = to_type(name, subject, phrases) if in_chat else None
    if typed is None:
        return phrases.text(f"alarms.way-fact{'-here' * in_chat}", **said)
    return phrases.text("alarms.way-fact-chat", typed=typed, **said)


def _fact(alarm: Alarm, phrases: Phrases) -> tuple[str, str, str]:
    """Return the subject and the name of a missing fact, and how its value is typed."""
    subject, _, name = alarm.what.rpartition(".")
    value = phrases.text("alarms.value")
    return subject, name, f'"{value}"' if name == NAME else value


def _head(alarm: Alarm, team: TeamMessages, zone: tzinfo, now: datetime) -> list[str]:
    """Return how long there is, or that the time is over and whether it still goes out."""
    phrases, stage = team.phrases, alarm.stage
    left = [one.due - now for one in alarm.deliveries if one.due is not None and one.due > now]
    minutes = -(-min(left, default=HOURS) // timedelta(minutes=1))
    if stage is Stage.HOURS and minutes < MINUTES:
        return [phrases.text("alarms.minutes-left", n=minutes)]
    nothing_else = all(len(one.waits) == 1 for one in alarm.deliveries)
    if stage is Stage.PASSED and nothing_else and alarm.cause in {Cause.APPROVAL, Cause.FACT}:
        until = _until(alarm.deliveries[0], zone, phrases)
        kind = f"passed-{alarm.cause}{'-until' * bool(until)}"
        return [phrases.text(f"alarms.when.{kind}", until=until)]
    return [phrases.text(f"alarms.when.{stage}")] if stage else []


def _until(one: Delivery, zone: tzinfo, phrases: Phrases) -> str:
    """Return when a post expires; empty where it never does."""
    return "" if one.expires is None else phrases.dates.say_briefly(one.expires.astimezone(zone))


def _owner(alarm: Alarm, campaign: Campaign, phrases: Phrases) -> str:
    """Return who sees to the posts that lack a fact: whoever approves them."""
    found = (campaign.approver(delivery.entry) for delivery in alarm.deliveries)
    roles = dict.fromkeys(tell_role(role, phrases) for role in found if role is not None)
    return ", ".join(roles) or phrases.text("alarms.anybody")
