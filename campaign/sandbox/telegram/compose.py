# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""What every sending method does: find the room, read the text, keep the file, post."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.sandbox import images
from campaign.sandbox.credentials import BOT
from campaign.sandbox.rates import SlidingWindow
from campaign.sandbox.records import File
from campaign.sandbox.telegram import entities, html, markup
from campaign.sandbox.telegram.objects import Views
from campaign.sandbox.telegram.refusals import Refusal, bad, forbidden, too_many
from campaign.sandbox.telegram.state import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.sandbox.journal import Event
    from campaign.sandbox.records import Room, Said
    from campaign.sandbox.telegram.params import Arguments, Incoming
    from campaign.sandbox.world import World

TEXT = 4096
CAPTION = 1024
MARKS = 100
_RAW = 65536
PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
_SIDES = 10_000
_RATIO = 20


class Gate:
    """Telegram's limits: 30 messages a second overall, 20 a minute in a room of many."""

    def __init__(self) -> None:
        self._all = SlidingWindow(30, timedelta(seconds=1))
        self._rooms: dict[int, SlidingWindow] = {}

    def enter(self, world: World, chat: int, messages: int) -> None:
        """Count messages, or raise the refusal that says how long to wait."""
        if not world.limits.telegram:
            return
        now = world.now()
        windows = [self._all, *([self._room(chat)] if chat < 0 else [])]
        wait = max(window.wait(now, messages) for window in windows)
        if wait:
            raise too_many(wait)
        for window in windows:
            window.add(now, messages)

    def _room(self, chat: int) -> SlidingWindow:
        return self._rooms.setdefault(chat, SlidingWindow(20, timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: the world and what was asked."""

    world: World
    asked: Arguments
    gate: Gate

    @property
    def views(self) -> Views:
        """Return the renderer of answers."""
        return Views(self.world.telegram, self.world.accounts)

    def room(self, name: str = "chat_id") -> Room:
        """Return the room that is meant, which the bot may enter."""
        room = self.seen(name)
        if room.id in self.world.telegram.expelled:
            raise forbidden(f"bot is not a member of the {room.type} chat")
        return room

    def seen(self, name: str = "chat_id") -> Room:
        """Return the room that is meant; a public one is seen from outside, too."""
        chats = self.world.telegram
        wanted = self.asked.get(name)
        if isinstance(wanted, str):
            named = (r for r in chats.rooms.values() if r.username and r.type != "private")
            room = next((r for r in named if f"@{r.username}".lower() == wanted.lower()), None)
        else:
            room = chats.rooms.get(wanted)
        if room is None:
            raise bad("chat not found")
        if room.id in chats.moved:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, words, migrate_to_chat_id=chats.moved[room.id])
        if room.id in chats.expelled and not room.username:
            raise forbidden(f"bot is not a member of the {room.type} chat")
        return room

    def writable(self) -> Room:
        """Return the room that is meant, which takes messages of the bot."""
        room = self.room()
        if room.id in self.world.telegram.blocked:
            raise forbidden("bot was blocked by the user")
        if room.type == "channel" and self.world.telegram.standing is Standing.MUTE:
            raise bad("need administrator rights in the channel chat")
        return room

    def text(self, name: str, marks: str, limit: int) -> tuple[str, list[dict[str, Any]]]:
        """Return a text and its marks, ready to be shown."""
        source = self.asked.values
        return text_of({**source, "marks": source.get(marks)}, name, limit)

    def markup(self, room: Room) -> dict[str, Any] | None:
        """Return the reply markup."""
        return markup.checked(self.asked.get("reply_markup"), room.type)

    def reply_to(self, room: Room) -> int | None:
        """Return the id of the message that is answered."""
        wanted = self.asked.get("reply_parameters")
        if not wanted:
            return None
        if not isinstance(wanted, dict) or type(wanted.get("message_id")) is not int:
            raise bad("can't parse reply parameters")
        if set(wanted) - {"message_id", "chat_id", "allow_sending_without_reply"}:
            raise bad("reply parameters that the sandbox does not know")
        if wanted.get("chat_id", room.id) not in {room.id, str(room.id)}:
            raise bad("replies to other chats are not known to the sandbox")
        if self.world.telegram.find(room.id, wanted["message_id"]):
            return int(wanted["message_id"])
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def extra(self) -> dict[str, Any]:
        """Return what is shown of the message besides its content."""
        extra: dict[str, Any] = {}
        if self.asked.get("protect_content"):
            extra["has_protected_content"] = True
        for name in ("show_caption_above_media", "link_preview_options"):
            if self.asked.get(name):
                extra[name] = self.asked.get(name)
        if self.asked.get("has_spoiler"):
            extra["has_media_spoiler"] = True
        return extra

    def post(self, room: Room, *contents: Mapping[str, Any]) -> list[Said]:
        """Write messages into a room, all or none, and return them."""
        chats = self.world.telegram
        self.gate.enter(self.world, room.id, len(contents))
        first = chats.next_message(room.id)
        sender = None if room.type == "channel" else BOT
        events: list[Event] = []
        for number, content in enumerate(contents, first):
            if content.get("file"):
                events.append(("telegram.file", content["file"]))
            data = {"chat": room.id, "id": number, "sender": sender, **content}
            events.append(("telegram.message", data))
        self.world.commit(*events)
        found = (chats.find(room.id, number) for number in range(first, first + len(contents)))
        return [said for said in found if said]


def text_of(source: Mapping[str, Any], name: str, limit: int) -> tuple[str, list[dict[str, Any]]]:
    """Return the text ``name`` of ``source`` and its marks, within ``limit`` UTF-16 units.

    Raises:
        Refusal: for a text that is too long or whose formatting cannot be read.
    """
    raw = source.get(name) or ""
    too_long = bad("message is too long" if limit == TEXT else "message caption is too long")
    if not isinstance(raw, str) or len(raw) > _RAW:
        raise too_long
    mode = (source.get("parse_mode") or "").lower()
    if mode == "html":
        plain, marks = html.parse(raw)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        given = source.get("marks")
        plain, marks = raw, entities.checked(raw, given) if given else []
    plain, marks = entities.trimmed(plain, marks)
    if entities.units(plain) > limit:
        raise too_long
    marks = (marks + entities.found_in(plain, marks))[:MARKS]
    return plain, sorted(marks, key=lambda mark: (mark["offset"], -mark["length"]))


def photo(world: World, incoming: Incoming) -> File:
    """Keep a picture that came with a request.

    Raises:
        Refusal: for bytes that Telegram does not take as a photo.
    """
    _check_size(incoming, PHOTO_BYTES)
    try:
        seen = images.look(incoming.content)
    except images.NotAPicture:
        raise bad("IMAGE_PROCESS_FAILED") from None
    short, long = sorted((seen.width, seen.height))
    if short + long > _SIDES or long > short * _RATIO:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    sha256 = world.keep(incoming.content)
    size = len(incoming.content)
    return File(
        f"AgACAgEAAx{sha256[:40]}",
        "photo",
        sha256,
        seen.media_type,
        size,
        None,
        seen.width,
        seen.height,
    )


def document(world: World, incoming: Incoming) -> File:
    """Keep a file that came with a request."""
    import mimetypes  # noqa: PLC0415 - reads the system's tables when first used

    _check_size(incoming, DOCUMENT_BYTES)
    sha256 = world.keep(incoming.content)
    media_type = mimetypes.guess_type(incoming.name)[0] or "application/octet-stream"
    number = f"BQACAgEAAx{sha256[:32]}{len(world.telegram.files):08x}"
    size = len(incoming.content)
    return File(number, "document", sha256, media_type, size, incoming.name)


def file_for(call: Call, kind: str, value: Any, field: str) -> dict[str, Any]:
    """Return the file that ``value`` means: sent along, or known by its id."""
    name = value.removeprefix("attach://") if isinstance(value, str) else field
    if name in call.asked.files and (value is None or name != value):
        make = {"photo": photo, "document": document}[kind]
        return asdict(make(call.world, call.asked.files[name]))
    known = call.world.telegram.files.get(str(value))
    if known is None or known.kind != kind:
        raise bad("wrong file identifier/HTTP URL specified")
    return asdict(known)


def _check_size(incoming: Incoming, limit: int) -> None:
    if not incoming.content:
        raise bad("file must be non-empty")
    if len(incoming.content) > limit:
        raise bad("file is too big")
