"""What somebody may have meant by a key that names nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.errors import UnknownDelivery, UnlikeAny
from campaign.likeness import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.deliveries import Key


def unlike(key: str, known: Iterable[Key]) -> UnknownDelivery:
    """Return the error for a key that names nothing: with what there is that is most like it."""
    keys = list(dict.fromkeys(known))
    if not keys:
        return UnknownDelivery(key=key)
    # As deep as it was typed: an entry, a post, or a whole key.
    ways = [
        sorted({one.post.partition("/")[0] for one in keys}),
        sorted({one.post for one in keys}),
        [str(one) for one in keys],
    ]
    return UnlikeAny(key=key, near=nearest(key, ways[min(key.count("/"), 2)]))
