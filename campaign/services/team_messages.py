"""What the team's chat is told: posts to publish by hand, posts that nobody can confirm."""

from __future__ import annotations

import json
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.core.kept_back import is_kept_back
from campaign.ports.messages import Message, Priority
from campaign.services.listing import called, kept_back_by, reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from campaign.core.deliveries import Delivery
    from campaign.core.outcomes import ChannelSheet
    from campaign.ports.phrases import Phrases

MOST_NAMED = 8
"""How many late posts a message names: it is read on a phone."""

TEAM = "T"
"""The prefix of the team's buttons; what to do and the delivery's number follow."""

PUBLISHED, DROP, AGAIN, SURE = "p", "d", "a", "!"
LATE_OUT, LATE_DROP = "T:l", "T:x"
"""What the buttons say that decide on all that is late, whatever it is by then."""


def button(phrases: Phrases, label: str, act: str, delivery: Delivery) -> tuple[str, str]:
    """Return a button about one delivery: a generation of its key."""
    return phrases.text(f"team.button.{label}"), f"{TEAM}:{act}:{delivery.id}"


def title_of(delivery: Delivery, phrases: Phrases, sheets: Mapping[str, ChannelSheet]) -> str:
    """Return what the team calls a delivery; ``sheets`` tell what it calls the channels."""
    channel = delivery.key.channel
    sheet = sheets.get(channel)
    label = sheet.label if sheet else channel
    return phrases.text("team.title", title=delivery.title, channel=label)


def late_button(phrases: Phrases, label: str, act: str) -> tuple[str, str]:
    """Return a button about all that is late."""
    return phrases.text(f"team.button.{label}"), act


_LATE_BUTTONS = (("late-out", LATE_OUT), ("late-drop", LATE_DROP))
_BUTTONS = {
    "by-hand": (("published", PUBLISHED), ("drop", DROP)),
    "unconfirmed": (("there", PUBLISHED), ("again", AGAIN)),
    "unconfirmed-kept": (("there", PUBLISHED), ("not-there", AGAIN)),
}


class TeamMessages:
    """Makes messages for the team's chat; ``None`` where there is no such chat."""

    def __init__(
        self,
        chat: int | None,
        phrases: Phrases,
        by_hand: frozenset[str],
        labels: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.chat = chat
        self.phrases = phrases
        self.by_hand = by_hand
        self._labels = labels

    def label(self, channel: str) -> str:
        """Return what people call a channel."""
        return called((channel,), self._labels)

    def notice(
        self,
        text: str,
        once: str,
        buttons: Sequence[tuple[str, str]] = (),
        as_long: Mapping[str, Sequence[int] | Sequence[str]] | None = None,
    ) -> Message | None:
        """Return a message about no post of its own, told once for each ``once``, and only
        ``as_long`` as it is true (:class:`~campaign.ports.messages.Message`).
        """
        if self.chat is None:
            return None
        said: dict[str, object] = {"text": text, "buttons": buttons}
        if as_long is not None:
            said["as_long"] = as_long
        body = json.dumps(said, ensure_ascii=False)
        return Message(self.chat, body, Priority.TEAM, once=True, dedupe=once)

    def late(self, deliveries: Sequence[Delivery], longest: timedelta) -> Message | None:
        """Return the message that asks what is to become of many that missed their time.

        They come in the order of their times.
        """
        first = deliveries[0]
        text = self.phrases.text(
            "team.late",
            n=len({delivery.key.post for delivery in deliveries}),
            minutes=int(longest.total_seconds() // 60),
            posts=self.lines(deliveries),
            key=first.key.post,
        )
        buttons = [late_button(self.phrases, *which) for which in _LATE_BUTTONS]
        return self.notice(text, f"late:{first.id}:{first.fence}", buttons)

    def lines(self, deliveries: Sequence[Delivery]) -> str:
        """Return a line for each post, as many as can be read on a phone, and how many more."""
        posts: dict[str, list[Delivery]] = {}
        for delivery in deliveries:
            posts.setdefault(delivery.key.post, []).append(delivery)
        lines = [self._line(one) for one in list(posts.values())[:MOST_NAMED]]
        if len(posts) > MOST_NAMED:
            lines.append(self.phrases.text("team.late-more", n=len(posts) - MOST_NAMED))
        return "\n".join(lines)

    def _line(self, deliveries: Sequence[Delivery]) -> str:
        """Return the line of one post, with its time and its channels."""
        first = deliveries[0]
        return self.phrases.text(
            "team.late-post",
            when=datetime.fromisoformat(first.local or ""),
            title=first.title,
            post=first.key.post,
            channels=called((d.key.channel for d in deliveries), self._labels),
        )

    def about(self, delivery: Delivery) -> Message | None:
        """Return the message that asks a person about a delivery, and says why, once per
        generation.
        """
        if self.chat is None or delivery.payload is None:
            return None
        hand = delivery.key.channel in self.by_hand
        kept = "unconfirmed-kept" if is_kept_back(delivery) else "unconfirmed"
        kind = "by-hand" if hand else kept
        payload = delivery.payload
        alts = [image.alt for image in payload.images]
        text = self.phrases.text(
            f"team.{kind}",
            channel=self.label(delivery.key.channel),
            key=str(delivery.key),
            title=delivery.title,
            text=payload.text,
            alt="\n".join(alts),
            why=reason_of(delivery, self.phrases) or self.phrases.text("alarms.no-reason"),
            kept=kept_back_by(delivery, self.phrases),
        )
        buttons = [button(self.phrases, *which, delivery) for which in _BUTTONS[kind]]
        body: dict[str, object] = {"text": text, "buttons": buttons, "about": delivery.id}
        if hand and payload.images:
            body["photo"] = payload.images[0].sha256
        return Message(
            chat=self.chat,
            body=json.dumps(body, ensure_ascii=False),
            priority=Priority.TEAM,
            once=True,
            dedupe=f"ask:{delivery.id}",
        )
