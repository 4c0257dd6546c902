"""What the Mastodon account holds: statuses, pictures, and whether it may post at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from campaign.sandbox.mastodon.server import Server
from campaign.sandbox.records import MASTODON, Picture, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEY_LIFE = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Standing(StrEnum):
    """How the server sees the account."""

    FINE = "fine"
    REVOKED = "revoked"
    LOCKED = "locked"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that was sent. ``asked`` counts the questions whether it is ready; ``status``
    is the id of the status that has it.
    """

    id: str
    picture: Picture
    focus: tuple[float, float] = (0.0, 0.0)
    asked: int = 0
    processing: int = 0
    status: str | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether it can go with a status."""
        return self.asked >= self.processing


@dataclass(frozen=True, slots=True)
class Status:
    """A status as it was sent."""

    id: str
    at: datetime
    text: str
    media: tuple[str, ...] = ()
    reply_to: str | None = None
    visibility: str = "public"
    language: str | None = None
    spoiler: str = ""
    sensitive: bool = False
    key: str | None = None
    deleted: datetime | None = None
    by_hand: bool = False


class Toots:
    """The state, changed only by events so that it can be read again from a journal."""

    def __init__(self, username: str, domain: str) -> None:
        self.username, self.domain = username, domain
        self.statuses: dict[str, Status] = {}
        self.media: dict[str, Attachment] = {}
        self.standing = Standing.FINE
        self.server = Server()
        self._last_id = 0

    def next_id(self, now: datetime) -> str:
        """Return an id that is greater than all before, with the time in its upper bits."""
        from_time = int((now - _EPOCH) / timedelta(milliseconds=1)) << 16
        return str(max(from_time, self._last_id + 1))

    def with_key(self, key: str | None, now: datetime) -> Status | None:
        """Return the status that was posted with this key within the last hour."""
        found = (one for one in self.statuses.values() if key and one.key == key)
        return next((one for one in found if now - one.at < KEY_LIFE), None)

    def url(self, status_id: str) -> str:
        """Return where people see a status."""
        return f"https://{self.domain}/@{self.username}/{status_id}"

    def feed(self) -> Iterable[Post]:
        """Return what followers were shown, oldest first, with what was taken down."""
        return (self._post(one) for one in self.statuses.values() if one.visibility != "direct")

    def _post(self, status: Status) -> Post:
        return Post(
            MASTODON,
            status.id,
            status.at,
            status.text,
            images=tuple(self.media[one].picture for one in status.media),
            reply_to=status.reply_to,
            url=self.url(status.id),
            deleted=status.deleted,
            by_hand=status.by_hand,
        )

    def pictures(self) -> Iterable[Picture]:
        """Return every picture that was sent."""
        return (one.picture for one in self.media.values())

    def apply(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event happen."""
        getattr(self, f"_on_{kind}")(at, data)

    def _on_status(self, at: datetime, data: Mapping[str, Any]) -> None:
        media = tuple(data["media"])
        self.statuses[data["id"]] = Status(at=at, **{**data, "media": media})
        for one in media:
            self.media[one] = replace(self.media[one], status=data["id"])
        self._seen(data["id"])

    def _on_delete(self, at: datetime, data: Mapping[str, Any]) -> None:
        gone = data["id"]
        self.statuses[gone] = replace(self.statuses[gone], deleted=at)
        for one in self.statuses.values():
            if one.reply_to == gone:  # the server's database forgets what it answered
                self.statuses[one.id] = replace(one, reply_to=None)

    def _on_media(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.media[data["id"]] = Attachment(
            data["id"],
            Picture(**data["picture"]),
            (data["focus"][0], data["focus"][1]),
            processing=data["processing"],
        )
        self._seen(data["id"])

    def _on_asked(self, _at: datetime, data: Mapping[str, Any]) -> None:
        one = self.media[data["id"]]
        self.media[one.id] = replace(one, asked=one.asked + 1)

    def _on_standing(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.standing = Standing(data["standing"])

    def _on_server(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.server = Server(**data)

    def _seen(self, new_id: str) -> None:
        self._last_id = max(self._last_id, int(new_id))
