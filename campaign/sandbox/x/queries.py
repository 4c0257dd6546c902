# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""The query parameters of reads, checked as strictly as the description has them.

The description of 2026 calls fields ``post.fields``; the older ``tweet.fields``,
which libraries send, still works and gives the older names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from campaign.sandbox.x.problems import invalid
from campaign.sandbox.x.timeline import post_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from campaign.sandbox.records import Post
    from campaign.sandbox.x.state import Account

_FIELDS = frozenset(
    {"article", "attachments", "author_id", "card_uri", "community_id", "context_annotations",
     "conversation_id", "created_at", "display_text_range", "edit_controls",
     "edit_history_tweet_ids", "entities", "geo", "id", "in_reply_to_user_id", "lang",
     "non_public_metrics", "note_tweet", "organic_metrics", "possibly_sensitive",
     "promoted_metrics", "public_metrics", "referenced_tweets", "reply_settings", "scopes",
     "source", "text", "withheld"},
)  # fmt: skip
_USER_FIELDS = frozenset(
    {"created_at", "description", "entities", "id", "location", "name", "pinned_tweet_id",
     "profile_image_url", "protected", "public_metrics", "url", "username", "verified",
     "verified_type"},
)  # fmt: skip
_PAGING = frozenset(
    {"max_results", "since_id", "until_id", "start_time", "end_time", "exclude",
     "pagination_token"},
)  # fmt: skip
_SMALLEST, _USUAL, _LARGEST = 5, 10, 100


def fields_of(request: Request) -> set[str]:
    """Return the post fields that are asked for.

    Raises:
        XProblem: for a parameter or a field that X does not know.
    """
    known = {"tweet.fields": _FIELDS, "post.fields": _FIELDS, "user.fields": _USER_FIELDS}
    for name, value in request.query_params.items():
        if name in known:
            for field in value.split(","):
                if field not in known[name]:
                    words = f"The `{name}` query parameter value [{field}] is not one of its values"
                    raise invalid(words, name, field)
        elif not (name in _PAGING and request.url.path.endswith("/tweets")):
            raise invalid(f"The query parameter [{name}] is not one of its parameters", name, value)
    asked = request.query_params
    return set(",".join((asked.get("tweet.fields", ""), asked.get("post.fields", ""))).split(","))


@dataclass(frozen=True, slots=True)
class _Page:
    """What a read of the timeline asks for."""

    since: int
    until: int
    start: datetime
    end: datetime
    replies: bool
    size: int
    skip: int

    def has(self, post: Post) -> bool:
        """Tell whether the post is among what was asked for."""
        if post.deleted or (post.reply_to and not self.replies):
            return False
        return self.since < int(post.id) < self.until and self.start <= post.at < self.end


def _read(asked: Mapping[str, str]) -> _Page:
    excluded = asked.get("exclude", "retweets").split(",")
    if set(excluded) - {"replies", "retweets"}:
        raise invalid("The `exclude` query parameter is not one of its values", "exclude")
    return _Page(
        since=_number(asked.get("since_id", "0"), "since_id"),
        until=_number(asked.get("until_id", "9" * 19), "until_id"),
        start=_time(asked.get("start_time", "0001-01-01T00:00:00Z"), "start_time"),
        end=_time(asked.get("end_time", "9999-12-31T00:00:00Z"), "end_time"),
        replies="replies" not in excluded,
        size=_size(asked.get("max_results", str(_USUAL))),
        skip=_number(asked.get("pagination_token", "0"), "pagination_token"),
    )


def page_of(account: Account, request: Request, fields: set[str]) -> dict[str, Any]:
    """Return a page of the account's timeline, newest first."""
    wanted = _read(request.query_params)
    found = [post for post in account.posts.values() if wanted.has(post)]
    found.sort(key=lambda post: int(post.id), reverse=True)
    page = found[wanted.skip : wanted.skip + wanted.size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if wanted.skip + wanted.size < len(found):
        meta["next_token"] = str(wanted.skip + wanted.size)
    if not page:
        return {"meta": meta}
    return {"data": [post_object(account, post, fields) for post in page], "meta": meta}


def _size(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or not _SMALLEST <= int(text) <= _LARGEST:
        words = f"The `max_results` query parameter value [{text}] is not between 5 and 100"
        raise invalid(words, "max_results", text)
    return int(text)


def _number(text: str, name: str) -> int:
    if not re.fullmatch(r"\d{1,19}", text):
        raise invalid(f"The `{name}` query parameter value [{text}] is not valid", name, text)
    return int(text)


def _time(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused below, like any time without offset
    if moment.tzinfo is None:
        raise invalid(f"The `{name}` query parameter value [{text}] is not valid", name, text)
    return moment
