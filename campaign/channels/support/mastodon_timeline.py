"""Reads our own statuses back from a Mastodon server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from campaign.channels.support.answers import Answer
from campaign.channels.support.mastodon_text import plain, skeleton
from campaign.channels.support.readback import CLOCKS_APART, Reading, Shown, ours
from campaign.channels.support.verdicts import NOT_FOUND, OK
from campaign.core.deliveries import Receipt
from campaign.core.outcomes import Lost, NotSent
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.channels.support.mastodon_account import MastodonAccount
    from campaign.core.deliveries import Payload
    from campaign.ports.channels import Look

MOST_PAGES = 50
_PAGE = 40


class Timeline:
    """The statuses of the account that the token opens."""

    def __init__(self, account: MastodonAccount) -> None:
        self._account = account
        self._user: str | None = None
        self._posts = Reading(self._since)

    async def find(
        self, payload: Payload, since: datetime, known: frozenset[Receipt], look: Look | None
    ) -> Shown | None:
        """Return our status since then that is this post, but none of ``known``.

        Raises:
            LookupError: they cannot be read, or do not reach back that far.
        """
        shown = await self._posts.since(since, look)
        found = await self._same(shown, payload, known)
        if found is not None or payload.reply_to is None:
            return found
        alone = await self._same(shown, replace(payload, reply_to=None), known)
        gone = alone is not None and await self._is_gone(payload.reply_to)
        return alone if gone else None

    async def _same(
        self, shown: Sequence[Shown], payload: Payload, known: frozenset[Receipt]
    ) -> Shown | None:
        found = ours(shown, payload, known)
        return found or ours(await self._as_written(shown, payload), payload, known)

    async def _is_gone(self, status: str) -> bool:
        """Tell whether a status was taken down: what answered it answers nothing since."""
        answer = await self._account.ask(lambda: self._account.client.status(status))
        if isinstance(answer, Answer) and answer.status == NOT_FOUND and answer.data is not None:
            return True
        return _readable(answer).id("id") is None

    async def is_its_server(self) -> bool:
        """Tell whether the address leads to the server of the account: there, what is said not
        to be found is not there.
        """
        self._user = None
        try:
            return bool(await self._own_id())
        except LookupError:
            return False

    async def _as_written(self, shown: Sequence[Shown], payload: Payload) -> list[Shown]:
        """Return the statuses that say the same, in other signs, as they were written.

        Of an account elsewhere a status shows only the name; other software changes more.
        """
        wanted = skeleton(payload.text)
        alike = [
            post
            for post in shown
            if post.images == len(payload.images) and skeleton(post.text) == wanted
        ]
        return [await self._source(post, payload) for post in alike]

    async def _source(self, post: Shown, payload: Payload) -> Shown:
        """Return a status as it was written; a server that does not tell is believed."""
        answer = await self._account.ask(lambda: self._account.client.status_source(post.id))
        if isinstance(answer, Answer) and answer.status == NOT_FOUND:
            return replace(post, text=payload.text)
        text = _readable(answer).get("text")
        return replace(post, text=text if isinstance(text, str) else "")

    async def _since(self, moment: datetime) -> list[Shown]:
        user = await self._own_id()
        start = moment - CLOCKS_APART
        shown: list[Shown] = []
        oldest: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._page(user, oldest)
            posts = _read(page)
            pairs = zip(posts, page, strict=True)
            shown += [post for post, status in pairs if post.at >= start and _is_post(status)]
            if not posts or posts[-1].at < start:
                return shown
            oldest = posts[-1].id
        msg = own_words("too-many")
        raise LookupError(msg)

    async def _page(self, user: str, before: str | None) -> list[Any]:
        client = self._account.client
        answer = await self._account.ask(
            lambda: client.account_statuses(user, exclude_reblogs=True, max_id=before, limit=_PAGE)
        )
        if isinstance(answer, Answer) and answer.status == OK and answer.rows is not None:
            return answer.rows
        raise LookupError(answer.words)

    async def _own_id(self) -> str:
        if self._user is None:
            client = self._account.client
            user = _readable(await self._account.ask(client.account_verify_credentials)).get("id")
            if not isinstance(user, str) or not user.isalnum():
                msg = own_words("no-id")
                raise LookupError(msg)
            self._user = user
        return self._user


def receipt_of(answer: Answer | NotSent | Lost) -> Receipt | None:
    """Return the proof that a status is there; ``None`` if the answer does not tell of one."""
    if isinstance(answer, NotSent | Lost) or not answer.is_fine:
        return None
    status = answer.data or {}
    new = answer.id("id")
    if new is None:
        return None
    try:
        return Receipt(new, _address(status), _time(status))
    except (KeyError, TypeError, ValueError):
        return None


def _readable(answer: Answer | NotSent | Lost) -> Answer:
    if isinstance(answer, Answer) and answer.is_fine:
        return answer
    raise LookupError(answer.words)


def _read(page: list[Any]) -> list[Shown]:
    try:
        return [_shown(status) for status in page]
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        msg = own_words("bad-post", detail=type(broken).__name__)
        raise LookupError(msg) from broken


def _shown(status: dict[str, Any]) -> Shown:
    answered = status.get("in_reply_to_id")
    return Shown(
        str(status["id"]),
        _time(status),
        plain(status["content"]),
        len(status.get("media_attachments") or ()),
        None if answered is None else str(answered),
        _address(status),
    )


def _is_post(status: dict[str, Any]) -> bool:
    """Tell whether a status is our own words for everybody: no boost, no message to somebody."""
    return not status.get("reblog") and status.get("visibility") != "direct"


def _time(status: Mapping[str, Any]) -> datetime:
    """Return when a status appeared; raises ValueError, KeyError or TypeError for none."""
    moment = datetime.fromisoformat(status["created_at"])
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _address(status: Mapping[str, Any]) -> str | None:
    """Return where people see a status."""
    url = status.get("url")
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
