"""Keys of records of the AT Protocol that a post always has, whoever asks and when.

A key is a timestamp id: 53 bits of microseconds since 1970 and 10 more. Ours derive from
the idempotency key alone, so that a ledger that was lost, or that knows another time by
now, finds its own posts. Their times lie between 1987 and 2005: none is in the future, and
no app gives such a key. 59 bits come from a hash: of 10,000 posts two have the same key
with odds of one in ten thousand million, and then the second is refused.
"""

from __future__ import annotations

import hashlib
import re

from campaign.core.addresses import PostLinks

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_FROM_HASH = 59
_OWN = re.compile(rf"2[k-z][{_ALPHABET}]{{11}}", re.ASCII)

LINKS = PostLinks(
    r"[^/]+/profile/(?:(?P<number>did:[^/]+)|(?P<account>[^/]+))/post/(?P<id>[2-7a-j][2-7a-z]{12})",
    "https://bsky.app/profile/pregonero.bsky.social/post/3k2akkwqj2c2x",
)
"""How apps write the address of a post: with its record key."""


def record_key(idempotency_key: str) -> str:
    """Return the key of the record that this post is."""
    digest = int.from_bytes(hashlib.sha256(idempotency_key.encode()).digest())
    value = 1 << _FROM_HASH | digest & (1 << _FROM_HASH) - 1
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))


def is_ours(key: str) -> bool:
    """Tell whether a key is one of :func:`record_key`."""
    return _OWN.fullmatch(key) is not None


def is_past_ours(key: str) -> bool:
    """Tell whether a key comes after all of ours in the order of keys."""
    return key[:1] > "2"
