"""The server's JSON: statuses, attachments, the account and the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import MASTODON_USER
from campaign.sandbox.mastodon import text as texts
from campaign.sandbox.mastodon.refusals import iso
from campaign.sandbox.mastodon.state import Standing

if TYPE_CHECKING:
    from campaign.sandbox.mastodon.server import Server
    from campaign.sandbox.mastodon.state import Attachment, Status, Toots

_FORMATS = ["image/jpeg", "image/png", "image/gif", "image/webp"]


def account(toots: Toots, name: str) -> dict[str, Any]:
    """Return the account."""
    url = f"https://{toots.domain}/@{toots.username}"
    picture = f"https://{toots.domain}/avatars/original/missing.png"
    counts = {"followers_count": 0, "following_count": 0, "last_status_at": None}
    flags = dict.fromkeys(("locked", "group", "noindex", "hide_collections"), False)
    shown = sum(not one.deleted for one in toots.statuses.values())
    return {
        "id": MASTODON_USER,
        "username": toots.username,
        "acct": toots.username,
        "display_name": name,
        "bot": True,
        "discoverable": True,
        "created_at": "2021-11-01T00:00:00.000Z",
        "note": "",
        "url": url,
        "uri": f"https://{toots.domain}/users/{toots.username}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "statuses_count": shown,
        "emojis": [],
        "fields": [],
        "roles": [],
        **counts,
        **flags,
    }


def own_account(toots: Toots, name: str) -> dict[str, Any]:
    """Return the account as only its owner sees it."""
    source = {
        "privacy": "public",
        "sensitive": False,
        "language": "es",
        "note": "",
        "fields": [],
        "follow_requests_count": 0,
    }
    return account(toots, name) | {"source": source}


def application(toots: Toots) -> dict[str, Any]:
    """Return the program whose token it is, with what it was made for."""
    read_only = toots.standing is Standing.READ_ONLY
    return {
        "id": "1",
        "name": "Pregonero",
        "website": None,
        "scopes": ["read"] if read_only else ["read", "write:statuses", "write:media"],
        "redirect_uris": ["urn:ietf:wg:oauth:2.0:oob"],
        "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
    }


def status(toots: Toots, one: Status, name: str) -> dict[str, Any]:
    """Return a status as programs get it."""
    others = texts.mentions(one.text, toots.domain)
    counts = ("replies", "reblogs", "favourites", "quotes")
    return {
        "id": one.id,
        "created_at": iso(one.at),
        "in_reply_to_id": one.reply_to,
        "in_reply_to_account_id": MASTODON_USER if one.reply_to else None,
        "sensitive": one.sensitive,
        "spoiler_text": one.spoiler,
        "visibility": one.visibility,
        "language": one.language,
        "uri": f"https://{toots.domain}/users/{toots.username}/statuses/{one.id}",
        "url": toots.url(one.id),
        "edited_at": None,
        "content": texts.html(one.text, toots.domain),
        "reblog": None,
        "application": {"name": "Pregonero", "website": None},
        "account": account(toots, name),
        "media_attachments": [attachment(toots.media[media], toots) for media in one.media],
        "mentions": [_mention(*other) for other in others],
        "tags": [
            {"name": tag, "url": f"https://{toots.domain}/tags/{tag}"}
            for tag in texts.tags(one.text)
        ],
        "emojis": [],
        "card": None,
        "poll": None,
        "filtered": [],
        **{f"{count}_count": 0 for count in counts},
        **dict.fromkeys(("favourited", "reblogged", "muted", "bookmarked", "pinned"), False),
    }


def _mention(name: str, server: str) -> dict[str, Any]:
    url = f"https://{server}/@{name}"
    return {"id": str(len(url)), "username": name, "url": url, "acct": f"{name}@{server}"}


def source(one: Status) -> dict[str, Any]:
    """Return what was written, as it was written."""
    return {"id": one.id, "text": one.text, "spoiler_text": one.spoiler}


def attachment(one: Attachment, toots: Toots) -> dict[str, Any]:
    """Return a picture; it has no address until it is ready."""
    picture = one.picture
    place = f"https://files.{toots.domain}/media_attachments"
    size = {
        "width": picture.width,
        "height": picture.height,
        "size": f"{picture.width}x{picture.height}",
        "aspect": picture.width / picture.height,
    }
    x, y = one.focus
    return {
        "id": one.id,
        "type": "image",
        "url": f"{place}/original/{one.id}.png" if one.is_ready else None,
        "preview_url": f"{place}/small/{one.id}.png" if one.is_ready else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {"focus": {"x": x, "y": y}, "original": size, "small": size},
        "description": picture.alt,
        "blurhash": "U00000fQfQfQfQfQfQfQfQfQfQfQfQfQfQfQ",
    }


def instance(toots: Toots) -> dict[str, Any]:
    """Return what the server tells of itself."""
    server, domain = toots.server, toots.domain
    return {
        "domain": domain,
        "title": "Pregonero",
        "version": server.version,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "",
        "usage": {"users": {"active_month": 1}},
        "thumbnail": {"url": f"https://{domain}/preview.png", "blurhash": None, "versions": {}},
        "icon": [],
        "languages": ["es", "en"],
        "configuration": _configuration(server, domain),
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "api_versions": {"mastodon": 7},
        "contact": {"email": f"team@{domain}", "account": None},
        "rules": [],
    }


def _configuration(server: Server, domain: str) -> dict[str, Any]:
    return {
        "urls": {"streaming": f"wss://streaming.{domain}", "status": None},
        "vapid": {"public_key": ""},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": server.max_characters,
            "max_media_attachments": server.max_media_attachments,
            "characters_reserved_per_url": texts.URL,
        },
        "media_attachments": {
            "description_limit": server.description_limit,
            "image_matrix_limit": server.image_matrix_limit,
            "image_size_limit": server.image_size_limit,
            "supported_mime_types": _FORMATS,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
            "video_size_limit": 103_809_024,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 2_629_746,
        },
        "translation": {"enabled": False},
    }
