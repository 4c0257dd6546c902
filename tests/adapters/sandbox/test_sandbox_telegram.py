"""The Telegram emulator, driven by python-telegram-bot, refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from campaign.sandbox.credentials import BOT_TOKEN, CHANNEL, TEAM
from campaign.sandbox.rates import Limits
from campaign.sandbox.records import Visitor
from campaign.sandbox.server import serving
from campaign.sandbox.telegram import html
from campaign.sandbox.telegram.entities import found_in
from campaign.sandbox.telegram.params import METHODS
from campaign.sandbox.telegram.refusals import Refusal
from campaign.sandbox.visits import Attachment
from campaign.sandbox.world import World

from .conftest import Hands, picture
from .spec_checks import SPECS, bot_api

LUZ = Visitor(70_001, "Luz Ñancupil", "luz_n", "es")
TOM = Visitor(70_002, "Tom", None, "en")
Ask = Callable[..., Any]


@pytest.fixture
async def bot(base: str) -> AsyncIterator[Bot]:
    url = f"{base}/telegram"
    async with Bot(BOT_TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as made:
        yield made


@pytest.fixture
def ask(base: str) -> Ask:
    """Calls a method with plain JSON: ``ask("getMe")`` returns status and answer."""

    def call(method: str, **values: Any) -> tuple[int, Any]:
        url = f"{base}/telegram/bot{BOT_TOKEN}/{method}"
        answer = httpx.post(url, json=values, timeout=20, trust_env=False)
        return answer.status_code, answer.json()

    return call


async def test_a_post_with_marks_reaches_the_channel(bot: Bot, world: World) -> None:
    sent = await bot.send_message(
        CHANNEL,
        "<b>Sesión 2</b> &amp; más\n<a href='https://ejemplo.cl/s2'>ver</a> 🎓 #abierto",
        parse_mode="HTML",
    )
    assert sent.text == "Sesión 2 & más\nver 🎓 #abierto"
    assert sent.parse_entities() == {
        sent.entities[0]: "Sesión 2",
        sent.entities[1]: "ver",
        sent.entities[2]: "#abierto",
    }
    assert (sent.from_user, sent.sender_chat.id) == (None, CHANNEL)
    assert sent.date == world.now()
    (post,) = world.posts("telegram")
    assert (post.id, post.text) == (str(sent.message_id), sent.text)


async def test_the_own_posts_never_come_back_as_updates(bot: Bot, world: World) -> None:
    await bot.send_message(CHANNEL, "propio")
    world.post_by_hand("telegram", "a mano")
    assert [update.channel_post.text for update in await bot.get_updates()] == ["a mano"]


async def test_pictures_alone_and_in_albums(bot: Bot, world: World) -> None:
    one = await bot.send_photo(
        CHANNEL, picture((400, 300)), caption="<i>Afiche</i>", parse_mode="HTML"
    )
    assert [(size.width, size.height) for size in one.photo] == [(90, 68), (400, 300)]
    again = await bot.send_photo(CHANNEL, one.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == one.photo[-1].file_unique_id
    album = await bot.send_media_group(
        CHANNEL, [InputMediaPhoto(picture(colour=name), caption=name) for name in ("red", "blue")]
    )
    assert len({part.media_group_id for part in album}) == 1
    assert [part.caption for part in album] == ["red", "blue"]
    assert len(world.posts("telegram")) == 4
    assert world.posts("telegram")[0].images[0].width == 400


async def test_files_come_back_as_they_went(bot: Bot, world: World) -> None:
    world.say(LUZ, "/start")
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    sent = await bot.send_document(LUZ.id, calendar, filename="charla ñ.ics", caption="Tu cita")
    assert (sent.document.file_name, sent.document.mime_type) == ("charla ñ.ics", "text/calendar")
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == calendar


async def test_a_conversation_with_buttons(bot: Bot, world: World) -> None:
    world.say(LUZ, "/start sesion-2")
    (update,) = await bot.get_updates()
    assert update.message.from_user.username == "luz_n"
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Sí", callback_data="y:2")]])
    sent = await bot.send_message(LUZ.id, "¿Te inscribo?", reply_markup=keys)
    world.press(LUZ, sent.message_id, "y:2")
    (update,) = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query.data == "y:2"
    assert update.callback_query.message.text == "¿Te inscribo?"
    assert await bot.answer_callback_query(update.callback_query.id, "Anotada")
    changed = await bot.edit_message_text("Inscrita ✓", LUZ.id, sent.message_id)
    assert changed.reply_markup is None
    assert [said.text for said in world.chat(LUZ)] == ["/start sesion-2", "Inscrita ✓"]
    with pytest.raises(LookupError):
        world.press(LUZ, sent.message_id, "y:2")


async def test_voice_notes_and_stickers_arrive(bot: Bot, world: World) -> None:
    world.send(TOM, "voice")
    world.send(TOM, "sticker")
    voice, sticker = await bot.get_updates()
    assert voice.message.voice.mime_type == "audio/ogg"
    assert sticker.message.sticker.type == "regular"


async def test_the_probe_tells_what_is_in_the_channel(bot: Bot, clock: Hands) -> None:
    first = await bot.send_message(CHANNEL, "uno")
    at = first.date
    clock.forward(minutes=3)
    copy = await bot.forward_message(TEAM, CHANNEL, first.message_id)
    assert (copy.text, copy.forward_origin.date) == ("uno", at)
    assert copy.forward_origin.message_id == first.message_id
    with pytest.raises(BadRequest, match=r"(?i)message to forward not found"):
        await bot.forward_message(TEAM, CHANNEL, first.message_id + 1)
    assert await bot.delete_message(TEAM, copy.message_id)
    kept = await bot.send_message(CHANNEL, "secreto", protect_content=True)
    with pytest.raises(BadRequest, match=r"(?i)can't be forwarded"):
        await bot.forward_message(TEAM, CHANNEL, kept.message_id)


async def test_edits_and_deletions(bot: Bot, world: World, clock: Hands) -> None:
    sent = await bot.send_photo(CHANNEL, picture(), caption="antes")
    await bot.edit_message_caption(CHANNEL, sent.message_id, caption="después")
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_caption(CHANNEL, sent.message_id, caption="después")
    with pytest.raises(BadRequest, match=r"(?i)no text in the message"):
        await bot.edit_message_text("x", CHANNEL, sent.message_id)
    old = await bot.send_message(CHANNEL, "viejo")
    await bot.delete_message(CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(CHANNEL, sent.message_id)
    clock.forward(hours=48)
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(CHANNEL, old.message_id)
    world.say(LUZ, "hola")
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_text("x", LUZ.id, 1)
    assert [post.deleted is not None for post in world.posts("telegram")] == [True, False]


async def test_replies_name_what_they_answer(bot: Bot) -> None:
    first = await bot.send_message(CHANNEL, "original")
    reply = await bot.send_message(
        CHANNEL, "corrección", reply_parameters=ReplyParameters(first.message_id)
    )
    assert reply.reply_to_message.text == "original"
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(CHANNEL, "x", reply_parameters=ReplyParameters(999))
    kept = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(CHANNEL, "x", reply_parameters=kept)).reply_to_message is None


async def test_chats_members_and_pins(bot: Bot, world: World) -> None:
    world.say(TOM, "hi", TEAM)
    sent = await bot.send_message(TEAM, "hoy salen 3")
    await bot.pin_chat_message(TEAM, sent.message_id)
    chat = await bot.get_chat(TEAM)
    assert (chat.type, chat.title, chat.pinned_message.text) == (
        "supergroup",
        "Las de difusión",
        "hoy salen 3",
    )
    member = await bot.get_chat_member(CHANNEL, bot.id)
    assert (member.status, member.can_post_messages) == ("administrator", True)
    assert (await bot.get_chat_member(TEAM, TOM.id)).status == "member"
    assert (await bot.get_chat_member(CHANNEL, TOM.id)).status == "left"
    assert (await bot.get_chat("@cienciaotono")).id == CHANNEL
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.get_chat(12)


async def test_menus_by_scope_and_language(bot: Bot) -> None:
    commands = [BotCommand("programa", "Todas las sesiones")]
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(commands, scope, "es")
    assert await bot.get_my_commands(scope, "es") == tuple(commands)
    assert await bot.get_my_commands(scope, "en") == ()
    await bot.delete_my_commands(scope, "es")
    assert await bot.get_my_commands(scope, "es") == ()


async def test_who_blocked_the_bot_is_left_alone(bot: Bot, world: World) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(LUZ.id, "hola, desconocida")
    world.say(LUZ, "/start")
    world.block(LUZ)
    with pytest.raises(Forbidden, match=r"(?i)blocked by the user"):
        await bot.send_message(LUZ.id, "¿sigues ahí?")
    _said, gone = await bot.get_updates()
    assert gone.my_chat_member.new_chat_member.status == "kicked"
    world.say(LUZ, "/start")
    assert (await bot.send_message(LUZ.id, "bienvenida")).text == "bienvenida"


async def test_outside_a_room_nothing_goes(bot: Bot, world: World) -> None:
    world.expel(CHANNEL)
    with pytest.raises(Forbidden, match=r"(?i)not a member of the channel chat"):
        await bot.send_message(CHANNEL, "hola")
    world.expel(CHANNEL, member=True)
    await bot.send_message(CHANNEL, "hola")


async def test_a_wrong_token_is_unauthorized(base: str) -> None:
    wrong = Bot(BOT_TOKEN[:-1] + "X", base_url=f"{base}/telegram/bot")
    with pytest.raises(InvalidToken):
        await wrong.initialize()


def test_what_is_no_token_is_not_found(base: str) -> None:
    answer = httpx.get(f"{base}/telegram/botnonsense/getMe", trust_env=False)
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found")


REFUSED = [
    ("sendMessage", {"chat_id": CHANNEL}, "message text is empty"),
    ("sendMessage", {"chat_id": CHANNEL, "text": " \n "}, "message text is empty"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "<b></b>", "parse_mode": "HTML"}, "empty"),
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": "abc", "text": "x"}, "must be an Integer"),
    ("sendMessage", {"chat_id": "@nobody_here", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "a" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "😀" * 2049}, "message is too long"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "x", "parse_mode": "MarkdownV2"}, "parse_mode"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "x", "shoe_size": 1}, "shoe_size"),
    ("sendMessage", {"chat_id": CHANNEL, "text": "x", "entities": [{"type": "bold"}]}, "Entity"),
    (
        "sendMessage",
        {
            "chat_id": CHANNEL,
            "text": "😀",
            "entities": [{"type": "bold", "offset": 0, "length": 1}],
        },
        "out of the text",
    ),
    ("sendPhoto", {"chat_id": CHANNEL, "photo": "unknown-id"}, "wrong file identifier"),
    ("sendPhoto", {"chat_id": CHANNEL, "photo": "https://ejemplo.cl/a.png"}, "wrong file"),
    ("sendPhoto", {"chat_id": CHANNEL}, "no photo in the request"),
    ("sendMediaGroup", {"chat_id": CHANNEL, "media": []}, "from 2 to 10"),
    ("sendChatAction", {"chat_id": CHANNEL, "action": "dancing"}, "wrong parameter action"),
    ("editMessageText", {"chat_id": CHANNEL, "message_id": 5, "text": "x"}, "to edit not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
    ("getFile", {"file_id": "nope"}, "invalid file_id"),
    ("setMyCommands", {"commands": [{"command": "Sí", "description": "x"}]}, "COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "si", "description": ""}]}, "DESCRIPTION"),
    ("setMyCommands", {"commands": [], "language_code": "español"}, "language code"),
    ("setWebhook", {"url": "https://ejemplo.cl/hook"}, "this machine only"),
    ("setWebhook", {"url": "http://127.0.0.1:9/h", "secret_token": "ñ"}, "unallowed characters"),
]


@pytest.mark.parametrize(("method", "values", "words"), REFUSED)
def test_calls_that_telegram_does_not_take(
    ask: Ask, world: World, method: str, values: dict[str, Any], words: str
) -> None:
    status, answer = ask(method, **values)
    assert status == answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert words in answer["description"]
    assert world.posts() == ()


KEYBOARDS = [
    [[{"text": "x"}]],
    [[{"text": "x", "callback_data": ""}]],
    [[{"text": "x", "callback_data": "ñ" * 33}]],
    [[{"text": "", "callback_data": "a"}]],
    [[{"text": "x", "callback_data": "a", "url": "https://ejemplo.cl"}]],
    [[{"text": "x", "url": "javascript:alert(1)"}]],
    [[{"text": "x", "callback_data": "a", "colour": "red"}]],
    [{"text": "x", "callback_data": "a"}],
    [[{"text": "x", "callback_data": str(n)}] for n in range(101)],
    "nothing",
]


@pytest.mark.parametrize("rows", KEYBOARDS)
def test_keyboards_that_telegram_does_not_show(ask: Ask, rows: Any) -> None:
    markup = {"inline_keyboard": rows}
    assert ask("sendMessage", chat_id=CHANNEL, text="x", reply_markup=markup)[0] == 400


def test_a_button_holds_64_bytes(ask: Ask) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "ñ" * 32}]]}
    assert ask("sendMessage", chat_id=CHANNEL, text="x", reply_markup=markup)[0] == 200


def test_limits_count_after_parsing_in_utf16(ask: Ask) -> None:
    text = "<b>" + "a" * 4094 + "</b>😀"
    status, _ = ask("sendMessage", chat_id=CHANNEL, text=text, parse_mode="HTML")
    assert status == 200


@pytest.mark.parametrize(("length", "status"), [(1024, 200), (1025, 400)])
def test_captions_end_at_1024(base: str, length: int, status: int) -> None:
    url = f"{base}/telegram/bot{BOT_TOKEN}/sendPhoto"
    data = {"chat_id": str(CHANNEL), "caption": "a" * length}
    answer = httpx.post(url, data=data, files={"photo": picture()}, trust_env=False)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "non-empty"),
        (lambda: b"GIF89a...", "IMAGE_PROCESS_FAILED"),
        (lambda: picture()[:70], "IMAGE_PROCESS_FAILED"),
        (lambda: picture((2100, 100)), "PHOTO_INVALID_DIMENSIONS"),
        (lambda: picture((6000, 4001)), "PHOTO_INVALID_DIMENSIONS"),
        (lambda: picture() + b"\0" * 10 * 1024 * 1024, "too big"),
    ],
    ids=["empty", "head", "cut", "long", "vast", "heavy"],
)
def test_photos_that_telegram_does_not_take(
    base: str, make: Callable[[], bytes], words: str
) -> None:
    url = f"{base}/telegram/bot{BOT_TOKEN}/sendPhoto"
    data = {"chat_id": str(CHANNEL)}
    answer = httpx.post(url, data=data, files={"photo": make()}, trust_env=False)
    assert answer.status_code == 400
    assert words in answer.json()["description"]


def test_unknown_methods_are_not_found(ask: Ask) -> None:
    assert ask("sendMoney")[0] == 404


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("a &lt;b&gt; &#241; &#xF1; &nbsp; R&D", "a <b> ñ ñ &nbsp; R&D"),
        ("<b>x<i>y</i></b>z", "xyz"),
        ('<span class="tg-spoiler">x</span>', "x"),
        ('<tg-time unix="1924000000" format="wDt">18:00</tg-time>', "18:00"),
        ("1 &lt; 2", "1 < 2"),
    ],
)
def test_html_that_telegram_reads(source: str, plain: str) -> None:
    assert html.parse(source)[0] == plain


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ñ <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag ""'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag"),
        ("<b><i>x</b></i>", 'expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag"),
        ('<span class="red">x</span>', "tg-spoiler"),
        ("<tg-time>x</tg-time>", "unix"),
        ("<script>alert(1)</script>", "Unsupported start tag"),
    ],
)
def test_html_that_telegram_refuses(source: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        html.parse(source)
    assert caught.value.description.startswith("Bad Request: can't parse entities: ")
    assert words in caught.value.description


def test_marks_count_in_utf16() -> None:
    _, marks = html.parse("😀<b>é</b>")
    assert marks == [{"type": "bold", "offset": 2, "length": 1}]


async def test_marks_can_be_given_instead(bot: Bot) -> None:
    marks = [MessageEntity("text_link", 3, 4, url="https://ejemplo.cl")]
    sent = await bot.send_message(CHANNEL, " 😀aquí ", entities=marks)
    assert sent.text == "😀aquí"
    assert sent.parse_entities() == {sent.entities[0]: "aquí"}


def test_links_commands_and_tags_are_found() -> None:
    text = "/ayuda mira https://ejemplo.cl/a. @ciencia_bot #panel2 </b> a/b"
    kinds = [(m["type"], text[m["offset"] : m["offset"] + m["length"]]) for m in found_in(text)]
    assert kinds == [
        ("bot_command", "/ayuda"),
        ("url", "https://ejemplo.cl/a"),
        ("mention", "@ciencia_bot"),
        ("hashtag", "#panel2"),
    ]


async def test_updates_stay_until_they_are_confirmed(bot: Bot, world: World, clock: Hands) -> None:
    for word in ("uno", "dos", "tres"):
        world.say(LUZ, word)
    first = await bot.get_updates(limit=2)
    assert [one.message.text for one in first] == ["uno", "dos"]
    assert [one.message.text for one in await bot.get_updates()] == ["uno", "dos", "tres"]
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [one.message.text for one in rest] == ["tres"]
    clock.forward(hours=24)
    assert await bot.get_updates() == ()


async def test_only_wanted_updates_come(bot: Bot, world: World) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    world.say(LUZ, "no me oyes")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["message"])
    world.say(LUZ, "ahora sí")
    assert [one.message.text for one in await bot.get_updates()] == ["ahora sí"]


async def test_a_waiting_poll_ends_with_the_message(bot: Bot, world: World) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await asyncio.sleep(0.2)
    threading.Thread(target=world.say, args=(LUZ, "despierta")).start()
    (update,) = await asyncio.wait_for(poll, 40)
    assert update.message.text == "despierta"


async def test_a_second_poller_ends_the_first(bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.2)
    async with Bot(BOT_TOKEN, base_url=bot.base_url.removesuffix(BOT_TOKEN)) as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates"):
        await asyncio.wait_for(first, 5)


async def test_thirty_a_second_and_twenty_a_minute(bot: Bot, world: World, clock: Hands) -> None:
    for number in range(20):
        await bot.send_message(CHANNEL, f"aviso {number}")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(CHANNEL, "uno más")
    assert int(caught.value.retry_after) == 60
    people = [Visitor(80_000 + number, f"P{number}") for number in range(12)]
    for person in people:
        world.say(person, "/start")
    for person in people[:10]:
        await bot.send_message(person.id, "hola")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(people[10].id, "hola")
    assert int(caught.value.retry_after) == 1
    clock.forward(seconds=1)
    await bot.send_message(people[10].id, "hola")
    clock.forward(seconds=59)
    await bot.send_message(CHANNEL, "uno más")


async def test_limits_can_be_switched_off(clock: Hands) -> None:
    with serving(World(clock, limits=Limits(telegram=False))) as base:
        async with Bot(BOT_TOKEN, base_url=f"{base}/telegram/bot") as bot:
            for number in range(40):
                await bot.send_message(CHANNEL, f"{number}")


class Hook(BaseHTTPRequestHandler):
    """Keeps what is pushed; answers 500 the first time."""

    seen: list[tuple[str, Any]]

    def do_POST(self) -> None:
        """Take one update."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
        self.send_response(500 if len(self.seen) == 1 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


async def test_a_webhook_gets_every_update_until_it_says_yes(bot: Bot, world: World) -> None:
    Hook.seen = []
    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/hook"
        await bot.set_webhook(url, secret_token="s3-cret_")
        with pytest.raises(Conflict, match=r"(?i)webhook is active"):
            await bot.get_updates()
        world.say(LUZ, "¿llega?")
        for _ in range(100):
            await asyncio.sleep(0.05)
            info = await bot.get_webhook_info()
            if not info.pending_update_count:
                break
        assert [(secret, one["message"]["text"]) for secret, one in Hook.seen] == [
            ("s3-cret_", "¿llega?"),
            ("s3-cret_", "¿llega?"),
        ]
        assert "500" in info.last_error_message
        await bot.delete_webhook()
        assert await bot.get_updates() == ()
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.shared
@pytest.mark.skipif(not SPECS.is_dir(), reason="../shared/specs is not there")
@pytest.mark.parametrize("method", METHODS)
def test_every_parameter_is_the_official_one(method: str) -> None:
    fields = {field["name"]: field for field in bot_api()["methods"][method].get("fields", [])}
    plain = {"int": ["Integer"], "str": ["String"], "bool": ["Boolean"]}
    for piece in METHODS[method].split():
        name, kind = piece.replace("!", "").split(":")
        types = fields[name]["types"]
        if kind in plain:
            assert types == plain[kind], name
        elif kind == "chat":
            assert types == ["Integer", "String"], name
        elif kind == "file":
            assert "InputFile" in types, name
        else:
            assert types[0].startswith("Array of") or types[0] in bot_api()["types"], name
    needed = {name for name, field in fields.items() if field["required"]}
    ours = {piece.partition("!")[0] for piece in METHODS[method].split() if "!" in piece}
    assert needed <= ours


async def test_what_people_send_can_be_fetched_by_the_path_that_is_told(
    bot: Bot, world: World
) -> None:
    world.hand_in(TOM, Attachment("mayo ñ.xlsx", b"PK calendario", "application/pdf"))
    (update,) = await bot.get_updates()
    sent = update.message.document
    assert (sent.file_name, sent.mime_type, sent.file_size) == (
        "mayo ñ.xlsx",
        "application/pdf",
        13,
    )
    file = await bot.get_file(sent.file_id)
    assert file.file_path.endswith("/documents/file_0.xlsx")
    assert sent.file_id not in file.file_path
    assert bytes(await file.download_as_bytearray()) == b"PK calendario"
    with pytest.raises(BadRequest, match="nvalid file_id"):
        await bot.get_file("file_0")


async def test_a_file_of_more_than_20_mb_is_sent_but_not_handed_out(bot: Bot, world: World) -> None:
    world.hand_in(TOM, Attachment("fotos.zip", bytes(20 * 2**20 + 1)))
    (update,) = await bot.get_updates()
    with pytest.raises(BadRequest, match="ile is too big"):
        await bot.get_file(update.message.document.file_id)
