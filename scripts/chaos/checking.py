"""Compares what followers see with what was planned; knows nothing of the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    """What followers of one channel see: posts, texts seen too often, planned and not there.

    ``doubled`` tells of each text how often it is there too many.
    """

    visible: int
    doubled: Counter[str]
    missing: frozenset[str]
    strangers: frozenset[str]

    @property
    def duplicates(self) -> int:
        """Return how many posts are too many."""
        return self.doubled.total()


def seen(world: World, channel: str, expected: Counter[str]) -> Seen:
    """Return what is wrong with a channel; the pictures of an album are one post."""
    shown = [post for post in world.posts(channel) if not post.deleted]
    texts = Counter(post.text for post in shown if post.text)
    return Seen(
        visible=texts.total(),
        doubled=Counter({t: n for t, n in texts.items() if t in expected}) - expected,
        missing=frozenset(expected) - frozenset(texts),
        strangers=frozenset(texts) - frozenset(expected),
    )
