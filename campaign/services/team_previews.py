"""What waits for an approval goes to the team's chat as its channel will show it, once each.

A version that was shown is known by its delivery and the hash that an approval is bound to: what
changes afterwards is shown again, and a restart shows nothing twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.core.deliveries import State, WaitKind
from campaign.core.generations import at_hand
from campaign.core.lateness import is_over
from campaign.core.reasons import OURSELVES
from campaign.core.rendering import GAP
from campaign.ports.ledger import LedgerChange
from campaign.ports.messages import Message, Priority
from campaign.services.approving import approved_anew, awaiting, moved_only
from campaign.services.conversation.saying import listed
from campaign.services.conversation.turns import LONGEST
from campaign.services.listing import tell_wait
from campaign.services.now_and_then import NowAndThen
from campaign.services.roles import tell_role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from campaign.core.deliveries import Delivery, Image, Key
    from campaign.core.settings import Campaign
    from campaign.ports.clock import Clock
    from campaign.ports.ledger import Ledger, Snapshot
    from campaign.services.approving import Anew, Moved
    from campaign.services.drafting import Prepared
    from campaign.services.team_messages import TeamMessages

PAUSE = 15.0
"""Seconds between two looks."""
AHEAD = timedelta(days=7)
"""How long before its time a post is shown."""
AT_ONCE = 3
"""So many previews go out in one look: a chat takes 20 messages a minute, answers among them."""
MOST_CHANNELS = 4
"""So many deliveries fit into one button."""
MOST_MOVED = 20
"""So many posts of which only the time changed are listed in one message."""

APPROVE, HOLD, RELEASE, APPROVE_MOVED = "A:y", "A:h", "A:r", "A:m"
"""What the buttons say; which deliveries, and their seal, follow."""

_SHOWN_WITH = frozenset({WaitKind.APPROVAL, WaitKind.FACT})


def seal(deliveries: Iterable[Delivery]) -> str:
    """Return what tells these versions of deliveries from all others, in 16 characters."""
    seen = sorted((one.id, one.to_approve) for one in deliveries)
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def about(act: str, deliveries: Sequence[Delivery]) -> str:
    """Return the data of a button about deliveries as they are now."""
    return f"{act}:{'.'.join(str(one.id) for one in deliveries)}:{seal(deliveries)}"


def moved_together(
    snapshot: Snapshot, team: TeamMessages
) -> Iterator[tuple[str, tuple[Moved, ...]]]:
    """Yield what changed its time only, by approving role, in lists that a message holds.

    What is approved again stays in its list, so that the list stays the same.
    """
    newest = at_hand(snapshot.deliveries).values()
    approvable = [one for one in newest if one.approver is not None]
    found = moved_only(snapshot, approvable, team.phrases.dates)
    roles: dict[str, list[Moved]] = {}
    for one in sorted(found, key=lambda moved: moved.delivery.id):
        roles.setdefault(one.delivery.approver or "", []).append(one)
    for role, all_of_role in roles.items():
        for at in range(0, len(all_of_role), MOST_MOVED):
            yield role, tuple(all_of_role[at : at + MOST_MOVED])


def waits_for_approval(one: Delivery) -> bool:
    """Tell whether a delivery waits for an approval, and can be shown."""
    kinds = {wait.kind for wait in one.waits}
    shown = WaitKind.APPROVAL in kinds and kinds <= _SHOWN_WITH
    return one.state is State.WAITING and bool(one.to_approve) and shown


@dataclass(frozen=True, slots=True)
class _Preview:
    """Messages that show some deliveries, each with its ``mark``."""

    marks: frozenset[str]
    messages: tuple[Message, ...]


class Previews:
    """Looks now and then for what waits for an approval. ``campaign`` gives the loaded one,
    ``prepared`` what is written of posts that still wait for facts.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        campaign: Callable[[], Awaitable[Campaign]],
        team: TeamMessages,
        prepared: Callable[[], Awaitable[Mapping[Key, Prepared]]],
    ) -> None:
        self._ledger, self._clock, self._campaign, self._team = ledger, clock, campaign, team
        self._prepared = prepared
        self._pause = NowAndThen(clock, PAUSE)
        self._told: set[str] = set()
        self._left: tuple[int, frozenset[str]] = (0, frozenset())

    async def look_now_and_then(self) -> None:
        """Look, unless it was done a moment ago or there is no chat to show anything."""
        if self._team.chat is not None and self._pause.is_time():
            await self.look()

    async def look(self) -> None:
        """Put what is new into the outbox, which knows what was shown before a restart."""
        now = self._clock.now()
        near = await self._ledger.near(now, now + AHEAD)
        marks = {_mark(one) for one in _to_show(near, now)}
        left = self._left[1] if self._left[0] == near.plan else frozenset()
        if marks <= self._told | left:
            return
        snapshot, campaign = await self._ledger.snapshot(), await self._campaign()
        lacking = any(one.payload is None for one in _to_show(snapshot, now))
        written = await self._prepared() if lacking else {}
        teller = Teller(self._team, campaign, now, written)
        previews = await asyncio.to_thread(self._previews, snapshot, teller, now)
        new = [one for one in previews if not one.marks <= self._told][:AT_ONCE]
        if new:
            messages = [message for one in new for message in one.messages]
            await self._ledger.apply(LedgerChange(now, OURSELVES, messages=messages))
            self._told.update(*(one.marks for one in new))
        # What cannot be shown is looked at again when it was planned again.
        showable = frozenset[str]().union(*(one.marks for one in previews))
        self._left = (snapshot.plan, frozenset(marks - showable))

    def _previews(self, snapshot: Snapshot, teller: Teller, now: datetime) -> list[_Preview]:
        """Return everything that waits now, shown before or not, the most urgent first."""
        soon = [one for one in _to_show(snapshot, now) if one.due and one.due <= now + AHEAD]
        shown = [one for one in soon if teller.text(one) is not None]
        dates = self._team.phrases.dates
        previews, listed_already = [], set()
        for role, moved in moved_together(snapshot, self._team):
            waiting = [one for one in moved if waits_for_approval(one.delivery)]
            if len({one.delivery.key.post for one in waiting}) > 1:
                listed_already |= {one.delivery.id for one in waiting}
                previews.append(self._of_moved(role, moved, waiting, teller))
        single = [one for one in shown if one.id not in listed_already]
        groups = _alike(single, teller)
        anew = approved_anew(snapshot, [group[0] for group in groups], dates)
        return [*previews, *(self._of(*one, teller) for one in zip(groups, anew, strict=True))]

    def _of(self, group: Sequence[Delivery], anew: Anew | None, teller: Teller) -> _Preview:
        """Return the preview of one post on the channels that show it alike."""
        images = group[0].payload.images if group[0].payload else ()
        once = f"approve:{seal(group)}"
        bodies = teller.pictures(images[1:])
        bodies += teller.preview(group, anew)
        messages = [self._message(body, f"{once}:{n}") for n, body in enumerate(bodies)]
        return _Preview(frozenset(map(_mark, group)), tuple(messages))

    def _of_moved(
        self, role: str, moved: Sequence[Moved], waiting: Sequence[Moved], teller: Teller
    ) -> _Preview:
        once = f"approve-moved:{seal(one.delivery for one in moved)}"
        marks = frozenset(_mark(one.delivery) for one in waiting)
        text, buttons = teller.moved(role, waiting)
        body: dict[str, object] = {"text": text, "buttons": buttons}
        return _Preview(marks, (self._message(body, once),))

    def _message(self, body: dict[str, object], once: str) -> Message:
        told = json.dumps(body, ensure_ascii=False)
        return Message(self._team.chat or 0, told, Priority.TEAM, once=True, dedupe=once)


