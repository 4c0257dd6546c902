"""Typed answers to the bot's questions do what its buttons do, and nothing when it is too late."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.core.attendees import Seat
from campaign.core.programme import Panel, Programme
from campaign.core.settings import Campaign
from campaign.ports.attendees import Effects, Said, SignUp
from campaign.services.conversation import Content, View, decide
from campaign.wiring.tongues import tongues

ZONE = ZoneInfo("America/Bogota")
NOW = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)  # a Monday
PROGRAMME = Programme(
    (
        Panel("abejas", "Abejas de ciudad", 1, datetime(2030, 3, 6, 17, 0, tzinfo=ZONE)),
        Panel("techos", "Techos verdes", 2, datetime(2030, 3, 7, 16, 0, tzinfo=ZONE)),
        Panel("compost", "Compost entre vecinos", 3, datetime(2030, 3, 7, 18, 30, tzinfo=ZONE)),
        Panel("launch", "Presentación de la guía", 4, kind="launch", window="en abril"),
    ),
)
CAMPAIGN = Campaign("huertas", "Huertas", "America/Bogota", ZONE)
CHAT = 71
TONGUES = tongues()
SIGNED = [SignUp(1, p, Seat.SEATED, NOW) for p in ("abejas", "techos")]


def view(**changes: object) -> View:
    base = View(Content(CAMPAIGN, PROGRAMME, (), -5), TONGUES, "es", NOW)
    return replace(base, **changes)  # type: ignore[arg-type]


def write(text: str, seen: View) -> Effects:
    sender = {"id": CHAT, "first_name": "Sol"}
    chat = {"id": CHAT, "type": "private"}
    return decide({"update_id": 1, "message": {"chat": chat, "from": sender, "text": text}}, seen)


def said(effects: Effects, ago: timedelta = timedelta(minutes=1)) -> Said:
    return Said(tuple(m.body for m in effects.messages if m.chat == CHAT), NOW - ago)


def after(question: str, answer: str, ago: float = 1, **known: object) -> Effects:
    """Return what an answer does that comes ``ago`` minutes after the answer to a question."""
    asked = write(question, view(**known))
    return write(answer, view(said=said(asked, timedelta(minutes=ago)), **known))


def texts(effects: Effects) -> str:
    return "\n".join(json.loads(m.body)["text"] for m in effects.messages if m.chat == CHAT)


def buttons(effects: Effects) -> list[str]:
    bodies = [json.loads(m.body) for m in effects.messages if m.chat == CHAT]
    return [data for body in bodies for _, data in body.get("buttons", [])]


def changes(effects: Effects) -> tuple:
    return effects.sign_up, effects.cancel


NOTHING = ((), ())
YES = ["sí", "si", "Sii!", "sí, inscríbeme", "si por favor", "ok", "dale", "ya po", "claro que sí",
       "bueno", "👍", "sí quiero", "inscríbeme", "sí, al de techos", "yes", "de acuerdo",
       "sí, anótame porfa", "ya, inscribeme no más", "Sí, inscríbeme."]  # fmt: skip
NO = ["no", "No, gracias", "nop", "mejor no", "no quiero", "no, no me inscribas", "👎", "no thanks"]


@pytest.mark.parametrize("answer", ["es obligatorio inscribirse?", "y tengo que inscribirme?"])
def test_a_question_about_signing_up_is_no_yes(answer: str) -> None:
    effects = after("inscríbeme en el panel 2", answer)
    assert changes(effects) == NOTHING
    assert "sin inscribirse" in texts(effects)


@pytest.mark.parametrize("answer", YES)
def test_a_typed_yes_signs_up_with_the_consent_that_was_shown(answer: str) -> None:
    effects = after("inscríbeme en el panel 2", answer)
    assert changes(effects) == (("techos",), ())
    assert effects.consent is not None


@pytest.mark.parametrize("answer", NO)
def test_a_typed_no_changes_nothing_and_says_so(answer: str) -> None:
    effects = after("inscríbeme en el panel 2", answer)
    assert changes(effects) == NOTHING
    assert "no cambié nada" in texts(effects)


@pytest.mark.parametrize(
    "answer",
    ["no sé", "¿sí o no?", "qué datos guardan?", "a qué hora es?", "sí, el 3", "no, el 3",
     "quizás", "sí y no", "¿y si no puedo?", "me arrepentí"],
)  # fmt: skip
def test_what_is_no_clear_yes_signs_nobody_up(answer: str) -> None:
    effects = after("inscríbeme en el panel 2", answer)
    assert changes(effects) == NOTHING
    assert texts(effects)


@pytest.mark.parametrize("answer", ["sí, el 3", "no, mejor el 3", "el de compost", "el tercero"])
def test_another_panel_instead_is_asked_about(answer: str) -> None:
    effects = after("inscríbeme en el panel 2", answer)
    assert "Compost" in texts(effects)
    assert any(data.startswith("y:compost:") for data in buttons(effects))


@pytest.mark.parametrize(
    ("answer", "panel"),
    [
        ("el 2", "techos"),
        ("2", "techos"),
        ("dos", "techos"),
        ("panel dos", "techos"),
        ("al dos porfa", "techos"),
        ("el segundo", "techos"),
        ("al de las 4", "techos"),
        ("el del jueves a las 6 y media", "compost"),
        ("el del miercoles", "abejas"),
        ("el de compost", "compost"),
        ("quiero el primero", "abejas"),
        ("2. Techos verdes", "techos"),
        ("el ultimo", "launch"),
        ("me interesa el 3", "compost"),
        ("the second one", "techos"),
    ],
)
def test_a_panel_is_chosen_in_words(answer: str, panel: str) -> None:
    effects = after("quiero inscribirme", answer)
    assert next(data.split(":")[:2] for data in buttons(effects)) == ["y", panel]


@pytest.mark.parametrize(
    ("answer", "panels"),
    [
        ("los dos primeros", ("abejas", "techos")),
        ("los 2 primeros", ("abejas", "techos")),
        ("el 1 y el 3", ("abejas", "compost")),
        ("1, 3", ("abejas", "compost")),
        ("los del jueves", ("techos", "compost")),
        ("los dos del jueves", ("techos", "compost")),
        ("todos menos el 2", ("abejas", "compost", "launch")),
        ("todos", ("abejas", "techos", "compost", "launch")),
        ("a todos los paneles", ("abejas", "techos", "compost", "launch")),
        ("abejas y compost", ("abejas", "compost")),
    ],
)
def test_several_panels_are_asked_once_and_signed_up_together(
    answer: str, panels: tuple[str, ...]
) -> None:
    asked = after("quiero inscribirme", answer)
    assert len([d for d in buttons(asked) if d.startswith("y:")]) == 1
    assert all(len(data.encode()) <= 64 for data in buttons(asked))
    agreed = write("sí", view(said=said(asked)))
    assert changes(agreed) == (panels, ())
    assert agreed.consent is not None


def test_everything_is_cancelled_after_one_question() -> None:
    asked = write("cancela todo", view(sign_ups=SIGNED))
    assert changes(asked) == NOTHING
    assert write("sí", view(said=said(asked), sign_ups=SIGNED)).cancel == ("abejas", "techos")


def test_two_that_fit_are_asked_again_alone() -> None:
    effects = after("quiero inscribirme", "el del jueves")
    assert buttons(effects) == ["s:techos", "s:compost"]
    assert changes(effects) == NOTHING


def test_a_number_that_no_panel_has_is_asked_again() -> None:
    effects = after("quiero inscribirme", "el 9")
    assert "¿A cuál quieres inscribirte?" in texts(effects)


@pytest.mark.parametrize(("answer", "cancelled"), [("sí", True), ("cancela", True), ("no", False),
                                                    ("dale", True), ("ya no", False)])  # fmt: skip
def test_cancelling_is_confirmed_in_words(answer: str, *, cancelled: bool) -> None:
    effects = after("cancela mi inscripción al panel 1", answer, sign_ups=SIGNED)
    assert changes(effects) == ((), ("abejas",) if cancelled else ())


def test_several_sign_ups_are_cancelled_together_after_one_question() -> None:
    asked = after("cancela mi inscripción", "los dos", sign_ups=SIGNED)
    assert changes(asked) == NOTHING
    sure = write("sí, cancela", view(said=said(asked), sign_ups=SIGNED))
    assert changes(sure) == ((), ("abejas", "techos"))


@pytest.mark.parametrize("answer", ["ok", "dale", "👌 bueno", "borra mis datos"])
def test_erasing_takes_a_clear_yes(answer: str) -> None:
    erased = after("borra mis datos", "sí", sign_ups=SIGNED)
    assert erased.erase
    effects = after("borra mis datos", answer, sign_ups=SIGNED)
    assert not effects.erase
    assert changes(effects) == NOTHING
    assert "No se puede deshacer" in texts(effects)


def test_nobody_without_sign_ups_is_told_that_they_were_cancelled() -> None:
    asked = write("borra mis datos", view())
    assert "Tu cupo" not in texts(asked)
    assert "¿Borro todo?" in texts(asked)
    erased = write("sí", view(said=said(asked)))
    assert erased.erase
    assert not erased.messages


def test_a_late_yes_is_asked_again_and_a_yes_to_nothing_does_nothing() -> None:
    late = after("inscríbeme en el panel 2", "sí", ago=7 * 60)
    assert changes(late) == NOTHING
    assert "¿Te inscribo?" in texts(late)
    for text in ("sí", "ok", "no", "dale"):
        effects = write(text, view())
        assert changes(effects) == NOTHING
        assert texts(effects)
        assert not [m for m in effects.messages if m.chat != CHAT]


def test_a_yes_before_the_question_was_sent_is_no_consent() -> None:
    asked = write("inscríbeme en el panel 2", view())
    unseen = Said(tuple(m.body for m in asked.messages), None)
    effects = write("sí", view(said=unseen))
    assert changes(effects) == NOTHING
    assert effects.messages == ()


def test_a_yes_after_another_answer_does_nothing() -> None:
    asked = write("inscríbeme en el panel 2", view())
    other = write("quién organiza?", view(said=said(asked)))
    assert changes(write("sí", view(said=said(other)))) == NOTHING


def test_what_a_button_says_may_be_typed() -> None:
    effects = after("hola", "mis inscripciones")
    assert "No tienes inscripciones" in texts(effects)
    for name in ("english", "inglés", "en ingles"):
        assert after("cambia el idioma", name).language == "en"


def test_a_panel_that_left_the_programme_is_not_signed_up_for() -> None:
    asked = write("inscríbeme en el panel 2", view())
    content = Content(CAMPAIGN, Programme(PROGRAMME.panels[:1]), (), -5)
    effects = write("sí", view(said=said(asked), content=content))
    assert changes(effects) == NOTHING
    assert texts(effects)


def test_who_agreed_before_is_signed_up_for_several_at_once() -> None:
    effects = write("anótame en los dos del jueves", view(sign_ups=SIGNED[:1]))
    assert changes(effects) == (("techos", "compost"), ())
    assert effects.consent is None


def test_a_panel_just_spoken_of_is_meant_where_none_is_named() -> None:
    effects = after("de qué trata el panel 3?", "inscríbeme")
    assert any(data.startswith("y:compost:") for data in buttons(effects))
    assert "Compost" in texts(after("inscríbeme en el 3", "a qué hora es?"))
    assert "A cuál" in texts(after("de qué trata el panel 3?", "inscríbeme", ago=60 * 24))


def test_the_text_that_was_asked_for_is_shown_before_it_is_sent() -> None:
    effects = after("quiero hacer una pregunta", "cuánto cuesta partir con una compostera?")
    assert "«cuánto cuesta partir con una compostera?»" in texts(effects)
    assert not [m for m in effects.messages if m.chat == -5]
    for polite in ("gracias", "no", "ok"):
        effects = after("quiero hacer una pregunta", polite)
        assert not [m for m in effects.messages if m.chat == -5]
        assert texts(effects)


@pytest.mark.parametrize(
    "text",
    [
        "está abierto a todos los municipios?",
        "está abierto a todo público?",
        "hola a todos, quiero inscribirme",
        "quiero participar, ¿es para todos?",
    ],
)
def test_all_said_in_passing_signs_nobody_up_for_everything(text: str) -> None:
    effects = write(text, view(sign_ups=[SignUp(1, "launch", Seat.SEATED, NOW)]))
    assert changes(effects) == NOTHING


@pytest.mark.parametrize(
    ("text", "panels"),
    [
        ("inscríbeme en todos menos el 2", ("abejas", "compost")),
        ("anótame en el 1 pero no en el 3", ("abejas",)),
    ],
)
def test_what_is_left_out_is_not_signed_up_for(text: str, panels: tuple[str, ...]) -> None:
    effects = write(text, view(sign_ups=[SignUp(1, "launch", Seat.SEATED, NOW)]))
    assert effects.sign_up == panels


def test_more_panels_than_one_question_holds_are_named_and_not_forgotten() -> None:
    day = datetime(2030, 3, 6, 17, 0, tzinfo=ZONE)
    many = tuple(
        Panel(f"charla-{n}", f"Charla {n}", n, day + timedelta(days=n)) for n in range(1, 8)
    )
    seen = {"content": Content(CAMPAIGN, Programme(many), (), -5)}
    wish = "inscríbeme en todos los paneles"
    asked = texts(write(wish, view(**seen)))
    now, _, later = asked.partition("vuelve a pedírmelo después")
    assert "Charla 5" in now
    assert "Charla 6" not in now
    assert "Charla 6" in later
    assert "Charla 7" in later
    signed = after(wish, "sí", **seen)
    assert signed.sign_up == tuple(f"charla-{n}" for n in range(1, 6))


@pytest.mark.parametrize(
    ("wish", "panels"),
    [
        ("inscríbeme en los paneles 1, 2 y 3", ("abejas", "techos", "compost")),
        ("quiero ir a los paneles 1 y 3", ("abejas", "compost")),
        ("anótame en las charlas 2 y 3", ("techos", "compost")),
        ("inscríbeme al panel 2, somos 3 personas", ("techos",)),
        ("inscríbeme al panel 1, el 3 de marzo no puedo", ("abejas",)),
    ],
)
def test_a_list_of_numbers_names_each_panel(wish: str, panels: tuple[str, ...]) -> None:
    assert after(wish, "sí").sign_up == panels


def test_distress_is_no_question_for_a_panel() -> None:
    assert "¿La envío?" in texts(after("quiero hacer una pregunta", "¿qué comen?"))
    assert "Siento mucho" in texts(after("quiero hacer una pregunta", "me quiero morir"))


@pytest.mark.parametrize(
    "text", ["el de abejas y el de techos cuando son", "dónde veo el de techos"]
)
def test_a_question_about_panels_chooses_none_of_them(text: str) -> None:
    """The bot had just asked whether to sign up: this is no answer to that."""
    effects = after("inscríbeme en el de abejas", text)
    assert changes(effects) == NOTHING
    assert not [data for data in buttons(effects) if data.startswith("y:")]


def test_the_same_answer_is_not_told_twice_nor_a_refusal_beside_it() -> None:
    told = texts(write("cuanto sale? y quien organiza", view()))
    assert told.count("Esa respuesta no la tengo") == 1
    assert "De eso no sé" not in texts(write("cuanto sale? hay q pagar", view()))


def test_who_wants_a_notice_of_a_recording_is_told_that_none_is_sent() -> None:
    assert "No te avisaré por mi cuenta" in texts(
        write("avisame cuando suban la grabacion", view())
    )


@pytest.mark.parametrize(
    "answer",
    [
        "si borras mis datos pierdo el cupo?",
        "si borro mis datos, ¿se cancelan mis inscripciones?",
        "si borras todo",
        "ya me arrepentí",
        "mejor no",
        "claro que no",
        "ya no quiero borrar nada",
        "no, déjalo así",
    ],
)
def test_nobody_is_erased_by_a_condition_a_question_or_a_regret(answer: str) -> None:
    effects = after("borra mis datos", answer, sign_ups=SIGNED)
    assert not effects.erase
    assert "Borré" not in texts(effects)


@pytest.mark.parametrize("answer", ["sí", "sí, borra todo", "sí, bórralo", "si"])
def test_a_plain_yes_erases(answer: str) -> None:
    assert after("borra mis datos", answer, sign_ups=SIGNED).erase


@pytest.mark.parametrize(
    "answer",
    [
        "si cancelo mi inscripción pierdo algo?",
        "ya me arrepentí",
        "me arrepentí, déjalo",
        "cambié de opinión",
    ],
)
def test_nothing_is_cancelled_by_a_question_or_a_regret(answer: str) -> None:
    effects = after("cancela mi inscripción en abejas", answer, sign_ups=SIGNED)
    assert not effects.cancel


@pytest.mark.parametrize(
    "answer",
    [
        "mañana me inscribo",
        "lo voy a pensar, después me inscribo",
        "si me inscribo tengo que pagar?",
        "si me inscribo después puedo borrarme?",
        "ya me inscribieron ayer",
        "mejor no",
        "me arrepentí",
    ],
)
def test_nobody_agrees_by_what_is_no_yes(answer: str) -> None:
    effects = after("inscríbeme en abejas", answer)
    assert effects.sign_up == ()
    assert effects.consent is None


@pytest.mark.parametrize(
    "answer", ["sí, inscríbeme", "ya po, inscríbeme", "obvio que me inscribo", "si porfa anótame"]
)
def test_a_yes_with_the_wish_agrees(answer: str) -> None:
    assert after("inscríbeme en abejas", answer).sign_up == ("abejas",)


def test_who_regrets_with_nothing_asked_is_asked_what_to_cancel() -> None:
    effects = write("me arrepentí", view(sign_ups=SIGNED))
    assert "ancel" in texts(effects)


@pytest.mark.parametrize("question", ["cancela mi inscripción en abejas", "borra mis datos"])
@pytest.mark.parametrize("answer", ["ya no puedo ir a techos", "no, ya no quiero ir al panel 2"])
def test_a_no_that_leaves_another_panel_is_about_that_one(question: str, answer: str) -> None:
    effects = after(question, answer, sign_ups=SIGNED)
    assert "Cancelo tu inscripción en el panel 2" in texts(effects)
