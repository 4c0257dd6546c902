# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""The shapes of request bodies that X takes; whatever else comes is refused.

Source: X's OpenAPI description 2.167. Fields that the sandbox would have to ignore
are refused as well, so that nobody relies on them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from campaign.sandbox.x.problems import XProblem, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_ID = re.compile(r"[0-9]{1,19}")
MAX_JSON = 256 * 1024
_POST = {"text": str, "media": dict, "reply": dict, "made_with_ai": bool, "reply_settings": str}
_REPLIERS = {"following", "mentionedUsers", "subscribers", "verified"}
_MEDIA = {"media_ids": list}
_REPLY = {"in_reply_to_tweet_id": str, "auto_populate_reply_metadata": bool}
_MAX_PICTURES = 4
ALT = 1000


async def read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object of a body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise XProblem(415, "Unsupported Media Type", "The Content-Type must be application/json.")
    body = await request.body()
    if len(body) > MAX_JSON:
        raise XProblem(413, "Request Entity Too Large", "The request body is too large.")
    try:
        value = json.loads(body)
    except ValueError:
        raise invalid("Requests with bodies must have content-type of JSON", "body") from None
    if not isinstance(value, dict):
        raise invalid("The body must be a JSON object", "body")
    return value


def new_post(body: dict[str, Any]) -> tuple[str, list[str], str | None]:
    """Return text, media ids and the id of the answered post."""
    _shape(body, _POST, "")
    if body.get("reply_settings", "verified") not in _REPLIERS:
        raise invalid("reply_settings is not one of its values", "reply_settings")
    media_ids: list[str] = []
    if "media" in body:
        _shape(body["media"], _MEDIA, "media.", needed="media_ids")
        media_ids = body["media"]["media_ids"]
        if not 1 <= len(media_ids) <= _MAX_PICTURES:
            raise invalid("media_ids must have 1 to 4 items", "media.media_ids")
        for media_id in media_ids:
            _identifier(media_id, "media.media_ids")
    reply_to = None
    if "reply" in body:
        _shape(body["reply"], _REPLY, "reply.", needed="in_reply_to_tweet_id")
        reply_to = _identifier(body["reply"]["in_reply_to_tweet_id"], "reply.in_reply_to_tweet_id")
    return body.get("text", ""), media_ids, reply_to


def new_alt(body: dict[str, Any]) -> tuple[str, str]:
    """Return media id and alternative text."""
    _shape(body, {"id": str, "metadata": dict}, "", needed="id")
    metadata = body.get("metadata", {})
    _shape(metadata, {"alt_text": dict}, "metadata.", needed="alt_text")
    _shape(metadata["alt_text"], {"text": str}, "metadata.alt_text.", needed="text")
    text = metadata["alt_text"]["text"]
    if len(text) > ALT:
        raise invalid(f"alt_text is longer than {ALT}", "metadata.alt_text.text")
    return _identifier(body["id"], "id"), text


def new_upload(body: dict[str, Any]) -> tuple[str, str, int]:
    """Return category, media type and size of an upload in parts."""
    fields = {"media_category": str, "media_type": str, "total_bytes": int}
    _shape(body, fields, "")
    if body.keys() != fields.keys():
        raise invalid("media_category, media_type and total_bytes are needed", "body")
    return body["media_category"], body["media_type"], body["total_bytes"]


def _shape(value: Any, fields: Mapping[str, type], where: str, needed: str = "") -> None:
    if not isinstance(value, dict):
        raise invalid("expected a JSON object", where.rstrip("."))
    for name, content in value.items():
        if name not in fields:
            raise invalid(f"$.{where}{name}: is not defined in the schema", where + name, content)
        if type(content) is not fields[name]:
            wanted = fields[name].__name__
            raise invalid(f"$.{where}{name}: must be of type {wanted}", where + name, content)
    if needed and needed not in value:
        raise invalid(f"$.{where}{needed}: is missing but it is required", where + needed)


def _identifier(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise invalid(f"$.{where}: does not match ^[0-9]{{1,19}}$", where, value)
    return value
