"""What a post is as a record of Bluesky, and what the server tells of its pictures."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from campaign.channels.support.answers import Answer, inside
from campaign.channels.support.records import POST, Found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from campaign.channels.support.records import Failure, Records
    from campaign.core.deliveries import Image, Payload
    from campaign.core.outcomes import Media

_LINK = re.compile(r"b[a-z2-7]{10,100}", re.ASCII)


async def composed(
    payload: Payload, media: Sequence[Media], records: Records, now: datetime
) -> dict[str, Any] | Failure:
    """Return the record of a post: for the same payload and pictures always the same."""
    at = (payload.at or now).astimezone(UTC)
    record: dict[str, Any] = {
        "$type": POST,
        "text": payload.text,
        "createdAt": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
        "langs": [payload.language],
    }
    marks = await records.marks(payload.text)
    if not isinstance(marks, list):
        return marks
    if marks:
        record["facets"] = marks
    if payload.reply_to is not None:
        answered = await records.find(payload.reply_to)
        if not isinstance(answered, Found):
            return answered
        record["reply"] = {"root": _root(answered), "parent": answered.reference}
    if media:
        pictures = [_picture(*pair) for pair in zip(payload.images, media, strict=True)]
        record["embed"] = {"$type": "app.bsky.embed.images", "images": pictures}
    return record


def says(found: Found, payload: Payload) -> bool:
    """Tell whether a record is this post, whenever either was made: the same words in the same
    place, and the same pictures with the same descriptions.
    """
    same = (found.text, found.answers) == (payload.text, payload.reply_to)
    pictures = len(found.images) == len(payload.images)
    return same and pictures and all(map(_shows, found.images, payload.images))


def _shows(picture: dict[str, Any], image: Image) -> bool:
    """Tell whether a picture of a record is this one; its name is the hash of its bytes."""
    link = inside(picture, "image", "ref", "$link")
    return (picture.get("alt"), link) == (image.alt, _cid(image.sha256))


def _cid(sha256: str) -> str:
    """Return how servers name a file with this hash: CID, version 1, raw bytes."""
    raw = bytes((1, 0x55, 0x12, 0x20)) + bytes.fromhex(sha256)
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def _root(answered: Found) -> dict[str, str]:
    """Return the first post of the thread that ``answered`` belongs to."""
    reply = answered.value.get("reply")
    if not isinstance(reply, dict):
        return answered.reference
    return {name: str(reply["root"][name]) for name in ("uri", "cid")}


def _picture(image: Image, media: Media) -> dict[str, Any]:
    ratio = {"width": image.width, "height": image.height}
    return {"image": json.loads(media.remote_id), "alt": image.alt, "aspectRatio": ratio}


def blob_of(answer: object) -> str | None:
    """Return the reference to an uploaded file as JSON, ``None`` where there is none."""
    if not isinstance(answer, Answer) or not answer.is_fine:
        return None
    link, kind, size = (
        answer.get("blob", *path) for path in (("ref", "$link"), ("mimeType",), ("size",))
    )
    if not (isinstance(link, str) and _LINK.fullmatch(link)):
        return None
    if not isinstance(kind, str) or type(size) is not int:
        return None
    blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": size}
    return json.dumps(blob)
