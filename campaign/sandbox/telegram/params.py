# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""The parameters of each method, and how they are read from a request.

Parameters that Telegram has and the sandbox does not emulate are refused, so that
nobody relies on an effect that a rehearsal would not show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.telegram.refusals import Refusal, bad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

_TO = "chat_id!:chat disable_notification:bool protect_content:bool"
_REPLY = "reply_parameters:json reply_markup:json"
_CAPTION = "caption:str parse_mode:str caption_entities:json"
_EDIT = "chat_id!:chat message_id!:int reply_markup:json"
METHODS: Mapping[str, str] = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "sendMessage": f"{_TO} {_REPLY} text!:str parse_mode:str entities:json"
    " link_preview_options:json",
    "sendPhoto": f"{_TO} {_REPLY} {_CAPTION} photo!:file show_caption_above_media:bool"
    " has_spoiler:bool",
    "sendDocument": f"{_TO} {_REPLY} {_CAPTION} document!:file disable_content_type_detection:bool",
    "sendMediaGroup": f"{_TO} media!:json reply_parameters:json",
    "sendChatAction": "chat_id!:chat action!:str",
    "editMessageText": f"{_EDIT} text!:str parse_mode:str entities:json link_preview_options:json",
    "editMessageCaption": f"{_EDIT} {_CAPTION} show_caption_above_media:bool",
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": "chat_id!:chat message_id!:int",
    "forwardMessage": f"{_TO} from_chat_id!:chat message_id!:int",
    "answerCallbackQuery": "callback_query_id!:str text:str show_alert:bool url:str cache_time:int",
    "setMyCommands": "commands!:json scope:json language_code:str",
    "getMyCommands": "scope:json language_code:str",
    "deleteMyCommands": "scope:json language_code:str",
    "setWebhook": "url!:str secret_token:str allowed_updates:json max_connections:int"
    " drop_pending_updates:bool",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "getChat": "chat_id!:chat",
    "getChatMember": "chat_id!:chat user_id!:int",
    "pinChatMessage": "chat_id!:chat message_id!:int disable_notification:bool",
    "getFile": "file_id!:str",
}
MAX_BODY = 50 * 1024 * 1024 + 65536
_MAX_FIELD = 1024 * 1024
_TRUE = {"true", "1", "yes", "y", "t", "on"}
_FALSE = {"false", "0", "no", "n", "f", "off", ""}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that came with the request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Arguments:
    """The values of one call, in their types, and the files that came with it."""

    values: Mapping[str, Any]
    files: Mapping[str, Incoming]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value, ``default`` when it was not given."""
        return self.values.get(name, default)


async def read(request: Request, method: str) -> Arguments:
    """Return what the request says.

    Raises:
        Refusal: 400 or 413 for what the method does not take.
    """
    if int(request.headers.get("content-length") or 0) > MAX_BODY:
        raise Refusal(413, "Request Entity Too Large")
    raw: dict[str, Any] = dict(request.query_params)
    files: dict[str, Incoming] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        raw |= _json_body(await request.body())
    elif kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_fields=200, max_part_size=_MAX_FIELD) as form:
            for name, value in form.items():
                if isinstance(value, str):
                    raw[name] = value
                else:
                    files[name] = Incoming(value.filename or name, await value.read())
    return Arguments(_typed(method, raw, files), files)


def _json_body(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad("expected a JSON object")
    return values


def _typed(method: str, raw: Mapping[str, Any], files: Mapping[str, Incoming]) -> dict[str, Any]:
    kinds = dict(piece.split(":") for piece in METHODS[method].split())
    names = {name.rstrip("!"): kind for name, kind in kinds.items()}
    for name in raw:
        if name not in names:
            raise bad(f'parameter "{name}" of {method} is not known to the sandbox')
    for name in kinds:
        short = name.rstrip("!")
        if name.endswith("!") and short not in raw and short not in files:
            raise bad(_MISSING.get(short, f'parameter "{short}" is required'))
    return {name: _value(name, names[name], value) for name, value in raw.items()}


_MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}


def _value(name: str, kind: str, value: Any) -> Any:
    if kind == "json":
        return _structure(name, value)
    if kind == "bool":
        return _truth(name, value)
    if kind == "int" or (kind == "chat" and not str(value).startswith("@")):
        return _number(name, value)
    if not isinstance(value, str):
        raise bad(f'parameter "{name}" must be a String')
    return value


def _structure(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _truth(name: str, value: Any) -> bool:
    word = str(value).lower()
    if word not in _TRUE | _FALSE:
        raise bad(f'parameter "{name}" must be a Boolean')
    return word in _TRUE


def _number(name: str, value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise bad(f'parameter "{name}" must be an Integer') from None
