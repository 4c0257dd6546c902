"""What people do on the networks: write to the bot, press its buttons, post by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.bluesky import writing as bluesky
from campaign.sandbox.credentials import CHANNEL
from campaign.sandbox.mastodon import posting as mastodon
from campaign.sandbox.records import BLUESKY, MASTODON, File, X
from campaign.sandbox.telegram.entities import found_in
from campaign.sandbox.telegram.groups import let_in, put_out, reaches_bot
from campaign.sandbox.telegram.objects import Views
from campaign.sandbox.telegram.state import said_from

if TYPE_CHECKING:
    from campaign.sandbox.journal import Event
    from campaign.sandbox.records import Said, Visitor
    from campaign.sandbox.world import World

_SENT = {
    "voice": ("audio/ogg", b"OggS\x00sandbox voice note"),
    "sticker": ("image/webp", b"RIFF\x00sandbox sticker"),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as somebody sends it; the name and the type may be wrong."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    caption: str = ""


def say(
    world: World, user: Visitor, text: str, chat: int | None, answering: int | None = None
) -> int:
    """Let a visitor write, perhaps in answer to a message; return the message's id."""
    content = {"text": text, "entities": found_in(text), "reply_to": answering}
    return _speak(world, user, chat, content)


def send(world: World, user: Visitor, kind: str, chat: int | None) -> int:
    """Let a visitor send a voice note or a sticker; return the message's id."""
    media_type, content = _SENT[kind]
    sha256 = world.keep(content)
    file = File(f"{kind}-{sha256[:20]}", kind, sha256, media_type, len(content))
    known = ("telegram.file", asdict(file))
    return _speak(world, user, chat, {"text": "", "file": asdict(file)}, known)


def hand_in(world: World, user: Visitor, sent: Attachment, chat: int | None) -> int:
    """Let a visitor send a file, under whatever name and type; return the message's id."""
    sha256 = world.keep(sent.content)
    number = f"BQACAgEAAx{sha256[:32]}{len(world.telegram.files):08x}"
    file = File(number, "document", sha256, sent.media_type, len(sent.content), sent.name)
    known = ("telegram.file", asdict(file))
    content = {"text": sent.caption, "entities": found_in(sent.caption), "file": asdict(file)}
    return _speak(world, user, chat, content, known)


def _speak(
    world: World, user: Visitor, chat: int | None, content: dict[str, Any], *before: Event
) -> int:
    room = user.id if chat is None else chat
    arrive(world, user, room)
    message_id = world.telegram.next_message(room)
    data = {"chat": room, "id": message_id, "sender": user.id, **content}
    events: list[Event] = [*before, ("telegram.message", data)]
    if room in world.telegram.blocked:
        events.append(("telegram.blocked", {"user": user.id, "blocked": False}))
    said = said_from(data, world.now())
    if reaches_bot(world, said):
        body = Views(world.telegram, world.accounts).message(said)
        events += _update(world, "message", body)
    world.commit(*events)
    return message_id


def press(world: World, user: Visitor, message_id: int, data: str, chat: int | None) -> str:
    """Let a visitor press a button; return the id of the query."""
    room = user.id if chat is None else chat
    said = world.telegram.find(room, message_id)
    if said is None or not _has_button(said, data):
        msg = f"message {message_id} of chat {room} has no button {data!r}"
        raise LookupError(msg)
    query = str(4_000_000_000_000_000_000 + len(world.telegram.queries) + 1)
    arrive(world, user, room)
    views = Views(world.telegram, world.accounts)
    body = {
        "id": query,
        "from": views.user(user),
        "chat_instance": str(abs(room)),
        "message": views.message(said),
        "data": data,
    }
    asked = ("telegram.query", {"id": query, "user": user.id, "chat": room})
    world.commit(asked, *_update(world, "callback_query", body))
    return query


def block(world: World, user: Visitor, *, blocked: bool) -> None:
    """Let a visitor block the bot, or take it back."""
    arrive(world, user, user.id)
    views = Views(world.telegram, world.accounts)
    states = [
        {"status": "member", "user": views.bot()},
        {"status": "kicked", "user": views.bot(), "until_date": 0},
    ]
    old, new = states if blocked else reversed(states)
    body = {
        "chat": views.chat(world.telegram.rooms[user.id]),
        "from": views.user(user),
        "date": int(world.now().timestamp()),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    change = ("telegram.blocked", {"user": user.id, "blocked": blocked})
    world.commit(change, *_update(world, "my_chat_member", body))


def move_bot(world: World, user: Visitor, chat: int, *, inside: bool) -> None:
    """Let a visitor add the bot to a group, or put it out."""
    arrive(world, user, chat)
    world.commit(*(let_in if inside else put_out)(world, user, chat))


def post_by_hand(world: World, network: str, text: str) -> str:
    """Let a person post on the campaign's account; return the post's id."""
    if network == X:
        new = world.x.next_id(world.now())
        post: dict[str, Any] = {
            "id": new,
            "text": text,
            "media": [],
            "reply_to": None,
            "by_hand": True,
        }
        world.commit(("x.post", post))
        return new
    if network == BLUESKY:
        return bluesky.by_hand(world, text)
    if network == MASTODON:
        return mastodon.by_hand(world, text)
    message_id = world.telegram.next_message(CHANNEL)
    said: dict[str, Any] = {"chat": CHANNEL, "id": message_id, "sender": None, "text": text}
    data = {**said, "entities": found_in(text), "by_hand": True}
    body = Views(world.telegram, world.accounts).message(said_from(data, world.now()))
    world.commit(("telegram.message", data), *_update(world, "channel_post", body))
    return str(message_id)


def arrive(world: World, user: Visitor, room: int) -> None:
    """Make ``user`` known, and a member of ``room``."""
    events: list[Event] = []
    if world.telegram.people.get(user.id) != user:
        events.append(("telegram.person", asdict(user)))
    if room != user.id and user.id not in world.telegram.members[room]:
        events.append(("telegram.member", {"chat": room, "user": user.id}))
    if events:
        world.commit(*events)


def _update(world: World, kind: str, body: dict[str, Any]) -> list[Event]:
    if not world.telegram.wants(kind):
        return []
    return [("telegram.update", {"id": world.telegram.next_update(), "kind": kind, "body": body})]


def _has_button(said: Said, data: str) -> bool:
    return any(button.get("callback_data") == data for row in said.buttons for button in row)
