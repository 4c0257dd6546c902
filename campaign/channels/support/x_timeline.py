"""Reads our own posts back from X: ``GET /2/users/{id}/tweets``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from campaign.channels.support.answers import Answer
from campaign.channels.support.readback import CLOCKS_APART, Reading, Shown
from campaign.core.own_words import own_words

if TYPE_CHECKING:
    from campaign.channels.support.signed import SignedAccount
    from campaign.core.outcomes import Lost, NotSent

MOST_PAGES = 32
"""X shows the newest 3200 posts of an account, 100 a page."""
_FIELDS = ["created_at", "entities", "attachments", "referenced_tweets"]


class Timeline:
    """The posts of the account that the keys open."""

    def __init__(self, account: SignedAccount) -> None:
        self._account = account
        self._user: str | None = None
        self.posts = Reading(self._since)

    async def _since(self, moment: datetime) -> list[Shown]:
        """Return our posts since then.

        Raises:
            LookupError: it cannot be read, or does not reach back that far.
        """
        user = await self._own_id()
        start = moment - CLOCKS_APART
        shown: list[Shown] = []
        page: str | None = None
        for _ in range(MOST_PAGES):
            answer = await self._page(user, start, page)
            shown += _posts(answer)
            page = answer.get("meta", "next_token")
            if page is None:
                return shown
        msg = own_words("too-many")
        raise LookupError(msg)

    async def _page(self, user: str, start: datetime, page: str | None) -> Answer:
        client = self._account.client
        answer = await self._account.ask(
            lambda: client.get_users_tweets(
                user,
                user_auth=True,
                max_results=100,
                start_time=start,
                pagination_token=page,
                tweet_fields=_FIELDS,
            )
        )
        return _readable(answer, "meta")

    async def _own_id(self) -> str:
        if self._user is None:
            answer = _readable(await self._account.ask(self._account.client.get_me), "data")
            user = answer.get("data", "id")
            if not isinstance(user, str) or not user.isdecimal():
                msg = own_words("no-id")
                raise LookupError(msg)
            self._user = user
        return self._user


def _readable(answer: Answer | NotSent | Lost, part: str) -> Answer:
    if isinstance(answer, Answer) and answer.is_fine and answer.get(part) is not None:
        return answer
    raise LookupError(answer.words)


def _posts(answer: Answer) -> list[Shown]:
    try:
        return [_shown(post) for post in answer.get("data") or () if not _is_anothers(post)]
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        msg = own_words("bad-post", detail=type(broken).__name__)
        raise LookupError(msg) from broken


def _is_anothers(post: dict[str, Any]) -> bool:
    """Tell whether somebody else's post is only shown again."""
    return any(one["type"] == "retweeted" for one in post.get("referenced_tweets") or ())


def _shown(post: dict[str, Any]) -> Shown:
    referenced = post.get("referenced_tweets") or ()
    replied = [one["id"] for one in referenced if one["type"] == "replied_to"]
    return Shown(
        str(post["id"]),
        datetime.fromisoformat(post["created_at"]),
        _written_out(post),
        len((post.get("attachments") or {}).get("media_keys") or ()),
        replied[0] if replied else None,
        f"https://x.com/i/status/{post['id']}",
    )


def _written_out(post: dict[str, Any]) -> str:
    """Return the text without X's escapes, and with its t.co links replaced by what they
    lead to; those that X adds for pictures are left out.
    """
    text: str = post["text"]
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for link in (post.get("entities") or {}).get("urls") or ():
        whole = "" if link.get("media_key") else link.get("expanded_url") or link["url"]
        text = text.replace(link["url"], whole)
    return text
