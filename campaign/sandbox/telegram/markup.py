# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Keyboards: what Telegram takes as a reply markup."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from campaign.sandbox.telegram.refusals import bad

_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
_LOOKS = {"text", "style", "icon_custom_emoji_id"}
_MAX_BUTTONS = 100
_MAX_DATA = 64
_KEYS = {
    "keyboard": {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
    "inline_keyboard": {"inline_keyboard"},
}


def checked(markup: Any, room_type: str) -> dict[str, Any] | None:
    """Return a reply markup, ``None`` for none.

    Raises:
        Refusal: for a keyboard that Telegram would not show.
    """
    if markup is None or markup == {}:
        return None
    kind = next((key for key in _KEYS if isinstance(markup, dict) and key in markup), None)
    if kind is None or set(markup) - _KEYS[kind]:
        raise bad("object expected as reply markup")
    if kind == "inline_keyboard":
        _check_rows(markup[kind], _check_inline)
    elif room_type == "channel":
        raise bad("reply keyboards are not available in channels")
    elif kind == "keyboard":
        _check_rows(markup[kind], _check_reply)
    return dict(markup)


def _check_rows(rows: Any, check: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("field of the keyboard must be an Array of Arrays")
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MAX_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        check(button)


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad("InlineKeyboardButton must be an Object")
    _check_label(button)
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1 or set(button) - _LOOKS - set(_ACTIONS):
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        _check_url(button["url"])


def _check_reply(button: Any) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or set(button) - _LOOKS - {
        "request_contact",
        "request_location",
    }:
        raise bad("can't parse keyboard button")
    _check_label(button)


def _check_label(button: dict[str, Any]) -> None:
    label = button.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad("inline keyboard button text must be non-empty")


def _check_data(data: Any) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= _MAX_DATA:
        raise bad("BUTTON_DATA_INVALID")


def _check_url(url: Any) -> None:
    if not isinstance(url, str):
        raise bad("BUTTON_URL_INVALID")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "tg"} or not (parts.netloc or parts.path):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
