"""In a group the bot is quiet unless addressed, short, and tells nothing that is personal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from conversation_values import (
    BOT,
    CHAT,
    MINE,
    NEXT,
    PROGRAMME,
    TEAM,
    message,
    tap,
    view,
)

from campaign.core.folder import Answer
from campaign.core.programme import Programme
from campaign.services.conversation import View, decide
from campaign.services.conversation.groups import SHORT

GROUP = -77
WAY = f"https://t.me/{BOT}?start="
OWN = {"message_id": 41, "from": {"id": 1, "is_bot": True, "username": BOT}}
INSIDE, OUTSIDE = {"status": "member"}, {"status": "left"}


def said(text: str, seen: View | None = None, **more: object) -> list[dict[str, Any]]:
    """Return what the bot says in the group; it must change nothing there."""
    effects = decide(message(text, GROUP, "supergroup", **more), seen or view(sign_ups=[MINE]))
    assert (effects.chat, effects.sign_up, effects.cancel, effects.consent) == (None, (), (), None)
    assert (effects.erase, effects.silence, effects.tell) == (False, False, None)
    assert {one.chat for one in effects.messages} <= {GROUP}
    return [json.loads(one.body) for one in effects.messages]


@pytest.mark.parametrize(
    "text",
    [
        "hola a todos, ¿cuándo es el próximo panel?",
        "@aguas_botanica ¿cuándo es?",
        "@otro_bot ¿cuándo es?",
        "escribe a luz@aguas_bot.cl",
        "/ban @alguien",
        "/ban",
        "/programa@otro_bot",
        "/",
        "",
    ],
)
def test_nobody_who_spoke_to_others_is_answered(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "more",
    [
        {"from": {"id": 9, "is_bot": True, "username": "otro_bot"}},
        {"sender_chat": {"id": -100, "type": "channel"}},
        {"is_automatic_forward": True, "sender_chat": {"id": -100, "type": "channel"}},
        {"forward_origin": {"type": "user"}},
    ],
)
def test_bots_channels_and_what_is_passed_on_are_left_alone(more: dict[str, object]) -> None:
    assert said(f"@{BOT} ¿cuándo es el próximo?", **more) == []
    assert said(f"/programa@{BOT}", **more) == []


def test_no_news_but_that_it_was_let_in_make_it_speak() -> None:
    notice = {"new_chat_members": [{"id": 1, "is_bot": True, "username": BOT}]}
    assert said("", **notice) == []
    assert said("", pinned_message={"message_id": 3, "text": f"@{BOT}"}) == []
    for kind in ("channel_post", "edited_message"):
        update = {"update_id": 5, kind: message(f"@{BOT} hola", GROUP, "supergroup")["message"]}
        assert decide(update, view()).messages == ()


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (f"@{BOT} ¿cuándo es el próximo?", {}),
        (f"@{BOT.upper()}, ¿cuándo es el próximo?", {}),
        ("¿cuándo es el próximo?", {"reply_to_message": OWN}),
        ("/proximo", {}),
        (f"/proximo@{BOT}", {}),
        (f"/PROXIMO@{BOT.upper()}", {}),
    ],
)
def test_who_addresses_it_is_answered_there_with_a_way_into_the_private_chat(
    text: str, more: dict[str, object]
) -> None:
    (told,) = said(text, **more)
    assert "Ríos urbanos" in told["text"]
    assert "22 de agosto" in told["text"]
    assert [url for _, url in told["buttons"]] == [f"{WAY}rios"]
    assert told["answers"] == 1
    assert len(told["text"]) <= SHORT


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("inscríbeme en el panel 2", "rios"),
        ("inscríbeme", "hola"),
        ("cancela mi inscripción al panel 2", "hola"),
        ("¿en qué estoy inscrita?", "hola"),
        ("mis datos", "hola"),
        ("borra mis datos", "hola"),
        ("no quiero más mensajes", "hola"),
        ("recuérdame el panel 2", "rios"),
        ("quiero hablar con una persona", "hola"),
        ("tengo una pregunta para el panel: ¿y el agua?", "hola"),
        ("dame el archivo para mi calendario", "hola"),
        ("cambia el idioma", "hola"),
        ("asdf qwer zxcv", "hola"),
    ],
)
def test_what_is_personal_is_for_the_private_chat(text: str, start: str) -> None:
    (told,) = said(f"@{BOT} {text}")
    assert told["text"] == view().say("in-group")
    assert [url for _, url in told["buttons"]] == [f"{WAY}{start}"]
    assert set(told) == {"text", "buttons", "answers"}


def test_the_private_chat_goes_on_with_the_panel_that_was_spoken_of() -> None:
    (told,) = said(f"@{BOT} inscríbeme en el panel 2")
    start = told["buttons"][0][1].removeprefix(WAY)
    there = decide(message(f"/start {start}"), view())
    assert any("¿Te inscribo?" in json.loads(one.body)["text"] for one in there.messages)


def test_nothing_of_whoever_asks_is_told_there() -> None:
    seen = view(sign_ups=[MINE], known=True)
    for text in ("¿cuándo es el próximo?", "programa", "¿de qué trata el panel 2?", "hola"):
        (told,) = said(f"@{BOT} {text}", seen)
        assert "inscri" not in told["text"].lower().replace("para inscribirse", "")
        assert "Luz" not in told["text"]


def test_a_long_programme_is_cut_at_a_line_and_says_so() -> None:
    many = tuple(
        replace(NEXT, id=f"p{n}", number=n, title=f"Agua y ciudad, parte {n}, con más detalle")
        for n in range(1, 40)
    )
    seen = view(content=replace(view().content, programme=Programme(many)))
    (told,) = said(f"@{BOT} programa completo", seen)
    lines = told["text"].splitlines()
    assert len(told["text"]) <= SHORT + 60
    assert lines[-1] == seen.say("group-more")
    assert all(line.endswith(tuple("0123456789.):hs")) or "parte" in line for line in lines[:-1])


def test_a_question_with_an_answer_of_the_campaigns_own_is_answered() -> None:
    own = (Answer("parking", ("¿hay estacionamiento?",), "Sí, en la esquina."),)
    seen = view(content=replace(view().content, answers=own, programme=PROGRAMME))
    (told,) = said(f"@{BOT} ¿hay estacionamiento?", seen)
    assert told["text"] == "Sí, en la esquina."


def test_somebody_in_distress_is_answered_kindly_and_nobody_else_is_told() -> None:
    (told,) = said(f"@{BOT} me quiero morir")
    assert told["text"] == view().say("distress")


def change(old: dict[str, object], new: dict[str, object], chat: int = GROUP) -> dict[str, object]:
    table = {"chat": {"id": chat, "type": "supergroup"}, "from": {"id": CHAT, "is_bot": False}}
    return {
        "update_id": 7,
        "my_chat_member": {**table, "old_chat_member": old, "new_chat_member": new},
    }


def test_let_into_a_group_it_says_once_what_it_does_there() -> None:
    (one,) = decide(change(OUTSIDE, INSIDE), view()).messages
    (again,) = decide(change({"status": "kicked"}, {"status": "administrator"}), view()).messages
    assert (one.once, one.chat) == (True, GROUP)
    assert one.dedupe == again.dedupe is not None
    told = json.loads(one.body)
    assert f"@{BOT}" in told["text"]
    assert len(told["text"]) < 250
    assert [url for _, url in told["buttons"]] == [f"{WAY}hola"]


@pytest.mark.parametrize(
    "update",
    [
        change(INSIDE, OUTSIDE),
        change(INSIDE, {"status": "administrator"}),
        change({"status": "administrator"}, INSIDE),
        change(OUTSIDE, {"status": "restricted", "is_member": False}),
        change(OUTSIDE, INSIDE, TEAM),
        {"update_id": 7, "my_chat_member": {"chat": {"id": CHAT, "type": "private"}}},
        {"update_id": 7, "my_chat_member": {"chat": {"id": -1, "type": "channel"}}},
        {"update_id": 7, "my_chat_member": "x"},
        {"update_id": 7, "my_chat_member": {"chat": [], "new_chat_member": 3}},
    ],
)
def test_of_every_other_change_nobody_is_told(update: dict[str, object]) -> None:
    assert decide(update, view()).messages == ()


def test_a_button_pressed_in_a_group_does_nothing_of_a_persons_own() -> None:
    for data in ("s:rios", "k:rios", "e", "K", "i:my_signups"):
        effects = decide(tap(data, "supergroup", GROUP), view(sign_ups=[MINE]))
        assert (effects.messages, effects.cancel, effects.sign_up, effects.erase) == (
            (),
            (),
            (),
            False,
        )
