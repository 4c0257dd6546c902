"""What the account's repository holds: posts, files, sessions, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from campaign.sandbox.bluesky import syntax
from campaign.sandbox.bluesky.posts import POST
from campaign.sandbox.records import BLUESKY, Picture, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.sandbox.records import Entity

BLOB_LIFE = timedelta(minutes=5)
"""How long a file stays that no post shows; "minutes", says the lexicon."""


class Standing(StrEnum):
    """How the server sees the account."""

    FINE = "fine"
    REVOKED = "revoked"
    """The app password was taken back; here that ends the running sessions, too."""
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Record:
    """The version of a record that is in the repository now."""

    rkey: str
    cid: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Blob:
    """A file. ``picture`` is ``None`` for anything but a picture."""

    cid: str
    at: datetime
    media_type: str
    size: int
    picture: Picture | None = None


class Repository:
    """The state, changed only by events so that it can be read again from a journal."""

    def __init__(self, did: str, handle: str) -> None:
        self.did, self.handle = did, handle
        self.records: dict[str, Record] = {}
        self.blobs: dict[str, Blob] = {}
        self.refreshed: dict[str, tuple[str, datetime]] = {}
        self.standing = Standing.FINE
        self.head = ""
        self.rev = ""
        self._shown: list[Post] = []
        self._last: dict[str, int] = {}

    def uri(self, rkey: str) -> str:
        """Return the address of a record."""
        return f"at://{self.did}/{POST}/{rkey}"

    def next_rev(self, now: datetime) -> str:
        """Return a timestamp id that is greater than all before."""
        return max(syntax.tid(now), syntax.after(self.rev)) if self.rev else syntax.tid(now)

    def blob(self, cid: str, now: datetime) -> Blob | None:
        """Return a file that is still there: shown by a post, or sent just now."""
        found = self.blobs.get(cid)
        if found is None or now - found.at < BLOB_LIFE:
            return found
        used = {one for record in self.records.values() for one in blobs_of(record.value)}
        return found if cid in used else None

    def feed(self) -> Iterable[Post]:
        """Return all posts, oldest first, with deleted ones."""
        return tuple(self._shown)

    def pictures(self) -> Iterable[Picture]:
        """Return the pictures among the files."""
        return [blob.picture for blob in self.blobs.values() if blob.picture]

    def apply(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event happen."""
        getattr(self, f"_on_{kind}")(at, data)

    def _on_put(self, at: datetime, data: Mapping[str, Any]) -> None:
        rkey, value = data["rkey"], data["record"]
        post = self._post(at, data)
        if rkey in self.records:
            before = self._shown[self._last[rkey]]
            self._shown[self._last[rkey]] = replace(post, at=before.at, edited=at)
        else:
            self._last[rkey] = len(self._shown)
            self._shown.append(post)
        self.records[rkey] = Record(rkey, data["cid"], value)
        self._committed(data)

    def _post(self, at: datetime, data: Mapping[str, Any]) -> Post:
        value = data["record"]
        parent = value.get("reply", {}).get("parent", {}).get("uri")
        return Post(
            BLUESKY,
            data["rkey"],
            at,
            value["text"],
            images=tuple(self._pictures(value)),
            reply_to=parent.rpartition("/")[2] if parent else None,
            url=f"https://bsky.app/profile/{self.handle}/post/{data['rkey']}",
            by_hand=data.get("by_hand", False),
            entities=tuple(entities(value)),
        )

    def _pictures(self, value: Mapping[str, Any]) -> Iterable[Picture]:
        for image in value.get("embed", {}).get("images", ()):
            picture = self.blobs[image["image"]["ref"]["$link"]].picture
            if picture:
                yield replace(picture, alt=image["alt"])

    def _on_delete(self, at: datetime, data: Mapping[str, Any]) -> None:
        del self.records[data["rkey"]]
        place = self._last[data["rkey"]]
        self._shown[place] = replace(self._shown[place], deleted=at)
        self._committed(data)

    def _committed(self, data: Mapping[str, Any]) -> None:
        self.head, self.rev = data["commit"], data["rev"]

    def _on_blob(self, at: datetime, data: Mapping[str, Any]) -> None:
        picture = Picture(**data["picture"]) if data["picture"] else None
        blob = Blob(data["cid"], at, data["media_type"], data["size"], picture)
        self.blobs[data["cid"]] = blob

    def _on_refresh(self, _at: datetime, data: Mapping[str, Any]) -> None:
        until = datetime.fromisoformat(data["until"])
        self.refreshed[data["id"]] = (data["next"], until)

    def _on_standing(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.standing = Standing(data["standing"])


def blobs_of(value: Mapping[str, Any]) -> list[str]:
    """Return the content ids of the files that a record shows."""
    images = value.get("embed", {}).get("images", ())
    return [image["image"]["ref"]["$link"] for image in images]


def entities(value: Mapping[str, Any]) -> Iterable[Entity]:
    """Yield what a post's facets mark, counted in UTF-16 units as pages do."""
    raw = value["text"].encode()
    for facet in value.get("facets", ()):
        start, end = (_units(raw[: facet["index"][side]]) for side in ("byteStart", "byteEnd"))
        for feature in facet["features"]:
            place = {"offset": start, "length": end - start}
            kind = feature["$type"].rpartition("#")[2]
            if kind == "link":
                yield {"type": "text_link", "url": feature["uri"], **place}
            else:
                yield {"type": {"tag": "hashtag"}.get(kind, kind), **place}


def _units(raw: bytes) -> int:
    return len(raw.decode().encode("utf-16-le")) // 2
