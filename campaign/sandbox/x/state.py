"""What the X account holds: posts, uploaded pictures, and whether it may post at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from campaign.sandbox.records import Picture, Post, X

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
MEDIA_LIFE = timedelta(hours=24)
SAME_TEXT = timedelta(hours=24)
"""How long an equal text is refused; X does not say (M)."""


class Standing(StrEnum):
    """How X sees the account."""

    FINE = "fine"
    OUT_OF_CREDIT = "out_of_credit"
    REVOKED = "revoked"
    LOCKED = "locked"
    READ_ONLY = "read_only"
    """The keys were made before the app was allowed to write."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that no follower sees yet; ``picture`` is ``None`` until it is complete."""

    id: str
    at: datetime
    category: str
    size: int = 0
    media_type: str = ""
    picture: Picture | None = None
    parts: Mapping[int, str] = field(default_factory=dict)

    def expires(self) -> datetime:
        """Return when X forgets it."""
        return self.at + MEDIA_LIFE


class Account:
    """The state, changed only by events so that it can be read again from a journal."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.posts: dict[str, Post] = {}
        self.media_of: dict[str, tuple[str, ...]] = {}
        self.uploads: dict[str, Upload] = {}
        self.standing = Standing.FINE
        self._last_id = 0

    def next_id(self, now: datetime) -> str:
        """Return an id that is greater than all before, with the time in its upper bits."""
        from_time = int((now - _EPOCH) / timedelta(milliseconds=1)) << 22
        return str(max(from_time, self._last_id + 1))

    def same_text(self, text: str, now: datetime) -> Post | None:
        """Return a recent post with the same text."""
        wanted = _plain(text)
        recent = (p for p in self.posts.values() if not p.deleted and now - p.at < SAME_TEXT)
        return next((post for post in recent if _plain(post.text) == wanted), None)

    def feed(self) -> Iterable[Post]:
        """Return all posts, oldest first, with deleted ones."""
        return self.posts.values()

    def pictures(self) -> Iterable[Picture]:
        """Return the pictures of all complete uploads."""
        return (one.picture for one in self.uploads.values() if one.picture)

    def apply(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event happen."""
        getattr(self, f"_on_{kind}")(at, data)

    def _on_post(self, at: datetime, data: Mapping[str, Any]) -> None:
        pictures = (self.uploads[media].picture for media in data["media"])
        self.posts[data["id"]] = Post(
            X,
            data["id"],
            at,
            data["text"],
            images=tuple(picture for picture in pictures if picture),
            reply_to=data["reply_to"],
            url=f"https://x.com/{self.username}/status/{data['id']}",
            by_hand=data.get("by_hand", False),
        )
        self.media_of[data["id"]] = tuple(data["media"])
        self._seen(data["id"])

    def _on_delete(self, at: datetime, data: Mapping[str, Any]) -> None:
        self.posts[data["id"]] = replace(self.posts[data["id"]], deleted=at)

    def _on_upload(self, at: datetime, data: Mapping[str, Any]) -> None:
        self.uploads[data["id"]] = Upload(
            data["id"], at, data["category"], data["size"], data["media_type"]
        )
        self._seen(data["id"])

    def _on_part(self, at: datetime, data: Mapping[str, Any]) -> None:
        upload = self.uploads[data["id"]]
        parts = {**upload.parts, data["index"]: data["sha256"]}
        self.uploads[data["id"]] = replace(upload, parts=parts, at=at)

    def _on_picture(self, at: datetime, data: Mapping[str, Any]) -> None:
        picture = Picture(**data["picture"])
        self.uploads[data["id"]] = replace(
            self.uploads[data["id"]], picture=picture, size=data["size"], at=at
        )

    def _on_alt(self, _at: datetime, data: Mapping[str, Any]) -> None:
        upload = self.uploads[data["id"]]
        if upload.picture:
            picture = replace(upload.picture, alt=data["text"])
            self.uploads[data["id"]] = replace(upload, picture=picture)

    def _on_standing(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.standing = Standing(data["standing"])

    def _seen(self, new_id: str) -> None:
        self._last_id = max(self._last_id, int(new_id))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
