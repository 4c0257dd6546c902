"""Bluesky: posts as records with keys of our own, by the AT Protocol.

Source: the protocol's lexicons and the server's source; limits as of ``CHECKED``. A post
has its key before it is sent, and is only ever written where nothing is: to send it again
is safe at any time, also after the ledger was lost.
"""

from __future__ import annotations

import re
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING

from campaign.channels.support.address import address
from campaign.channels.support.answers import Answer
from campaign.channels.support.record_keys import LINKS
from campaign.channels.support.secrets import hide
from campaign.channels.support.verdicts import verdict
from campaign.channels.support.whose import named
from campaign.channels.support.xrpc_marks import MARKS
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import (
    Certainty,
    ChannelSheet,
    Frame,
    Limits,
    Media,
    NotSent,
    Published,
    of_upload,
)
from campaign.ports.channels import SaysOtherwise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.channels.support.records import Records
    from campaign.channels.support.xrpc import XrpcAccount
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Outcome, Who
    from campaign.ports.channels import Look

CHECKED = "2026-11-28"
SETTINGS = ("BLUESKY_HANDLE", "BLUESKY_PASSWORD")
WHERE = ("BLUESKY", "https://bsky.social")
_BYTES_A_GRAPHEME = 10
"""A text has at most 300 graphemes and at most 3000 bytes: whichever is nearer to its limit."""
_BLOB_GONE = frozenset({"BlobNotFound"})


def _count(text: str) -> int:
    import regex  # noqa: PLC0415 -- slow to load

    size = len(text.encode("utf-8", "surrogatepass"))
    return max(sum(1 for _ in regex.finditer(r"\X", text)), -(-size // _BYTES_A_GRAPHEME))


LIMITS = Limits(
    text=300, caption=300, images=4, image_bytes=2_000_000, image_side_sum=None,
    alt=2000, formats=frozenset({"image/jpeg", "image/png", "image/webp"}), checked_on=CHECKED,
)  # fmt: skip
SHEETS = (
    ChannelSheet(
        name="bluesky",
        label="Bluesky",
        certainty=Certainty.EXACT,
        limits=LIMITS,
        count=_count,
        cost=lambda _text, _images: Decimal(0),
        card=(1200, 675),
        settings=SETTINGS,
        account=named(SETTINGS[0], *WHERE),
        aliases=("bsky", "blue sky", "cielo azul"),
        threads=True,
        answers_itself=True,
        frames=(Frame(3 / 4),),
        links=LINKS,
    ),
)


def connect(
    sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]
) -> Bluesky:
    """Return the account that handle and app password open."""
    handle, password = (settings[name].strip() for name in SETTINGS)
    if not re.fullmatch(r"@?([\w-]+\.)+[\w-]+|did:[a-z]+:[\w.:%-]+", handle, re.ASCII):
        raise ValueError(SETTINGS[0])
    hide([password])
    from campaign.channels.support.records import Records  # noqa: PLC0415 -- the library
    from campaign.channels.support.xrpc import XrpcAccount  # noqa: PLC0415

    account = XrpcAccount(address(settings, *WHERE), handle, password, now)
    return Bluesky(sheet, account, Records(account, now), now)


class Bluesky:
    """A Bluesky account; see :class:`campaign.ports.channels.Channel`.

    The remote id of a post is the key of its record.
    """

    def __init__(
        self,
        sheet: ChannelSheet,
        account: XrpcAccount,
        records: Records,
        now: Callable[[], datetime],
    ) -> None:
        self.sheet = sheet
        self._account, self._records, self._now = account, records, now

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Upload a picture; its alternative text goes with the post."""
        from campaign.channels.support.bluesky_post import blob_of  # noqa: PLC0415

        answer = await self._account.upload(content, image.media_type)
        if (blob := blob_of(answer)) is None:
            return of_upload(verdict(answer, self._now(), MARKS))
        return Media(blob, image.sha256)

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],  # noqa: ARG002 -- Bluesky takes pictures beforehand
        idempotency_key: str,
    ) -> Outcome:
        """Write the record of this post where it is not there yet."""
        from campaign.channels.support.bluesky_post import composed  # noqa: PLC0415
        from campaign.channels.support.record_keys import record_key  # noqa: PLC0415

        record = await composed(payload, media, self._records, self._now())
        if not isinstance(record, dict):
            return record
        rkey = record_key(idempotency_key)
        answer = await self._records.write(rkey, record)
        if not isinstance(answer, Answer):
            return answer
        if answer.is_fine and str(answer.get("uri")).endswith(f"/{rkey}"):
            return Published(self._receipt(rkey, self._now()))
        if _BLOB_GONE & answer.kinds:
            return NotSent(answer.words)  # the next try uploads the pictures again
        return verdict(answer, self._now(), MARKS)

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",
        look: Look | None = None,
    ) -> Receipt | None:
        """Look for the record by its key, and for one of ours that says the same: an earlier
        ledger may have counted its generations otherwise.

        Raises:
            SaysOtherwise: followers see something else under the key of this post.
        """
        from campaign.channels.support.bluesky_post import says  # noqa: PLC0415
        from campaign.channels.support.readback import ours  # noqa: PLC0415
        from campaign.channels.support.record_keys import record_key  # noqa: PLC0415

        rkey = record_key(idempotency_key)
        found = await self._records.look(rkey)
        if found is not None and says(found, payload):
            return self._receipt(rkey, found.at)
        shown = await self._records.posts.since(since, look)
        same = ours((post for post in shown if post.id != rkey), payload, known)
        if same is not None:
            return self._receipt(same.id, same.at)
        if found is not None:
            raise SaysOtherwise(found.text)
        return None

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down; one that is not there any more counts as taken down."""
        answer = await self._records.remove(remote_id)
        if isinstance(answer, Answer) and answer.is_fine:
            return Published(Receipt(remote_id, None, self._now()))
        return verdict(answer, self._now(), MARKS)

    async def whoami(self) -> Who:
        """Ask whose password this is, and whether the account is active."""
        from campaign.channels.support.xrpc_account import whose  # noqa: PLC0415

        return await whose(self._account, self._now())

    async def close(self) -> None:
        """Free the connections."""
        await self._account.close()

    def _receipt(self, rkey: str, at: datetime) -> Receipt:
        return Receipt(rkey, self._records.address(rkey), at.astimezone(UTC))
