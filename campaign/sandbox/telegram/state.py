"""What Telegram holds: rooms, people, messages, files, and what waits for the bot."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import CHANNEL, TEAM
from campaign.sandbox.records import TELEGRAM, File, Post, Room, Said, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from campaign.sandbox.records import Accounts, Picture

UPDATE_LIFE = timedelta(hours=24)
_FIRST_UPDATE = 700_000_001
_SILENT_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Standing(StrEnum):
    """How Telegram sees the bot."""

    FINE = "fine"
    REVOKED = "revoked"
    """Its token was taken back."""
    MUTE = "mute"
    """It is an administrator of the channel without the right to post."""


@dataclass(frozen=True, slots=True)
class Query:
    """A pressed button that the bot has not answered yet, or its answer."""

    id: str
    at: datetime
    user: int
    chat: int
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are pushed to; an empty address means that the bot polls."""

    url: str = ""
    secret: str = ""
    error: str = ""
    error_at: datetime | None = None


@dataclass(slots=True)
class Pending:
    """One update that waits for the bot."""

    id: int
    at: datetime
    kind: str
    body: Mapping[str, Any] = field(default_factory=dict)


class Chats:
    """The state, changed only by events so that it can be read again from a journal."""

    def __init__(self, accounts: Accounts) -> None:
        channel = Room(CHANNEL, "channel", accounts.channel_title, accounts.channel_username)
        team = Room(TEAM, "supergroup", accounts.team_title)
        self.rooms = {channel.id: channel, team.id: team}
        self.people: dict[int, Visitor] = {}
        self.members: dict[int, set[int]] = {TEAM: set(), CHANNEL: set()}
        self.groups: set[int] = set()
        self.blocked: set[int] = set()
        self.expelled: set[int] = set()
        self.standing = Standing.FINE
        self.files: dict[str, File] = {}
        self.updates: list[Pending] = []
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.pinned: dict[int, int] = {}
        self.moved: dict[int, int] = {}
        self.allowed: tuple[str, ...] = ()
        self.webhook = Webhook()
        self._said: dict[int, dict[int, Said]] = {}
        self._next_update = _FIRST_UPDATE

    def said(self, chat: int) -> Iterable[Said]:
        """Return all messages of a chat, with deleted ones, oldest first."""
        return self._said.get(chat, {}).values()

    def feed(self) -> Iterable[Post]:
        """Return the channel's posts, oldest first, with deleted ones."""
        return (self._post(said) for said in self.said(CHANNEL))

    def pictures(self) -> Iterable[Picture]:
        """Return every photo that was sent."""
        return (one for file in self.files.values() if (one := file.picture))

    def _post(self, said: Said) -> Post:
        picture = said.file.picture if said.file else None
        return Post(
            TELEGRAM,
            str(said.id),
            said.at,
            said.text,
            images=(picture,) if picture else (),
            reply_to=None if said.reply_to is None else str(said.reply_to),
            url=f"https://t.me/{self.rooms[CHANNEL].username}/{said.id}",
            deleted=said.deleted,
            edited=said.edited,
            album=said.album,
            by_hand=said.by_hand,
            entities=said.entities,
        )

    def path_of(self, file: File) -> str:
        """Return where a file can be fetched: its id says nothing of that."""
        number = list(self.files).index(file.id)
        return f"{file.kind}s/file_{number}{PurePosixPath(file.name or '').suffix}"

    def at_path(self, path: str) -> File | None:
        """Return the file that can be fetched there."""
        return next((one for one in self.files.values() if self.path_of(one) == path), None)

    def find(self, chat: int, message_id: int) -> Said | None:
        """Return a message that is still there."""
        said = self._said.get(chat, {}).get(message_id)
        return None if said is None or said.deleted else said

    def next_message(self, chat: int) -> int:
        """Return the id of the chat's next message."""
        said = self._said.get(chat)
        return next(reversed(said)) + 1 if said else 1

    def next_update(self) -> int:
        """Return the id of the next update."""
        return self._next_update

    def wants(self, kind: str) -> bool:
        """Tell whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in _SILENT_KINDS

    def apply(self, kind: str, at: datetime, data: Mapping[str, Any]) -> None:
        """Let one event happen."""
        getattr(self, f"_on_{kind}")(at, data)

    def _on_message(self, at: datetime, data: Mapping[str, Any]) -> None:
        self._said.setdefault(data["chat"], {})[data["id"]] = said_from(data, at)

    def _on_edit(self, at: datetime, data: Mapping[str, Any]) -> None:
        changes = dict(data["changes"])
        if "entities" in changes:
            changes["entities"] = tuple(changes["entities"])
        room = self._said[data["chat"]]
        edited = at if data.get("visible", True) else room[data["id"]].edited
        room[data["id"]] = replace(room[data["id"]], edited=edited, **changes)

    def _on_delete(self, at: datetime, data: Mapping[str, Any]) -> None:
        room = self._said[data["chat"]]
        room[data["id"]] = replace(room[data["id"]], deleted=at)

    def _on_file(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.files[data["id"]] = File(**data)

    def _on_person(self, _at: datetime, data: Mapping[str, Any]) -> None:
        person = Visitor(**data)
        self.people[person.id] = person
        self.rooms[person.id] = Room(person.id, "private", person.name, person.username)

    def _on_member(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.members[data["chat"]].add(data["user"])

    def _on_group(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.rooms[data["id"]] = Room(data["id"], "group", data["title"])
        self.members[data["id"]] = set()
        self.groups.add(data["id"])
        self.expelled.add(data["id"])

    def _on_bot(self, _at: datetime, data: Mapping[str, Any]) -> None:
        change = self.expelled.discard if data["member"] else self.expelled.add
        change(data["chat"])

    def _on_standing(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.standing = Standing(data["standing"])

    def _on_blocked(self, _at: datetime, data: Mapping[str, Any]) -> None:
        change = self.blocked.add if data["blocked"] else self.blocked.discard
        change(data["user"])

    def _on_update(self, at: datetime, data: Mapping[str, Any]) -> None:
        self.updates.append(Pending(data["id"], at, data["kind"], data["body"]))
        self._next_update = data["id"] + 1

    def _on_confirm(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.updates = [update for update in self.updates if update.id >= data["before"]]

    def _on_query(self, at: datetime, data: Mapping[str, Any]) -> None:
        self.queries[data["id"]] = Query(data["id"], at, data["user"], data["chat"])

    def _on_answer(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.queries[data["id"]] = replace(
            self.queries[data["id"]], answered=True, text=data["text"], alert=data["alert"]
        )

    def _on_commands(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.commands[scope_key(data["scope"]), data["language"]] = list(data["commands"])

    def _on_pin(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.pinned[data["chat"]] = data["id"]

    def _on_allowed(self, _at: datetime, data: Mapping[str, Any]) -> None:
        self.allowed = tuple(data["kinds"])

    def _on_moved(self, _at: datetime, data: Mapping[str, Any]) -> None:
        chat, to = data["chat"], data["to"]
        self.moved[chat] = to
        self.rooms[to] = replace(self.rooms[chat], id=to)
        self.members[to] = set(self.members.get(chat, ()))

    def _on_webhook(self, at: datetime, data: Mapping[str, Any]) -> None:
        error_at = at if data.get("error") else None
        self.webhook = Webhook(data["url"], data["secret"], data.get("error", ""), error_at)

    def _on_protect(self, _at: datetime, data: Mapping[str, Any]) -> None:
        room = self.rooms[data["chat"]]
        self.rooms[room.id] = replace(room, protected=data["protected"])


def said_from(data: Mapping[str, Any], at: datetime) -> Said:
    """Return the message that an event tells of."""
    values = {**data, "entities": tuple(data.get("entities", ()))}
    if values.get("file"):
        values["file"] = File(**values["file"])
    if values.get("forwarded"):
        chat, message, moment = values["forwarded"]
        values["forwarded"] = (chat, message, datetime.fromisoformat(moment))
    return Said(at=at, **values)


def scope_key(scope: Mapping[str, Any]) -> str:
    """Return one text for one scope of commands."""
    return json.dumps(scope, sort_keys=True)
