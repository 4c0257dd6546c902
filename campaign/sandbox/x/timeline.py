"""Posts as X shows them to programs: links shortened, special characters escaped.

X returns ``&``, ``<`` and ``>`` as HTML entities, and adds the address of the
pictures to the text: whoever compares texts has to undo both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import X_USER
from campaign.sandbox.x.length import bare, links

if TYPE_CHECKING:
    from campaign.sandbox.records import Post
    from campaign.sandbox.x.state import Account

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A text with its links shortened, and the ``urls`` that tell where they lead."""

    text: str
    urls: list[dict[str, Any]]


def shown(post: Post, media: tuple[str, ...]) -> Shown:
    """Return the text of a post as X returns it."""
    pieces: list[str] = []
    urls: list[dict[str, Any]] = []
    position = length = 0

    def add(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for number, link in enumerate(links(post.text)):
        add(_escaped(post.text[position : link.start()]))
        url = _short(f"{post.id}/{number}")
        target = link[0] if "://" in link[0] else f"http://{link[0]}"
        urls.append(_entity(url, target, length))
        add(url)
        position = link.end()
    add(_escaped(post.text[position:]))
    if media:
        add(" " if post.text else "")
        url = _short(f"{post.id}/media")
        photo = f"{post.url}/photo/1"
        place = _entity(url, photo, length)
        urls += [place | {"media_key": media_key(media_id)} for media_id in media]
        add(url)
    return Shown("".join(pieces), urls)


def post_object(account: Account, post: Post, fields: set[str]) -> dict[str, Any]:
    """Return a post with the fields that were asked for."""
    media = account.media_of[post.id]
    text = shown(post, media)
    history = {"edit_history_tweet_ids": [post.id], "edit_history_post_ids": [post.id]}
    full: dict[str, Any] = {
        "author_id": X_USER,
        "created_at": f"{post.at:%Y-%m-%dT%H:%M:%S}.{post.at.microsecond // 1000:03d}Z",
        "conversation_id": _root(account, post),
        "possibly_sensitive": False,
        "lang": "es",
        "public_metrics": _metrics(account, post),
    }
    if text.urls:
        full["entities"] = {"urls": text.urls}
    if media:
        full["attachments"] = {"media_keys": [media_key(one) for one in media]}
    if post.reply_to:
        full["in_reply_to_user_id"] = X_USER
        full["referenced_tweets"] = [{"type": "replied_to", "id": post.reply_to}]
    wanted = {name: value for name, value in full.items() if name in fields}
    return {"id": post.id, "text": text.text, **history, **wanted}


def media_key(media_id: str) -> str:
    """Return the key under which an uploaded picture is known in posts."""
    return f"3_{media_id}"


def _metrics(account: Account, post: Post) -> dict[str, int]:
    replies = sum(other.reply_to == post.id for other in account.posts.values())
    names = ("repost", "retweet", "like", "quote", "bookmark", "impression")
    return {"reply_count": replies} | {f"{name}_count": 0 for name in names}


def _root(account: Account, post: Post) -> str:
    seen = {post.id}
    while post.reply_to and post.reply_to in account.posts and post.reply_to not in seen:
        post = account.posts[post.reply_to]
        seen.add(post.id)
    return post.id


def _entity(url: str, target: str, start: int) -> dict[str, Any]:
    place = {"start": start, "end": start + len(url)}
    return {**place, "url": url, "expanded_url": target, "display_url": display(target)}


def display(url: str) -> str:
    """Return an address as followers see it: without its scheme, and not too long."""
    plain = bare(url).removeprefix("www.").rstrip("/")
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _short(seed: str) -> str:
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    return "https://t.co/" + "".join(
        _ALPHABET[number // len(_ALPHABET) ** place % len(_ALPHABET)] for place in range(10)
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
