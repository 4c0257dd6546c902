# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""Uploading pictures: at once or in parts. Nothing of it is visible before a post uses it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from campaign.sandbox import images
from campaign.sandbox.records import Picture
from campaign.sandbox.x.problems import XProblem, invalid
from campaign.sandbox.x.state import MEDIA_LIFE
from campaign.sandbox.x.timeline import media_key

if TYPE_CHECKING:
    from campaign.sandbox.world import World
    from campaign.sandbox.x.state import Upload

IMAGE_BYTES = 5 * 1024 * 1024
GIF_BYTES = 15 * 1024 * 1024
MAX_BODY = GIF_BYTES + 65536
_PART_BYTES = 5 * 1024 * 1024
_PARTS = 1000
CATEGORIES = {"tweet_image": IMAGE_BYTES, "tweet_gif": GIF_BYTES}


def upload(world: World, content: bytes, category: str) -> dict[str, Any]:
    """Take a whole picture; return the answer's ``data``."""
    picture = _picture(world, content, category)
    new = world.x.next_id(world.now())
    started = {
        "id": new,
        "category": category,
        "size": len(content),
        "media_type": picture.media_type,
    }
    done = {"id": new, "picture": asdict(picture), "size": len(content)}
    world.commit(("x.upload", started), ("x.picture", done))
    return answer(world, world.x.uploads[new])


def begin(world: World, category: str, media_type: str, size: int) -> dict[str, Any]:
    """Announce a picture that comes in parts."""
    _check_size(size, category)
    if media_type not in images.FORMATS.values():
        raise invalid("media_type is not a picture that the sandbox takes", "media_type")
    new = world.x.next_id(world.now())
    data = {"id": new, "category": category, "size": size, "media_type": media_type}
    world.commit(("x.upload", data))
    life = int(MEDIA_LIFE.total_seconds())
    return {"id": new, "media_key": media_key(new), "expires_after_secs": life}


def append(world: World, media_id: str, index: int, content: bytes) -> dict[str, Any]:
    """Take one part."""
    started = _open(world, media_id)
    if not 0 <= index < _PARTS:
        raise invalid("segment_index must be between 0 and 999", "segment_index", index)
    if not 0 < len(content) <= _PART_BYTES:
        raise invalid("media must have 1 byte to 5 MB", "media")
    sha256 = world.keep(content)
    world.commit(("x.part", {"id": media_id, "index": index, "sha256": sha256}))
    return {"expires_at": int((started.at + MEDIA_LIFE).timestamp())}


def finish(world: World, media_id: str) -> dict[str, Any]:
    """Put the parts together."""
    started = _open(world, media_id)
    if sorted(started.parts) != list(range(len(started.parts))):
        raise invalid("a segment is missing", "id", media_id)
    content = b"".join(world.content(started.parts[at]) for at in sorted(started.parts))
    if len(content) != started.size:
        raise invalid("the segments are not total_bytes long", "id", media_id)
    picture = _picture(world, content, started.category)
    if picture.media_type != started.media_type:
        raise invalid("the picture is not of the media_type that was announced", "id", media_id)
    data = {"id": media_id, "picture": asdict(picture), "size": len(content)}
    world.commit(("x.picture", data))
    return answer(world, world.x.uploads[media_id])


def answer(world: World, done: Upload) -> dict[str, Any]:
    """Return what X tells of a complete picture."""
    left = int((done.expires() - world.now()).total_seconds())
    data: dict[str, Any] = {
        "id": done.id,
        "media_key": media_key(done.id),
        "size": done.size,
        "expires_after_secs": left,
    }
    if done.picture:
        seen = done.picture
        data["image"] = {"image_type": seen.media_type, "w": seen.width, "h": seen.height}
    return data


def attached(world: World, media_ids: list[str]) -> None:
    """Check that these pictures can go with a post.

    Raises:
        XProblem: for one that is unknown, unfinished, expired or does not go with others.
    """
    words = "Your media IDs are invalid."
    found = [world.x.uploads.get(media_id) for media_id in media_ids]
    for one in found:
        if one is None or one.picture is None or world.now() >= one.expires():
            raise invalid(words, "media.media_ids", media_ids)
    moving = any(one is not None and one.category == "tweet_gif" for one in found)
    if len(set(media_ids)) < len(media_ids) or (moving and len(found) > 1):
        raise invalid(words, "media.media_ids", media_ids)


def _open(world: World, media_id: str) -> Upload:
    started = world.x.uploads.get(media_id)
    if started is None or started.picture or world.now() >= started.expires():
        raise invalid("there is no such upload", "id", media_id)
    return started


def _check_size(size: int, category: str) -> None:
    if category not in CATEGORIES:
        raise invalid("media_category is not one that the sandbox takes", "media_category")
    if not 0 < size <= CATEGORIES[category]:
        raise XProblem(413, "Request Entity Too Large", "Maximum media size exceeded.")


def _picture(world: World, content: bytes, category: str) -> Picture:
    _check_size(len(content), category)
    try:
        seen = images.look(content)
    except images.NotAPicture:
        raise invalid("media type unrecognized.", "media") from None
    if (seen.media_type == "image/gif" and seen.frames > 1) != (category == "tweet_gif"):
        raise invalid("media_category does not fit the picture", "media_category", category)
    return Picture(world.keep(content), seen.media_type, seen.width, seen.height)
