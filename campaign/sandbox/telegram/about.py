# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""The methods about the bot itself, its chats, its files and its menu of commands."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.sandbox.telegram.objects import unique_id
from campaign.sandbox.telegram.refusals import bad
from campaign.sandbox.telegram.state import scope_key

if TYPE_CHECKING:
    from campaign.sandbox.telegram.compose import Call

DOWNLOAD_BYTES = 20 * 1024 * 1024
"""What a bot may fetch, whatever people send each other."""

_ANSWERABLE = timedelta(minutes=15)
_ANSWER = 200
_COMMANDS = 100
_DESCRIPTION = 256
_SCOPES = {
    "default": set(),
    "all_private_chats": set(),
    "all_group_chats": set(),
    "all_chat_administrators": set(),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}


def get_me(call: Call) -> Any:
    """Tell who the bot is."""
    return call.views.bot(full=True)


def get_chat(call: Call) -> Any:
    """Tell about a chat."""
    return call.views.full_chat(call.seen())


def get_chat_member(call: Call) -> Any:
    """Tell what somebody is in a chat."""
    room = call.seen()
    if room.id in call.world.telegram.expelled:
        raise bad("member list is inaccessible")
    member = call.views.member(room, call.asked.get("user_id"))
    if member is None:
        raise bad("user not found")
    return member


def get_file(call: Call) -> Any:
    """Tell where a file can be fetched."""
    file = call.world.telegram.files.get(call.asked.get("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if file.size > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": unique_id(file),
        "file_size": file.size,
        "file_path": call.world.telegram.path_of(file),
    }


def answer_callback_query(call: Call) -> Any:
    """Tell whoever pressed a button what came of it."""
    query = call.world.telegram.queries.get(call.asked.get("callback_query_id"))
    if query is None or call.world.now() - query.at > _ANSWERABLE:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = call.asked.get("text") or ""
    if len(text) > _ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    alert = bool(call.asked.get("show_alert"))
    call.world.commit(("telegram.answer", {"id": query.id, "text": text, "alert": alert}))
    return True


def set_my_commands(call: Call) -> Any:
    """Set the menu of commands for a scope and a language."""
    commands = call.asked.get("commands")
    if not isinstance(commands, list) or len(commands) > _COMMANDS:
        raise bad("expected an Array of at most 100 BotCommand")
    for command in commands:
        _check_command(command)
    scope, language = _scope(call)
    data = {"scope": scope, "language": language, "commands": commands}
    call.world.commit(("telegram.commands", data))
    return True


def get_my_commands(call: Call) -> Any:
    """Return the menu of commands for a scope and a language."""
    scope, language = _scope(call)
    return call.world.telegram.commands.get((scope_key(scope), language), [])


def delete_my_commands(call: Call) -> Any:
    """Take the menu of a scope and a language away."""
    scope, language = _scope(call)
    data: dict[str, Any] = {"scope": scope, "language": language, "commands": []}
    call.world.commit(("telegram.commands", data))
    return True


def _check_command(command: Any) -> None:
    if not isinstance(command, dict) or set(command) != {"command", "description"}:
        raise bad("can't parse BotCommand")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command["command"])):
        raise bad("BOT_COMMAND_INVALID")
    description = command["description"]
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= _DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _scope(call: Call) -> tuple[dict[str, Any], str]:
    scope = call.asked.get("scope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES or set(scope) != {"type"} | _SCOPES[kind]:
        raise bad("can't parse BotCommandScope")
    language = call.asked.get("language_code") or ""
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise bad("invalid language code specified")
    if "chat_id" in scope and scope["chat_id"] not in call.world.telegram.rooms:
        raise bad("chat not found")
    return scope, language
