"""Where a post is, as a person says: its address, and the network's id in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.core.deliveries import Receipt
from campaign.core.errors import NotAnAddress

if TYPE_CHECKING:
    from datetime import datetime

_ADDRESS = re.compile(r"https?://[^\s/?#]+(?P<path>[^\s?#]*)\S*", re.IGNORECASE)
_IDS = (
    re.compile(r"/status(?:es)?/(\d+)"),
    re.compile(r"/post/([2-7a-j][2-7a-z]{12})(?![\w-])"),
    re.compile(r"/(\d+)/?$"),
)
"""X writes the id after ``status``, with or without more behind it; Bluesky the key of the
record after ``post``; the others at the end.
"""

_AFTER = ".,;:!?…»”’\"'"
"""What ends a sentence or a quotation behind an address, and no address."""


def receipt_at(url: str, at: datetime) -> Receipt:
    """Return the receipt of a post that a person found.

    Its remote id is the one in the address; where there is none, the address itself. What the
    sentence around an address puts behind it is no part of it.

    Raises:
        NotAnAddress: for anything but ``http://`` or ``https://`` and a host.
    """
    address = _bare(url.strip())
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise NotAnAddress(url=url)
    ids = (pattern.search(found["path"]) for pattern in _IDS)
    number = next((one[1] for one in ids if one), None)
    return Receipt(number or address, address, at)


def _bare(said: str) -> str:
    """Return an address without the punctuation behind it; a bracket that it opens is its own."""
    bare = said.rstrip(_AFTER)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_AFTER)
    return bare


def answerable(remote_id: str | None) -> str | None:
    """Return what a post can be answered by: the network's id, and never an address."""
    return None if remote_id is None or "://" in remote_id else remote_id
