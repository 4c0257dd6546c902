"""Mastodon: statuses, threads and pictures with alternative text, on whichever server.

Source: docs.joinmastodon.org and the source of Mastodon 4.5; limits as of ``CHECKED``. They
are the usual ones: a server may have others, which are read from it before the first post.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard

from campaign.channels.support.address import address
from campaign.channels.support.secrets import hide
from campaign.channels.support.verdicts import FORBIDDEN, NOT_FOUND, Marks, verdict
from campaign.channels.support.whose import opened
from campaign.core.addresses import PostLinks
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import (
    Blocked,
    Certainty,
    ChannelSheet,
    Frame,
    Limits,
    Lost,
    Media,
    NotSent,
    Published,
    Refused,
    of_upload,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from campaign.channels.support.answers import Answer
    from campaign.channels.support.mastodon_account import MastodonAccount
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Outcome, Who
    from campaign.ports.channels import Look

CHECKED = "2026-11-28"
SETTINGS = ("MASTODON_API_URL", "MASTODON_TOKEN")
MARKS = Marks(stops={FORBIDDEN: Blocked.CREDENTIALS})
_FORMATS = frozenset({"image/jpeg", "image/png", "image/webp"})
_LINKS = (
    r"(?P<host>[^/]+)/(?:(?:(?:web|deck)/)?@(?P<account>[\w.-]+)(?:@(?P<home>[\w.-]+))?/(?:statuses/)?|users/(?P<account_2>[\w.-]+)/statuses/"
    r"|(?:web/)?statuses/|notice/)(?P<id>\d+|[0-9A-Za-z]{16,30})"
)


def _count(text: str) -> int:
    from campaign.channels.support.mastodon_text import length  # noqa: PLC0415

    return length(text)


SHEETS = (
    ChannelSheet(
        name="mastodon",
        label="Mastodon",
        certainty=Certainty.EXACT,
        key_life=timedelta(minutes=55),  # an hour by its clock, but for the way there
        limits=Limits(500, 500, 4, 16_777_216, None, 1500, _FORMATS, CHECKED),
        count=_count,
        cost=lambda _text, _images: Decimal(0),
        card=(1200, 675),
        settings=SETTINGS,
        account=opened(SETTINGS[1], "MASTODON"),
        aliases=("fediverso", "fediverse", "toot"),
        threads=True,
        answers_itself=True,
        frames=(Frame(2 / 3),),
        links=PostLinks(_LINKS, "https://mastodon.social/@pregonero/109372843234"),
    ),
)


def connect(
    sheet: ChannelSheet, settings: Mapping[str, str], now: Callable[[], datetime]
) -> Mastodon:
    """Return the account that the token opens."""
    token = settings[SETTINGS[1]].strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise ValueError(SETTINGS[1])
    hide([token])
    where = address(settings, "MASTODON", "")
    from campaign.channels.support.mastodon_account import MastodonAccount  # noqa: PLC0415

    return Mastodon(sheet, MastodonAccount(sheet.name, where, token), now)


class Mastodon:
    """A Mastodon account; see :class:`campaign.ports.channels.Channel`."""

    def __init__(
        self, sheet: ChannelSheet, account: MastodonAccount, now: Callable[[], datetime]
    ) -> None:
        from campaign.channels.support.mastodon_account import Terms  # noqa: PLC0415
        from campaign.channels.support.mastodon_media import Gallery  # noqa: PLC0415
        from campaign.channels.support.mastodon_timeline import Timeline  # noqa: PLC0415

        self._terms, self._account, self._now = Terms(sheet), account, now
        self._gallery, self._timeline = Gallery(account), Timeline(account)
        self._asked = False

    @property
    def sheet(self) -> ChannelSheet:
        """The data sheet, with what the server tells of itself once it was asked."""
        return self._terms.sheet

    async def _ask_terms(self) -> None:
        """Ask the server once what it takes; where that fails, the data sheet holds."""
        if self._asked:
            return
        from campaign.channels.support.mastodon_account import terms  # noqa: PLC0415

        answer = await self._account.ask(self._account.client.instance_v2)
        if _is_fine_or_gone(answer):
            self._asked, self._terms = True, terms(self.sheet, answer)

    async def upload(self, image: Image, content: bytes) -> Media | Outcome:
        """Upload a picture with its text, and wait until the server is done with it."""
        await self._ask_terms()
        if words := self._terms.against_picture(image, len(content)):
            return Refused(words)
        taken = await self._gallery.add(image, content)
        return taken if isinstance(taken, Media) else of_upload(verdict(taken, self._now(), MARKS))

    async def publish(
        self,
        payload: Payload,
        media: Sequence[Media],
        contents: Mapping[str, bytes],  # noqa: ARG002 -- pictures are taken beforehand
        idempotency_key: str,
    ) -> Outcome:
        """Post once: within its hour the same key brings the same status again."""
        from campaign.channels.support.mastodon_timeline import receipt_of  # noqa: PLC0415

        await self._ask_terms()
        if words := self._terms.against(payload):
            return Refused(words)
        answer = await self._account.ask(
            lambda: self._account.client.status_post(
                payload.text,
                in_reply_to_id=payload.reply_to,
                media_ids=[one.remote_id for one in media] or None,
                visibility="public",
                language=payload.language.partition("-")[0] or None,
                idempotency_key=idempotency_key,
            )
        )
        receipt = receipt_of(answer)
        if receipt is not None:
            return Published(receipt)
        outcome = verdict(answer, self._now(), MARKS)
        early = isinstance(outcome, Refused) and await self._gallery.is_busy_with(media)
        return NotSent(outcome.words) if early else outcome

    async def find(
        self,
        payload: Payload,
        since: datetime,
        known: frozenset[Receipt] = frozenset(),
        *,
        idempotency_key: str = "",  # noqa: ARG002 -- no server shows it
        look: Look | None = None,
    ) -> Receipt | None:
        """Look for the post among our statuses; raises LookupError where that fails."""
        await self._ask_terms()
        found = await self._timeline.find(payload, since, known, look)
        return None if found is None else Receipt(found.id, found.url, found.at)

    async def delete(self, remote_id: str) -> Outcome:
        """Take a post down; one that is not there any more counts as taken down."""
        answer = await self._account.ask(lambda: self._account.client.status_delete(remote_id))
        if not _is_fine_or_gone(answer):
            return verdict(answer, self._now(), MARKS)
        if answer.is_fine or (answer.data is not None and await self._timeline.is_its_server()):
            return Published(Receipt(remote_id, None, self._now()))
        return Refused(answer.words)  # of some other server, or nothing of Mastodon's

    async def whoami(self) -> Who:
        """Ask whose token this is, and what it was made for."""
        from campaign.channels.support.mastodon_account import whose  # noqa: PLC0415

        return await whose(self._account, self._now(), MARKS)

    async def close(self) -> None:
        """Free the thread and the connections."""
        await self._account.close()


def _is_fine_or_gone(answer: Answer | NotSent | Lost) -> TypeGuard[Answer]:
    if isinstance(answer, NotSent | Lost):
        return False
    return answer.is_fine or answer.status == NOT_FOUND
