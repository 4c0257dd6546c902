# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""What requests bring: forms, files or JSON, with names as Rails writes lists (``media_ids[]``).

Rails ignores names that it does not know. Here they are refused, so that nobody relies
on something that has no effect.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.mastodon.refusals import Refusal, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

MAX_JSON = 256 * 1024
_ID = re.compile(r"[0-9]{1,20}")
_NEW = frozenset(
    {"status", "media_ids", "in_reply_to_id", "sensitive", "spoiler_text", "visibility", "language"}
)
_VISIBILITIES = frozenset({"public", "unlisted", "private", "direct"})
_TRUE, _FALSE = frozenset({"1", "true", "True", "on"}), frozenset({"", "0", "false", "False"})


@dataclass(frozen=True, slots=True)
class NewStatus:
    """A status as somebody wants it."""

    text: str
    media: tuple[str, ...]
    reply_to: str | None
    visibility: str
    language: str | None
    spoiler: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A file as somebody sends it."""

    content: bytes
    description: str | None
    focus: tuple[float, float]


async def new_status(request: Request) -> NewStatus:
    """Return the status that a request brings."""
    given = await _fields(request)
    if unknown := set(given) - _NEW:
        raise invalid(f"unknown parameters {sorted(unknown)}")
    media = given.get("media_ids") or []
    if not isinstance(media, list) or not all(_ID.fullmatch(str(one)) for one in media):
        raise invalid("Media is invalid")
    visibility = str(given.get("visibility", "public"))
    if visibility not in _VISIBILITIES:
        raise invalid("Visibility is not included in the list")
    answered = given.get("in_reply_to_id")
    return NewStatus(
        text=str(given.get("status") or "").strip(),
        media=tuple(str(one) for one in media),
        reply_to=None if answered in {None, ""} else str(answered),
        visibility=visibility,
        language=_language(given.get("language")),
        spoiler=str(given.get("spoiler_text") or ""),
        sensitive=_truth(given.get("sensitive", "")),
    )


async def _fields(request: Request) -> dict[str, Any]:
    """Return the fields of a body; names with ``[]`` are lists."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _object(await request.body())
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data", ""}:
        raise Refusal(415, "Unsupported media type")
    fields: dict[str, Any] = {}
    async with request.form(max_files=0, max_fields=32) as form:
        for name, value in form.multi_items():
            if name.endswith("[]"):
                fields.setdefault(name.removesuffix("[]"), []).append(value)
            else:
                fields[name] = value
    return fields


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_JSON:
        raise Refusal(413, "Payload too large")
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refusal(400, "Error occurred while parsing request parameters")
    return found


def _language(given: object) -> str | None:
    """Return a language as the server keeps it: one that it does not know is dropped."""
    code = str(given or "")
    return code if re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", code) else None


def _truth(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if str(given) not in _TRUE | _FALSE:
        raise invalid("Sensitive is not a truth value")
    return str(given) in _TRUE


async def new_media(request: Request, largest: int) -> NewMedia:
    """Return the file that a request brings."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise invalid("File can't be blank")
    if int(request.headers.get("content-length") or 0) > 2 * largest + MAX_JSON:
        raise Refusal(413, "Payload too large")
    content: bytes | None = None
    rest: dict[str, str] = {}
    async with request.form(max_files=2, max_fields=8) as form:
        for name, value in form.items():
            if name == "file" and not isinstance(value, str):
                content = await value.read()
            elif isinstance(value, str) and name in {"description", "focus"}:
                rest[name] = value
            else:
                raise invalid(f"unknown parameters {[name]}")
    if not content:
        raise invalid("File can't be blank")
    return NewMedia(content, rest.get("description") or None, _focus(rest))


def _focus(given: Mapping[str, str]) -> tuple[float, float]:
    """Return the point that stays visible when a picture is cut, from -1 to 1."""
    found = re.fullmatch(r"(-?[01](?:\.\d+)?),(-?[01](?:\.\d+)?)", given.get("focus", "0,0"))
    if found is None:
        raise invalid("Focus is invalid")
    return float(found[1]), float(found[2])
