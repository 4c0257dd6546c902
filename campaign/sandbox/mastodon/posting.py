# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Statuses and pictures, by the rules of ``PostStatusService`` and of the models behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from campaign.sandbox import images
from campaign.sandbox.mastodon.refusals import Refusal, invalid, not_found
from campaign.sandbox.mastodon.server import Keys
from campaign.sandbox.mastodon.text import length
from campaign.sandbox.records import Picture

if TYPE_CHECKING:
    from campaign.sandbox.mastodon.forms import NewMedia, NewStatus
    from campaign.sandbox.mastodon.state import Attachment, Status
    from campaign.sandbox.world import World


def post(world: World, new: NewStatus, key: str | None) -> Status:
    """Post a status, or return the one that was posted with this key before."""
    toots = world.mastodon
    if new.reply_to is not None:
        _answerable(world, new.reply_to)
    before = toots.with_key(key, world.now())
    if before is not None and toots.server.keys is not Keys.IGNORED:
        return _again(world, before)
    _check(world, new)
    status_id = toots.next_id(world.now())
    values = {
        "id": status_id,
        "text": new.text,
        "media": list(new.media),
        "reply_to": new.reply_to,
        "visibility": new.visibility,
        "language": new.language,
        "spoiler": new.spoiler,
        "sensitive": new.sensitive,
        "key": key,
    }
    world.commit(("mastodon.status", values))
    return toots.statuses[status_id]


def _again(world: World, before: Status) -> Status:
    if world.mastodon.server.keys is Keys.BROKEN:
        raise Refusal(500, "An unexpected error occurred")
    if before.deleted:
        raise not_found()
    return before


def _answerable(world: World, status_id: str) -> None:
    before = world.mastodon.statuses.get(status_id)
    if before is None or before.deleted:
        words = "The post you are trying to reply to does not appear to exist."
        raise Refusal(404, words)


def _check(world: World, new: NewStatus) -> None:
    server = world.mastodon.server
    _check_media(world, new.media)
    if not new.text and not new.media:
        raise invalid("Text can't be blank")
    if length(new.text, new.spoiler) > server.max_characters:
        raise invalid(f"Text character limit of {server.max_characters} exceeded")


def _check_media(world: World, media: tuple[str, ...]) -> None:
    toots = world.mastodon
    if len(media) > toots.server.max_media_attachments:
        most = toots.server.max_media_attachments
        raise invalid(f"Cannot attach more than {most} files")
    found = [toots.media.get(one) for one in media]
    lacking = [one for one, known in zip(media, found, strict=True) if _is_gone(known)]
    if lacking or len(set(media)) < len(media):
        words = f"Media {', '.join(lacking)} not found or already attached to another post"
        raise invalid(words)
    if not all(known.is_ready for known in found if known):
        words = "Cannot attach files that have not finished processing. Try again in a moment!"
        raise invalid(words)


def _is_gone(known: Attachment | None) -> bool:
    return known is None or known.status is not None


def upload(world: World, new: NewMedia) -> Attachment:
    """Take a picture."""
    toots = world.mastodon
    picture = _picture(world, new)
    media_id = toots.next_id(world.now())
    values: dict[str, Any] = {
        "id": media_id,
        "picture": asdict(picture),
        "focus": list(new.focus),
        "processing": toots.server.processing,
    }
    world.commit(("mastodon.media", values))
    return toots.media[media_id]


def _picture(world: World, new: NewMedia) -> Picture:
    server = world.mastodon.server
    try:
        seen = images.look(new.content)
    except images.NotAPicture:
        raise invalid("File content type is invalid, File is invalid") from None
    if len(new.content) > server.image_size_limit:
        most = server.image_size_limit // 1024 // 1024
        raise invalid(f"File size must be less than {most} MB")
    if seen.width * seen.height > server.image_matrix_limit:
        raise Refusal(422, f"{seen.width}x{seen.height} images are not supported")
    if len(new.description or "") > server.description_limit:
        most = server.description_limit
        raise invalid(f"Description is too long (maximum is {most} characters)")
    kept = world.keep(new.content)
    return Picture(kept, seen.media_type, seen.width, seen.height, new.description)


def by_hand(world: World, text: str) -> str:
    """Let a person post on the account; return the status's id."""
    new = world.mastodon.next_id(world.now())
    world.commit(("mastodon.status", {"id": new, "text": text, "media": [], "by_hand": True}))
    return new