class Teller:
    """Says to the team what is to be approved, at ``now``."""

    def __init__(
        self,
        team: TeamMessages,
        campaign: Campaign,
        now: datetime,
        written: Mapping[Key, Prepared] = MappingProxyType({}),
    ) -> None:
        self._team, self._campaign, self._now = team, campaign, now
        self._written = written

    def text(self, one: Delivery) -> str | None:
        """Return the text of a post; of one that lacks facts what is known of it, with their gaps.

        ``None`` where something else is written by now than what an approval would cover.
        """
        if one.payload is not None:
            return one.payload.text
        item = self._written.get(one.key)
        if item is None or item.inputs != one.inputs:
            return None
        return GAP.sub(lambda found: self._gap(found[1]), item.outline)

    def _gap(self, mark: str) -> str:
        """Return the words at the place of a missing fact (``panel-1.stream``)."""
        name = mark.rpartition(".")[2]
        known = f"facts.{name}"
        phrases = self._team.phrases
        return f"⟨{phrases.text(known) if phrases.has(known) else name}⟩"

    def _lacks(self, one: Delivery) -> list[str]:
        """Return the line about the facts and the card that a post still lacks."""
        if one.payload is not None:
            return []
        item = self._written.get(one.key)
        card = item.entry.card if item is not None else None
        return [self.say("gaps-card", card=card) if card else self.say("gaps")]

    def say(self, name: str, **params: object) -> str:
        """Return one of the sentences about approvals."""
        return self._team.phrases.text(f"team.approve.{name}", **params)

    def when(self, at: datetime | None) -> str:
        """Return when a post goes out; now where its time has come."""
        if at is None:
            return self._team.phrases.text("cli.status.undated")
        if at <= self._now:
            return self.say("now")
        zone = self._campaign.zone
        year = self._now.astimezone(zone).year
        return self._team.phrases.dates.say_briefly(at.astimezone(zone), year)

    def title(self, group: Sequence[Delivery]) -> str:
        """Return what a post is called, with its channels."""
        names = dict.fromkeys(self._team.label(one.key.channel) for one in group)
        where = listed(list(names), self._team.phrases)
        return self.say("title", title=group[0].title, post=group[0].key.post, where=where)

    def _head(self, group: Sequence[Delivery], anew: Anew | None) -> str:
        """Return what is to be approved, and what has changed since it was approved before."""
        role = tell_role(group[0].approver or "", self._team.phrases)
        said = {"role": role, "title": self.title(group), "when": self.when(group[0].due)}
        if anew is None:
            return self.say("head", **said)
        what = self.say(f"anew.{anew.what}", was=anew.was, now=anew.now)
        return self.say("again", what=what, by=anew.by, **said)

    def preview(
        self, group: Sequence[Delivery], anew: Anew | None = None
    ) -> list[dict[str, object]]:
        """Return the bodies of the messages that show a post; the last one has the buttons."""
        one = group[0]
        text = self.text(one) or ""
        images = one.payload.images if one.payload else ()
        head = self._head(group, anew)
        lacking = [w for w in one.waits if w.kind is not WaitKind.APPROVAL]
        alts = [self.say("alt", alt=image.alt) for image in images[:1]]
        waits = [self.say("waits", what=tell_wait(w, self._team.phrases)) for w in lacking]
        waits += self._lacks(one)
        whole = "\n\n".join([head, text, *alts, *waits])
        apart: list[dict[str, object]] = []
        if len(whole.encode("utf-16-le")) // 2 > LONGEST:
            apart, whole = [{"text": text}], "\n\n".join([head, *alts, *waits])
        body: dict[str, object] = {
            "text": whole,
            "buttons": [
                [self._team.phrases.text("team.button.approve"), about(APPROVE, group)],
                [self._team.phrases.text("team.button.hold"), about(HOLD, group)],
            ],
        }
        if images:
            body["photo"] = images[0].sha256
        return [*apart, body]

    def pictures(self, images: Sequence[Image]) -> list[dict[str, object]]:
        """Return the bodies of messages with the further pictures of a post."""
        return [
            {"text": self.say("picture", n=n, alt=image.alt), "photo": image.sha256}
            for n, image in enumerate(images, start=2)
        ]

    def moved(self, role: str, waiting: Sequence[Moved]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the list of what only changed its time, and its button."""
        posts: dict[tuple[str, str, str], list[Delivery]] = {}
        for one in waiting:
            posts.setdefault((one.delivery.key.post, one.was, one.now), []).append(one.delivery)
        lines = [
            self.say("moved-line", title=self.title(group), was=was, now=now)
            for (_, was, now), group in posts.items()
        ]
        told = tell_role(role, self._team.phrases)
        text = self.say("moved", n=len(posts), role=told, posts="\n".join(lines))
        label = self._team.phrases.text("team.button.approve-moved", n=len(posts))
        return text, ((label, f"{APPROVE_MOVED}:{seal(one.delivery for one in waiting)}"),)


def _to_show(snapshot: Snapshot, now: datetime) -> list[Delivery]:
    waiting = [one for one in awaiting(snapshot) if waits_for_approval(one)]
    going = [one for one in waiting if not is_over(one.expires, now)]
    return sorted(going, key=lambda one: (one.due is None, one.due or now, one.id))


def _mark(one: Delivery) -> str:
    return f"{one.id}:{one.to_approve}"


def _alike(deliveries: Iterable[Delivery], teller: Teller) -> list[list[Delivery]]:
    """Return the deliveries of one post and time that look alike on several channels together."""
    groups: dict[object, list[Delivery]] = {}
    for one in deliveries:
        payload = one.payload
        looks = (teller.text(one), payload.images if payload else ())
        alike = (one.key.post, one.key.part, one.approver, one.due, one.waits, looks)
        groups.setdefault(alike, []).append(one)
    return [
        group[at : at + MOST_CHANNELS]
        for group in groups.values()
        for at in range(0, len(group), MOST_CHANNELS)
    ]
