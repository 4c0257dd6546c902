"""Compares what followers see with what was planned; knows nothing of the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.sandbox.records import Post
    from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Planned:
    """What followers should see of one text: its pictures, and which text it answers."""

    pictures: int = 0
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What followers of one channel see: posts, texts seen too often, planned and not there.

    ``doubled`` tells of each text how often it is there too many. What is ``misplaced`` has
    other pictures than planned, or does not hang on the part before it.
    """

    visible: int
    doubled: Counter[str]
    missing: frozenset[str]
    strangers: frozenset[str]
    misplaced: frozenset[str]

    @property
    def duplicates(self) -> int:
        """Return how many posts are too many."""
        return self.doubled.total()


def seen(world: World, channel: str, expected: Mapping[str, Planned]) -> Seen:
    """Return what is wrong with a channel, where each text is expected once; the pictures of
    an album are one post.
    """
    shown = [post for post in world.posts(channel) if not post.deleted]
    texts = Counter(post.text for post in shown if post.text)
    by_id = {post.id: post for post in shown}
    return Seen(
        visible=texts.total(),
        doubled=Counter({t: n - 1 for t, n in texts.items() if t in expected and n > 1}),
        missing=frozenset(expected) - frozenset(texts),
        strangers=frozenset(texts) - frozenset(expected),
        misplaced=frozenset(
            post.text
            for post in shown
            if post.text in expected and _as_shown(post, by_id) != expected[post.text]
        ),
    )


def _as_shown(post: Post, by_id: Mapping[str, Post]) -> Planned:
    """Return what followers see of a post; a parent that is not there is an empty text."""
    if post.reply_to is None:
        return Planned(len(post.images))
    parent = by_id.get(post.reply_to)
    return Planned(len(post.images), parent.text if parent else "")
