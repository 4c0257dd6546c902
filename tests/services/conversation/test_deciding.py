"""What the bot says and changes for each kind of update, on a programme of its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from conversation_values import (
    BOT,
    CAMPAIGN,
    LONG,
    MINE,
    NEXT,
    NOTHING,
    NOW,
    OFF,
    PROGRAMME,
    TEAM,
    UNDATED,
    buttons,
    changes,
    consent_tap,
    message,
    tap,
    texts,
    view,
)

from campaign.core.attendees import Seat
from campaign.core.folder import Answer
from campaign.core.programme import Panel, Programme
from campaign.languages import Catalogue
from campaign.ports.attendees import Crowd, SignUp
from campaign.services.conversation import Content, Reply, Turn, View, decide


def test_start_greets_by_the_campaigns_name_and_remembers_nobody() -> None:
    effects = decide(message("/start"), view())
    assert "Tardes de agua" in texts(effects)[0]
    assert changes(effects) == NOTHING
    assert effects.language is None
    assert len(buttons(effects)) == 4


def test_start_of_somebody_known_writes_to_their_row_which_revives_it() -> None:
    assert decide(message("/start"), view(known=True)).language == "es"


@pytest.mark.parametrize("panel", [NEXT, UNDATED])
def test_a_deep_link_goes_to_its_panel_and_asks_for_consent(panel: Panel) -> None:
    code = "rios" if panel is NEXT else "#" + hashlib.sha256(LONG.encode()).hexdigest()[:20]
    effects = decide(message(f"/start {code}"), view())
    (told,) = texts(effects)
    assert told.count(panel.title) == 1 + bool(panel.speakers)
    assert told.endswith("¿Te inscribo?")
    assert "Guardaremos" in told
    assert changes(effects) == NOTHING
    assert any(data.startswith("y:") for data in buttons(effects))


def test_a_deep_link_signs_nobody_up_by_itself() -> None:
    """Who has agreed before is asked again, not told anew what is stored."""
    other = SignUp(1, LONG, Seat.SEATED, NOW)
    there = decide(message("/start rios"), view(sign_ups=[other], known=True))
    (told,) = texts(there)
    assert changes(there) == NOTHING
    assert (told.endswith("¿Te inscribo?"), "Guardaremos" in told) == (True, False)
    assert decide(tap(buttons(there)[0]), view(sign_ups=[other], known=True)).sign_up == ("rios",)


@pytest.mark.parametrize(
    ("panel", "sign_ups", "told"),
    [
        ("ayer", [], "ya se realizó: domingo 19 de agosto"),
        ("mar", [], "«Mar abierto», fue cancelado."),
        ("rios", [MINE], "Ya estabas en el panel 2, «Ríos urbanos»"),
    ],
)
def test_a_deep_link_to_what_cannot_be_joined_says_why_in_one_message(
    panel: str, sign_ups: list[SignUp], told: str
) -> None:
    effects = decide(message(f"/start {panel}"), view(sign_ups=sign_ups, known=bool(sign_ups)))
    (only,) = texts(effects)
    assert told in only
    assert "¿Te inscribo?" not in only


def test_a_deep_link_to_what_is_on_gives_the_way_there() -> None:
    on = replace(NEXT, started=NOW, stream="https://a.example/en-vivo")
    content = replace(view().content, programme=replace(PROGRAMME, panels=(on,)))
    (only,) = texts(decide(message("/start rios"), view(content=content)))
    assert "https://a.example/en-vivo" in only


def test_signing_up_asks_first_and_stores_the_consent_with_its_texts_hash() -> None:
    effects = consent_tap()
    shown = Catalogue("es").text("bot.consent")
    purpose, version, digest = effects.consent or ("", "", "")
    assert effects.sign_up == ("rios",)
    assert (purpose, version) == ("sign-up", "3-es")
    assert digest == hashlib.sha256(shown.encode()).hexdigest()
    assert "miércoles 22 de agosto, 18:00\u00a0h (hora de Argentina)" in texts(effects)[0]
    assert effects.language == "es"


def test_a_button_under_an_older_consent_text_asks_again() -> None:
    effects = decide(tap("y:rios:00000000"), view())
    assert changes(effects) == NOTHING
    assert "Guardaremos" in texts(effects)[0]


def test_who_has_agreed_is_signed_up_for_another_panel_at_once() -> None:
    effects = decide(message(f"/inscribirme {UNDATED.number}"), view(sign_ups=[MINE]))
    assert effects.sign_up == (LONG,)
    assert effects.consent is None
    assert "por confirmar" in texts(effects)[0]


def test_signing_up_twice_changes_nothing_and_says_so() -> None:
    effects = consent_tap(sign_ups=[]).sign_up
    again = decide(tap("s:rios"), view(sign_ups=[MINE]))
    assert effects == ("rios",)
    assert changes(again) == NOTHING
    assert "Ya estabas" in texts(again)[0]


@pytest.mark.parametrize(("panel", "words"), [("ayer", "ya fue"), ("mar", "fue cancelado")])
def test_nobody_is_signed_up_for_what_is_over_or_cancelled(panel: str, words: str) -> None:
    for effects in (decide(tap(f"s:{panel}"), view()), decide(tap(f"y:{panel}:x"), view())):
        assert changes(effects) == NOTHING
        assert words in texts(effects)[0]


def test_a_full_panel_puts_on_the_waiting_list() -> None:
    full = Content(CAMPAIGN, replace(PROGRAMME, panels=(replace(NEXT, capacity=2),)), (), TEAM)
    effects = consent_tap(content=full, crowds={"rios": Crowd(2)})
    assert effects.sign_up == ("rios",)
    assert [(one.panel, one.seats) for one in effects.vacancies] == [("rios", 2)]
    assert "lista de espera" in texts(effects)[0]


def test_of_several_panels_the_one_that_is_full_is_told_apart() -> None:
    panels = (replace(NEXT, capacity=2), UNDATED, OFF)
    full = Content(CAMPAIGN, replace(PROGRAMME, panels=panels), (), TEAM)
    seen = view(content=full, sign_ups=[replace(MINE, panel="mar")], crowds={"rios": Crowd(2)})
    effects = decide(message("inscríbeme en el 2 y en el 3"), seen)
    assert effects.sign_up == ("rios", LONG)
    seated, waiting, promise = texts(effects)[0].split("\n\n")
    assert "Humedales" in seated
    assert "Ríos urbanos" not in seated
    assert "Ríos urbanos" in waiting
    assert "lista de espera" in waiting
    assert "Si se libera un cupo" in promise


def test_cancelling_asks_before_and_only_then_cancels() -> None:
    asked = decide(message("cancela mi inscripción"), view(sign_ups=[MINE]))
    assert changes(asked) == NOTHING
    assert "k:rios" in buttons(asked)
    done = decide(tap("k:rios"), view(sign_ups=[MINE]))
    assert done.cancel == ("rios",)
    assert decide(tap("k:rios"), view()).cancel == ()


def test_erasing_asks_before() -> None:
    asked = decide(message("borren todos mis datos"), view(sign_ups=[MINE]))
    assert changes(asked) == NOTHING
    done = decide(tap("e"), view(sign_ups=[MINE]))
    assert (asked.erase, done.erase) == (False, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/proximo", "Ríos urbanos"),
        ("/next", "Ríos urbanos"),
        ("/programa", "Mar abierto»: cancelado"),
        ("/misinscripciones", "No tienes inscripciones"),
        ("/privacidad", "no guardamos quién eres"),
        ("/ayuda", "/misinscripciones"),
        ("/help@aguas_bot", "/misinscripciones"),
        ("cuándo es el de humedales", "en octubre (fecha por confirmar)"),
        ("quién participa en el panel 2", "Inés Duarte (Cauce)"),
        ("quién organiza esto?", "Fundación Cauce"),
        ("qué hay el miércoles 22?", "Ríos urbanos"),
        ("dónde veo el panel 2", "todavía no está"),
        ("cuándo sale la publicación", "Cuaderno de aguas"),
        ("a qué hora fue el panel 1", "ya se realizó"),
    ],
)
def test_questions_are_answered_from_the_programme(text: str, words: str) -> None:
    effects = decide(message(text), view())
    assert words in "\n".join(texts(effects))
    assert changes(effects) == NOTHING
    assert texts(effects, TEAM) == []


def test_the_stream_is_told_as_soon_as_it_is_known() -> None:
    live = replace(NEXT, stream="https://example.org/rios?a=1&b=<2>")
    known = Content(CAMPAIGN, Programme((live,)), (), TEAM)
    assert texts(decide(message("dónde lo veo?"), view(content=known)))[0].endswith(live.stream)


def test_the_campaigns_own_words_do_not_hide_the_link() -> None:
    answers = (Answer("where_watch", ("¿Dónde lo veo?",), "Siempre en línea."),)
    soon = Content(CAMPAIGN, PROGRAMME, answers, TEAM)
    (pending,) = texts(decide(message("dónde lo veo?"), view(content=soon)))
    assert pending.startswith("Siempre en línea.\nEl enlace para el panel 2, «Ríos urbanos», ")
    assert "todavía no está" in pending
    live = Programme((replace(NEXT, stream="https://example.org/rios"),))
    known = Content(CAMPAIGN, live, answers, TEAM)
    (said,) = texts(decide(message("dónde lo veo?"), view(content=known)))
    assert said.startswith("Siempre en línea.")
    assert said.endswith("https://example.org/rios")


def test_the_calendar_is_a_file_and_names_what_has_no_date() -> None:
    effects = decide(message("/calendario"), view())
    body = json.loads(effects.messages[0].body)
    assert body["document"]["name"] == "aguas.ics"
    assert "SEQUENCE:7" in body["document"]["content"]
    assert "Humedales" in body["text"]
    one = json.loads(decide(message("/calendario rios"), view()).messages[0].body)
    assert one["document"]["name"] == "rios.ics"


def test_the_language_is_changed_by_a_button_and_remembered() -> None:
    assert {"l:es", "l:en"} <= set(buttons(decide(message("/idioma"), view())))
    effects = decide(tap("l:en"), view())
    assert effects.language == "en"
    assert "English" in texts(effects)[0]
    assert decide(tap("l:xx"), view()).language is None


@pytest.mark.parametrize("kind", ["voice", "sticker", "photo", "video_note", "location"])
def test_what_cannot_be_read_gets_kind_words_and_buttons(kind: str) -> None:
    effects = decide(message(**{kind: {}}), view())
    assert "Gracias por tu mensaje" in texts(effects)[0]
    assert buttons(effects)


def test_what_is_not_understood_goes_to_the_team_and_the_person_is_told() -> None:
    effects = decide(message("zxcv qwer"), view())
    assert "al equipo" in texts(effects)[0]
    assert texts(effects, TEAM) == ["Mensaje de @luz para el equipo:\n\nzxcv qwer"]
    alone = Content(CAMPAIGN, PROGRAMME)
    without = decide(message("zxcv qwer"), view(content=alone))
    assert len(without.messages) == 1
    assert "equipo" not in texts(without)[0]


def test_the_same_cry_for_the_team_is_passed_on_once() -> None:
    first, second = (decide(message("zxcv qwer"), view()) for _ in range(2))
    dedupes = {m.dedupe for e in (first, second) for m in e.messages if m.chat == TEAM}
    assert len(dedupes) == 1
    assert None not in dedupes


def test_a_question_nobody_has_answered_yet_is_not_made_up() -> None:
    effects = decide(message("es gratis?"), view())
    assert "no la tengo" in texts(effects)[0]
    answers = (Answer("cost", ("¿Cuánto cuesta?",), "Es gratis, siempre."),)
    known = Content(CAMPAIGN, PROGRAMME, answers, TEAM)
    assert texts(decide(message("es gratis?"), view(content=known))) == ["Es gratis, siempre."]


def test_two_panels_that_fit_are_offered_as_buttons() -> None:
    both = Programme((NEXT, replace(UNDATED, start=NEXT.start + timedelta(hours=2))))
    known = Content(CAMPAIGN, both, (), TEAM)
    effects = decide(message("quiero ir el miércoles"), view(content=known))
    assert changes(effects) == NOTHING
    assert len(buttons(effects)) == 2
    chosen = decide(tap(buttons(effects)[1]), view(content=known))
    assert "Humedales" in texts(chosen)[0]


def test_two_wishes_get_both_answers() -> None:
    said = texts(decide(message("cuándo es el panel 2 y quién participa?"), view()))
    assert len(said) == 2
    assert "22 de agosto" in said[0]
    assert "Inés Duarte" in said[1]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("hola a todos", 0),
        ("@aguas_bot cuándo es el próximo?", 1),
        ("/programa", 1),
        ("/programa@aguas_bot", 1),
        ("/programa@otro_bot", 0),
    ],
)
def test_groups_are_left_in_peace_unless_they_address_the_bot(text: str, answers: int) -> None:
    effects = decide(message(text, -77, "supergroup"), view())
    assert len(effects.messages) == answers
    assert effects.chat is None


def test_a_sign_up_in_a_group_only_leads_into_the_private_chat() -> None:
    effects = decide(message("@aguas_bot inscríbeme en el panel 2", -77, "group"), view())
    (only,) = effects.messages
    assert changes(effects) == NOTHING
    assert "https://t.me/aguas_bot" in only.body
    assert decide(tap("k:rios", "group", -77), view(sign_ups=[MINE])).cancel == ()


def test_an_answer_to_the_bot_in_a_group_addresses_it() -> None:
    answered = {"message_id": 1, "from": {"id": 1, "is_bot": True, "username": BOT}}
    effects = decide(message("cuándo es?", -77, "group", reply_to_message=answered), view())
    assert len(effects.messages) == 1


def test_doors_open_for_their_prefix_only_with_what_follows_it() -> None:
    heard: list[str] = []

    def door(rest: str, _heard: object, _view: View) -> Turn:
        heard.append(rest)
        return Turn((Reply("hecho"),))

    effects = decide(tap("pub:41", "group", TEAM), view(doors={"pub": door}))
    assert heard == ["41"]
    assert texts(effects, TEAM) == ["hecho"]
    assert effects.chat is None
    assert decide(tap("no:41", "group", TEAM), view(doors={"pub": door})).messages == ()


@pytest.mark.parametrize("data", ["", "s:", "s:nobody", "i:", "i:zzz:nobody", "q:1", "y:rios", ":"])
def test_buttons_that_no_longer_work_say_so(data: str) -> None:
    effects = decide(tap(data), view())
    assert changes(effects) == NOTHING
    assert texts(effects)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 3},
        {"update_id": "x", "message": []},
        {"update_id": 3, "message": {"chat": {"id": True}}},
        {"update_id": 3, "message": {"chat": {"id": 1, "type": "private"}, "text": 5}},
        {"update_id": 3, "edited_message": message("hola")["message"]},
        {"update_id": 3, "callback_query": {"id": 1}},
        {"update_id": 3, "channel_post": message("hola", -9, "channel")["message"]},
        {"update_id": 3, "my_chat_member": {"chat": {"id": 5, "type": "private"}}},
    ],
)
def test_odd_updates_are_handled_by_saying_nothing(update: dict) -> None:
    effects = decide(update, view())
    assert effects.messages == ()
    assert changes(effects) == NOTHING
    assert effects.chat is None


def test_bots_are_not_talked_to() -> None:
    update = message("hola")
    update["message"]["from"]["is_bot"] = True
    assert decide(update, view()).messages == ()


def test_every_button_fits_into_telegrams_64_bytes() -> None:
    wide = replace(UNDATED, title="Ñ" * 300)
    answers = (Answer("una-respuesta-" + "x" * 90, ("¿" + "Ñ" * 90 + "?",), "sí"),)
    known = Content(CAMPAIGN, Programme((NEXT, wide)), answers, TEAM)
    asked = ["/start", "/programa", "/inscribirme", "/misinscripciones", "/idioma", "hola",
             "inscríbeme en el 3", "cancela todo", "baja", "ÑÑÑÑ", "próximo panel"]  # fmt: skip
    mine = [MINE, SignUp(1, LONG, Seat.WAITING, NOW)]
    for text in asked:
        effects = decide(message(text), view(content=known, sign_ups=mine))
        assert all(len(data.encode()) <= 64 for data in buttons(effects))
        assert effects.messages


def test_the_longest_programme_fits_into_one_message() -> None:
    many = tuple(replace(NEXT, id=f"p{n}", number=n, title="Título ñ 🙂 " * 9) for n in range(200))
    effects = decide(message("/programa"), view(content=Content(CAMPAIGN, Programme(many))))
    assert len(texts(effects)[0].encode("utf-16-le")) // 2 <= 4096


def test_an_english_reader_is_answered_in_english() -> None:
    effects = decide(message("when is panel 2?"), view(language="en"))
    assert "Wednesday 22 August, 18:00 (Argentine time)" in texts(effects)[0]
