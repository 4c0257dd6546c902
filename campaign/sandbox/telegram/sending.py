# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""The methods that bring messages into a chat, change them or take them away."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.sandbox.credentials import BOT
from campaign.sandbox.telegram.compose import CAPTION, TEXT, file_for, text_of
from campaign.sandbox.telegram.refusals import bad

if TYPE_CHECKING:
    from campaign.sandbox.records import Room, Said
    from campaign.sandbox.telegram.compose import Call

_ALBUM = range(2, 11)
_DELETABLE = timedelta(hours=48)
_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
     "upload_document", "choose_sticker", "find_location", "record_video_note",
     "upload_video_note"},
)  # fmt: skip
_ITEM = {"type", "media", "caption", "parse_mode", "caption_entities", "has_spoiler"}


def send_message(call: Call) -> Any:
    """Send a text."""
    room = call.writable()
    text, marks = call.text("text", "entities", TEXT)
    if not text:
        raise bad("message text is empty")
    return _sent(call, room, {"text": text, "entities": marks})


def send_photo(call: Call) -> Any:
    """Send a picture, with or without a caption."""
    return _send_file(call, "photo")


def send_document(call: Call) -> Any:
    """Send a file, with or without a caption."""
    return _send_file(call, "document")


def _send_file(call: Call, kind: str) -> Any:
    room = call.writable()
    text, marks = call.text("caption", "caption_entities", CAPTION)
    file = file_for(call, kind, call.asked.get(kind), kind)
    return _sent(call, room, {"text": text, "entities": marks, "file": file})


def _sent(call: Call, room: Room, content: dict[str, Any]) -> Any:
    reply = {"markup": call.markup(room), "reply_to": call.reply_to(room)}
    (said,) = call.post(room, {**content, **reply, "extra": call.extra()})
    return call.views.message(said)


def send_media_group(call: Call) -> Any:
    """Send an album of 2 to 10 pictures, or of as many documents."""
    room = call.writable()
    items = call.asked.get("media")
    if not isinstance(items, list) or len(items) not in _ALBUM:
        raise bad("expected from 2 to 10 media in the album")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if kinds not in ({"photo"}, {"document"}):
        raise bad("the sandbox takes albums of photos or of documents")
    shared = {
        "reply_to": call.reply_to(room),
        "album": f"{abs(room.id)}{call.world.telegram.next_message(room.id):06d}",
        "extra": call.extra(),
    }
    contents = [{**_album_item(call, item), **shared} for item in items]
    return [call.views.message(said) for said in call.post(room, *contents)]


def _album_item(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    if set(item) - _ITEM:
        raise bad("album item with a field that the sandbox does not know")
    text, marks = text_of({**item, "marks": item.get("caption_entities")}, "caption", CAPTION)
    file = file_for(call, item["type"], item.get("media"), "media")
    return {"text": text, "entities": marks, "file": file}


def send_chat_action(call: Call) -> Any:
    """Show that the bot is busy."""
    call.writable()
    if call.asked.get("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def edit_message_text(call: Call) -> Any:
    """Change the text of one of the bot's messages."""
    said, room = _editable(call)
    if said.file:
        raise bad("there is no text in the message to edit")
    text, marks = call.text("text", "entities", TEXT)
    if not text:
        raise bad("message text is empty")
    return _edited(call, said, {"text": text, "entities": marks, "markup": call.markup(room)})


def edit_message_caption(call: Call) -> Any:
    """Change the caption of one of the bot's messages."""
    said, room = _editable(call)
    if not said.file:
        raise bad("there is no caption in the message to edit")
    text, marks = call.text("caption", "caption_entities", CAPTION)
    return _edited(call, said, {"text": text, "entities": marks, "markup": call.markup(room)})


def edit_message_reply_markup(call: Call) -> Any:
    """Change the buttons below one of the bot's messages."""
    said, room = _editable(call)
    return _edited(call, said, {"markup": call.markup(room)}, visible=False)


def _editable(call: Call) -> tuple[Said, Room]:
    room = call.writable()
    said = call.world.telegram.find(room.id, call.asked.get("message_id"))
    if said is None:
        raise bad("message to edit not found")
    if said.sender not in {None, BOT} or said.forwarded:
        raise bad("message can't be edited")
    return said, room


def _edited(call: Call, said: Said, changes: dict[str, Any], *, visible: bool = True) -> Any:
    before = {"text": said.text, "entities": list(said.entities), "markup": said.markup or None}
    if all(before[name] == value for name, value in changes.items()):
        raise bad(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message",
        )
    data = {"chat": said.chat, "id": said.id, "changes": changes, "visible": visible}
    call.world.commit(("telegram.edit", data))
    changed = call.world.telegram.find(said.chat, said.id)
    return call.views.message(changed or said)


def delete_message(call: Call) -> Any:
    """Take a message away, within 48 hours."""
    room = call.room()
    said = call.world.telegram.find(room.id, call.asked.get("message_id"))
    if said is None:
        raise bad("message to delete not found")
    if call.world.now() - said.at >= _DELETABLE:
        raise bad("message can't be deleted for everyone")
    call.world.commit(("telegram.delete", {"chat": room.id, "id": said.id}))
    return True


def forward_message(call: Call) -> Any:
    """Show a message of one chat in another."""
    target = call.writable()
    source = call.room("from_chat_id")
    said = call.world.telegram.find(source.id, call.asked.get("message_id"))
    if said is None:
        raise bad("message to forward not found")
    signs = {"has_protected_content", "pinned_message", "new_chat_title"}
    if source.protected or signs & said.extra.keys():
        raise bad("message can't be forwarded")
    chat, message_id, at = said.forwarded or (said.chat, said.id, said.at)
    content: dict[str, Any] = {
        "text": said.text,
        "entities": [dict(mark) for mark in said.entities],
        "forwarded": (chat, message_id, at.isoformat()),
    }
    if said.file:
        content["file"] = asdict(said.file)
    (copy,) = call.post(target, content)
    return call.views.message(copy)


def pin_chat_message(call: Call) -> Any:
    """Put a message at the top of its chat."""
    room = call.writable()
    said = call.world.telegram.find(room.id, call.asked.get("message_id"))
    if said is None:
        raise bad("message to pin not found")
    call.world.commit(("telegram.pin", {"chat": room.id, "id": said.id}))
    return True
