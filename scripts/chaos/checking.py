"""Compares what followers see with what was planned; knows nothing of the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Seen:
    """What followers of one channel see: posts, texts seen too often, planned and not there."""

    visible: int
    duplicates: int
    missing: frozenset[str]
    strangers: frozenset[str]


def seen(world: World, channel: str, expected: Counter[str]) -> Seen:
    """Return what is wrong with a channel; the pictures of an album are one post."""
    shown = [post for post in world.posts(channel) if not post.deleted]
    texts = Counter(post.text for post in shown if post.text)
    return Seen(
        visible=texts.total(),
        duplicates=sum(max(0, n - expected[text]) for text, n in texts.items() if text in expected),
        missing=frozenset(expected) - frozenset(texts),
        strangers=frozenset(texts) - frozenset(expected),
    )
