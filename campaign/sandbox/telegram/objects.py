"""The state as the Bot API shows it: ``User``, ``Chat``, ``Message``, ``ChatMember``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import BOT, CHANNEL
from campaign.sandbox.telegram.state import Standing

if TYPE_CHECKING:
    from campaign.sandbox.records import Accounts, File, Room, Said, Visitor
    from campaign.sandbox.telegram.state import Chats

_THUMB = 90


@dataclass(frozen=True, slots=True)
class Views:
    """Renders the state of ``chats``, with the bot called as in ``accounts``."""

    chats: Chats
    accounts: Accounts

    def bot(self, *, full: bool = False) -> dict[str, Any]:
        """Return the bot as a ``User``; ``full`` adds what only getMe tells."""
        user = {
            "id": BOT,
            "is_bot": True,
            "first_name": self.accounts.bot_name,
            "username": self.accounts.bot_username,
        }
        if full:
            user |= {
                "can_join_groups": True,
                "can_read_all_group_messages": False,
                "supports_inline_queries": False,
                "can_connect_to_business": False,
                "has_main_web_app": False,
            }
        return user

    def user(self, person: Visitor) -> dict[str, Any]:
        """Return a visitor as a ``User``."""
        user: dict[str, Any] = {"id": person.id, "is_bot": False, "first_name": person.name}
        if person.username:
            user["username"] = person.username
        return user | {"language_code": person.language}

    def chat(self, room: Room) -> dict[str, Any]:
        """Return a room as a ``Chat``."""
        name = "first_name" if room.type == "private" else "title"
        chat: dict[str, Any] = {"id": room.id, "type": room.type, name: room.title}
        if room.username:
            chat["username"] = room.username
        return chat

    def full_chat(self, room: Room) -> dict[str, Any]:
        """Return a room as a ``ChatFullInfo``."""
        gifts = dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        )
        chat = self.chat(room) | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts,
        }
        if room.protected:
            chat["has_protected_content"] = True
        pinned = self.chats.find(room.id, self.chats.pinned.get(room.id, 0))
        if pinned:
            chat["pinned_message"] = self.message(pinned)
        return chat

    def message(self, said: Said, *, depth: int = 1) -> dict[str, Any]:
        """Return a message as a ``Message``; of what it answers, one step back."""
        room = self.chats.rooms[said.chat]
        message: dict[str, Any] = {
            "message_id": said.id,
            **self._author(said, room),
            "chat": self.chat(room),
            "date": int(said.at.timestamp()),
        }
        if said.edited:
            message["edit_date"] = int(said.edited.timestamp())
        if said.forwarded:
            message["forward_origin"] = self._origin(said)
        if said.album:
            message["media_group_id"] = said.album
        if room.protected:
            message["has_protected_content"] = True
        before = said.reply_to and depth and self.chats.find(said.chat, said.reply_to)
        if before:
            message["reply_to_message"] = self.message(before, depth=0)
        message |= _content(said) | dict(said.extra)
        if said.buttons:
            message["reply_markup"] = said.markup
        return message

    def member(self, room: Room, user_id: int) -> dict[str, Any] | None:
        """Return somebody in a room as a ``ChatMember``, ``None`` for nobody one knows."""
        if user_id == BOT:
            return self._bot_member(room)
        person = self.chats.people.get(user_id)
        if person is None:
            return None
        inside = user_id == room.id or user_id in self.chats.members.get(room.id, set())
        return {"status": "member" if inside else "left", "user": self.user(person)}

    def _bot_member(self, room: Room) -> dict[str, Any]:
        bot = self.bot()
        if room.type == "private":
            return {"status": "member", "user": bot}
        if room.id in self.chats.groups:
            left = room.id in self.chats.expelled
            return {"status": "left" if left else "member", "user": bot}
        rights = dict.fromkeys(_RIGHTS, True)
        if room.id == CHANNEL:
            may = self.chats.standing is not Standing.MUTE
            rights |= {"can_post_messages": may, "can_edit_messages": may}
        else:
            rights |= {"can_pin_messages": True, "can_manage_topics": False}
        return {
            "status": "administrator",
            "user": bot,
            "can_be_edited": False,
            "is_anonymous": False,
            **rights,
        }

    def _author(self, said: Said, room: Room) -> dict[str, Any]:
        if said.sender is None:
            return {"sender_chat": self.chat(room)}
        person = self.chats.people.get(said.sender)
        return {"from": self.user(person) if person else self.bot()}

    def _origin(self, said: Said) -> dict[str, Any]:
        chat, message_id, at = said.forwarded or (0, 0, said.at)
        room = self.chats.rooms[chat]
        date = int(at.timestamp())
        if room.type == "channel":
            origin = {"type": "channel", "date": date, "chat": self.chat(room)}
            return origin | {"message_id": message_id}
        original = self.chats.find(chat, message_id)
        sender = self._author(original, room).get("from") if original else None
        return {"type": "user", "date": date, "sender_user": sender or self.bot()}


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _content(said: Said) -> dict[str, Any]:
    entities = [dict(entity) for entity in said.entities]
    if said.file is None:
        content: dict[str, Any] = {"text": said.text} if said.text else {}
        return content | ({"entities": entities} if entities else {})
    content = {said.file.kind: file_object(said.file)}
    if said.text:
        content["caption"] = said.text
    if entities:
        content["caption_entities"] = entities
    return content


def file_object(file: File) -> Any:
    """Return a file as the Bot API shows its kind: photos come as a list of sizes."""
    known = {"file_id": file.id, "file_unique_id": unique_id(file), "file_size": file.size}
    if file.kind == "photo":
        scale = min(1.0, _THUMB / max(file.width, file.height))
        small = {
            "width": max(1, round(file.width * scale)),
            "height": max(1, round(file.height * scale)),
        }
        full = known | {"width": file.width, "height": file.height}
        thumb = {**known, **small, "file_unique_id": f"t{known['file_unique_id']}"}
        return [thumb, full] if scale < 1 else [full]
    extra: dict[str, dict[str, Any]] = {
        "document": {"file_name": file.name, "mime_type": file.media_type},
        "voice": {"duration": 2, "mime_type": file.media_type},
        "sticker": {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
        },
    }
    return known | extra[file.kind]


def unique_id(file: File) -> str:
    """Return what stays equal for the same bytes."""
    return f"Ag{file.sha256[:14]}"
